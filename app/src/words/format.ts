import type { Texts } from './en';

/** Decimal places of the token. */
const DECIMALS = 12;
const UNIT = 10n ** BigInt(DECIMALS);

/** An amount as people write it, with at most four decimals unless it would vanish. */
export function amount(t: Texts, value: bigint): string {
  const places = value > 0n && value < UNIT / 10_000n ? 8 : 4;
  const scale = 10n ** BigInt(DECIMALS - places);
  const rounded = (value + scale / 2n) / scale;
  const number = Number(rounded) / 10 ** places;
  return `${new Intl.NumberFormat(t.locale, { maximumFractionDigits: places }).format(number)} EPI`;
}

/** Reads an amount in EPI, with a point or a comma; `null` if it is not one. */
export function parseAmount(text: string): bigint | null {
  const match = /^(\d{1,15})(?:[.,](\d{1,12}))?$/.exec(text.trim());
  if (match === null) return null;
  return BigInt(match[1] ?? '0') * UNIT + BigInt((match[2] ?? '').padEnd(DECIMALS, '0'));
}

/** A number as the language writes it. */
export const number = (t: Texts, value: number): string => new Intl.NumberFormat(t.locale).format(value);

/** A day. */
export const day = (t: Texts, moment: number | bigint): string =>
  new Intl.DateTimeFormat(t.locale, { dateStyle: 'medium' }).format(new Date(Number(moment)));

/** A day and the time of day. */
export const moment = (t: Texts, value: number | bigint): string =>
  new Intl.DateTimeFormat(t.locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(Number(value)));

/** A day of collection: the chain counts days since 1970, in UTC. */
export const dayOf = (t: Texts, days: number): string =>
  new Intl.DateTimeFormat(t.locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(days * 86_400_000));

/** A day of collection, from the value of a date field; `null` if it is empty. */
export function dayNumber(text: string): number | null {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? null : Math.floor(at / 86_400_000);
}

/**
 * The end of a day in this machine's time zone, from a date field: "until Friday" includes all of
 * Friday.
 */
export function endOfDay(text: string): number | null {
  const at = Date.parse(`${text}T23:59:59`);
  return Number.isNaN(at) ? null : at;
}

/** A moment in the form that a date field takes. */
export function dateField(value: number): string {
  const date = new Date(value);
  const pad = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** A length of time, in the largest unit that fits. */
export function span(t: Texts, milliseconds: number): string {
  const units: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1000, 'second'],
  ];
  const [size, unit] = units.find(([length]) => milliseconds >= length) ?? [1000, 'second'];
  return new Intl.NumberFormat(t.locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(
    milliseconds / size,
  );
}

/** A size in bytes. */
export function bytes(t: Texts, size: number): string {
  const units: [number, string][] = [
    [1 << 20, 'megabyte'],
    [1 << 10, 'kilobyte'],
  ];
  const [length, unit] = units.find(([least]) => size >= least) ?? [1, 'byte'];
  return new Intl.NumberFormat(t.locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(size / length);
}

/** Words in a row: a, b and c. */
export const list = (t: Texts, items: readonly string[]): string =>
  new Intl.ListFormat(t.locale, { type: 'conjunction' }).format(items);
