import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTexts } from '../words/language';

/** Switches the camera off. */
function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/**
 * Looks for a QR code through the camera. The pictures stay in the page; the reader is loaded only
 * when somebody scans.
 */
export function Scanner(props: { onFound: (text: string) => void }) {
  const t = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const found = useEffectEvent(props.onFound);

  useEffect(() => {
    let stream: MediaStream | null = null;
    let frame = 0;
    let stopped = false;
    const run = async (): Promise<void> => {
      const [{ default: read }, camera] = await Promise.all([
        import('jsqr'),
        // A claim makes a dense code, too fine for a browser's usual 640 by 480.
        navigator.mediaDevices.getUserMedia({
          video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
        }),
      ]);
      stream = camera;
      const element = video.current;
      if (stopped || element === null) {
        end(camera);
        return;
      }
      element.srcObject = camera;
      await element.play();
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d', { willReadFrequently: true });
      const look = (): void => {
        if (stopped || context === null) return;
        canvas.width = element.videoWidth;
        canvas.height = element.videoHeight;
        if (canvas.width > 0) {
          context.drawImage(element, 0, 0);
          const picture = context.getImageData(0, 0, canvas.width, canvas.height);
          const code = read(picture.data, picture.width, picture.height);
          if (code !== null && code.data !== '') {
            found(code.data);
            return;
          }
        }
        frame = requestAnimationFrame(look);
      };
      look();
    };
    run().catch(() => setFailed(true));
    return () => {
      stopped = true;
      cancelAnimationFrame(frame);
      if (stream !== null) end(stream);
    };
  }, []);

  if (failed)
    return (
      <p className="notice warn" role="alert">
        {t.claim.noCamera}
      </p>
    );
  return (
    <div>
      <p className="help">{t.claim.scanning}</p>
      <video ref={video} muted playsInline />
    </div>
  );
}
