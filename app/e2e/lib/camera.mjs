// What the browser's camera sees: Chromium plays a file instead of a camera.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './processes.mjs';

export const CAMERA = join(root, 'camera.y4m');
const WIDTH = 1280;
const HEIGHT = 720;
// What a half block prints on a dark screen: its upper and its lower half.
const HALVES = { ' ': [0, 0], '▀': [1, 0], '▄': [0, 1], '█': [1, 1] };

/** Holds a dark terminal in front of the camera: the lines on which a QR code was printed. */
export function hold(printed) {
  const lines = printed.split('\n').filter((line) => /^[ ▀▄█]+$/.test(line));
  const rows = lines.flatMap((line) => [0, 1].map((half) => [...line].map((char) => HALVES[char][half])));
  const scale = Math.floor(HEIGHT / rows.length);
  const left = (WIDTH - rows[0].length * scale) >> 1;
  const top = (HEIGHT - rows.length * scale) >> 1;
  const luma = Buffer.alloc(WIDTH * HEIGHT, 16);
  for (const [y, row] of rows.entries())
    for (const [x, lit] of row.entries())
      for (let line = 0; lit && line < scale; line++) {
        const start = (top + y * scale + line) * WIDTH + left + x * scale;
        luma.fill(235, start, start + scale);
      }
  const frame = [Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)];
  writeFileSync(
    CAMERA,
    Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), ...frame, ...frame]),
  );
}
