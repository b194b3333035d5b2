/**
 * Drawn here: no icon font, no request. All are decoration: the words next to them say the same.
 */
const PATHS = {
  home: 'M4 11.5 12 5l8 6.5V19a1 1 0 0 1-1 1h-4.5v-5h-5v5H5a1 1 0 0 1-1-1z',
  devices:
    'M8 3h8v4H8zM8 17h8v4H8zM6.5 7h11a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 ' +
    '15.5v-7A1.5 1.5 0 0 1 6.5 7zM12 10v2.5l1.8 1',
  data:
    'M12 4c4 0 7 1.2 7 3s-3 3-7 3-7-1.2-7-3 3-3 7-3zM5 7v10c0 1.800 3 3 7 3s7-1.200 7-3V7M5 12c0 1.800 3 3 7 ' +
    '3s7-1.200 7-3',
  consent: 'M6 3h8l4 4v13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v4h4M8.500 14.500l2 2 4-4.500',
  studies: 'M9 3h6M10 3v6l-5 9a2 2 0 0 0 1.800 3h10.400a2 2 0 0 0 1.800-3l-5-9V3M7.500 15h9',
  earnings: 'M4 19h16M6 16l4-5 3.500 3L19 7M15 7h4v4',
  research: 'M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM15.200 15.200 20 20',
  settings:
    'M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 ' +
    '2.100M5.600 18.400l2.100-2.100M16.300 7.700l2.100-2.100',
  more: 'M5 7h14M5 12h14M5 17h14',
  stop: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM6.500 6.500l11 11',
} as const;

/** Name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
