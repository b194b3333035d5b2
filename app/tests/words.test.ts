import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normalise, short } from '../src/chain/address';
import { isEndpoint, parseConfig } from '../src/chain/config';
import { grantState, isOpen } from '../src/chain/grants';
import type { GrantLine } from '../src/chain/types';
import {
  conditions,
  kinds,
  MODALITIES,
  MODIFIERS,
  modalitiesOf,
  modalityBits,
  modifierBits,
  modifiersOf,
} from '../src/words/codes';
import { csv } from '../src/words/csv';
import { de } from '../src/words/de';
import { en } from '../src/words/en';
import { amount, dayNumber, endOfDay, parseAmount, span } from '../src/words/format';
import { it as italian } from '../src/words/it';
import { covers, participantGets } from '../src/words/money';
import { counts, money } from '../src/words/series';

describe('codes', () => {
  const rust = readFileSync(new URL('../../primitives/src/purpose.rs', import.meta.url), 'utf8');
  it('have the runtime’s bits: DUO modifiers', () => {
    const table = [...rust.matchAll(/^\t([A-Z]+) = (\d+), (\d+);/gm)].map(([, name, bit, id]) => [
      Number(bit),
      name,
      Number(id),
    ]);
    expect(table).toEqual(MODIFIERS.map(([name, id], bit) => [bit, name, id]));
  });

  it('have the runtime’s bits: kinds of data', () => {
    const data = readFileSync(new URL('../../primitives/src/data.rs', import.meta.url), 'utf8');
    const body = /pub enum Modality \{([^}]*)\}/.exec(data)?.[1] ?? '';
    expect([...body.matchAll(/index = (\d+)\)\]\s+(\w+)/g)].map(([, bit, name]) => [Number(bit), name])).toEqual(
      MODALITIES.map((name, bit) => [bit, name]),
    );
  });

  it('come back from their sets', () => {
    for (let bits = 1; bits < 512; bits += 7) expect(modalityBits(modalitiesOf(bits))).toBe(bits);
    for (let bits = 0; bits < 1 << 18; bits += 4093) expect(modifierBits(modifiersOf(bits))).toBe(bits);
  });

  it('are words', () => {
    expect(kinds(en, 0b11)).toBe('wearables (watch, patch, ring) and home monitors (glucose meter, cuff, scale)');
    expect(conditions(en, { type: 'Treatment', value: undefined })).toEqual([]);
    const dated = {
      permission: { type: 'GeneralResearch', value: undefined },
      modifiers: modifierBits(['MOR', 'NCU']),
      time_limit: undefined,
      moratorium: 1_800_000_000_000n,
    } as const;
    expect(conditions(en, { type: 'Research', value: dated })).toEqual([
      'nothing published before a date: 15 Jan 2027',
      'no commercial use',
    ]);
  });
});

describe('languages', () => {
  const leaves = (value: unknown, path: string): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, part]) => leaves(part, `${path}.${key}`))
      : [`${path}:${typeof value}`];
  it('have the same texts, none empty', () => {
    for (const t of [italian, de]) expect(leaves(t, '').sort()).toEqual(leaves(en, '').sort());
    for (const t of [en, italian, de]) expect(JSON.stringify(t)).not.toContain('""');
  });
  it('do not say what nobody can keep', () => {
    const words = new URL('../src/words/', import.meta.url);
    const files = readdirSync(words, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /^(?:en|it|de)(?:\.ts|\/.*)$/.test(name),
    );
    expect(files).toHaveLength(3 * 5);
    // Texts longer than a line are in pieces: put them together.
    const source = files
      .map((name) => readFileSync(new URL(name, words), 'utf8').replace(/['`] \+\s+['`]/g, ''))
      .join('\n');
    expect(source).toContain(
      'The chain could not be asked what it costs. Revoking and the like are free; for all else your',
    );
    expect(source).not.toMatch(/\bNFT\b|smart contract|upload to the blockchain|delete from the blockchain/i);
    expect(source).not.toMatch(/HIPAA|anonymous|military-grade|trustless/i);
  });
});

describe('amounts', () => {
  it('are read with point or comma, and refused otherwise', () => {
    expect(parseAmount('12.5')).toBe(12_500_000_000_000n);
    expect(parseAmount(' 0,001 ')).toBe(1_000_000_000n);
    expect(parseAmount('0.000000000001')).toBe(1n);
    for (const text of ['', '-1', '1.', '1e3', '0.0000000000001', 'x']) expect(parseAmount(text)).toBeNull();
  });
  it('are written as the language has them', () => {
    expect(amount(en, 1_234_567_800_000_000n)).toBe('1,234.5678 EPI');
    expect(amount(de, 1_234_500_000_000_000n)).toBe('1.234,5 EPI');
    expect(amount(en, 5_000_000n)).toBe('0.000005 EPI');
    expect(amount(en, 0n)).toBe('0 EPI');
  });
  it('of a price: the protocol’s share off, rounded down', () => {
    expect(participantGets(2_000_000_000_000n, 50_000)).toBe(1_900_000_000_000n);
    expect(participantGets(19n, 50_000)).toBe(19n);
  });
  it('of a budget: how many contributions it covers', () => {
    expect(covers(100n, 9n, 1n, 50)).toBe(10);
    expect(covers(99n, 9n, 1n, 50)).toBe(9);
    expect(covers(10_000n, 9n, 1n, 50)).toBe(50);
    expect(covers(10n, 0n, 1n, 50)).toBe(0);
  });
});

describe('times', () => {
  it('a day of collection is in UTC, an end is the end of the day here', () => {
    expect(dayNumber('1970-01-02')).toBe(1);
    expect(dayNumber('')).toBeNull();
    const end = new Date(endOfDay('2026-11-26') ?? 0);
    expect([end.getFullYear(), end.getMonth(), end.getDate(), end.getHours(), end.getMinutes()]).toEqual([
      2026, 10, 26, 23, 59,
    ]);
  });
  it('a span is said in the largest unit that fits', () => {
    expect(span(en, 259_200_000)).toBe('3 days');
    expect(span(en, 2000)).toBe('2 seconds');
  });
});

describe('a grant', () => {
  const grant = { valid_from: 100n, valid_until: 200n, uses_left: undefined, revoked_at: undefined } as GrantLine;
  it('stands where the decision function says, to the millisecond', () => {
    expect([99, 100, 199, 200].map((now) => grantState(grant, now))).toEqual(['notYet', 'live', 'live', 'expired']);
    expect(grantState({ ...grant, uses_left: 0 }, 150)).toBe('usedUp');
    expect(grantState({ ...grant, revoked_at: 120n }, 150)).toBe('revoked');
  });
  it('that has not begun or is used up can still be revoked', () => {
    expect(isOpen(grant, 50)).toBe(true);
    expect(isOpen({ ...grant, uses_left: 0 }, 150)).toBe(true);
    expect(isOpen(grant, 200)).toBe(false);
  });
});

describe('series', () => {
  const item = {
    price: 2_000_000_000_000n,
    protocol_share: 100_000_000_000n,
    committed_at: 10n,
    delivered_at: 20n,
    window: 5n,
  };
  it('of money: what waited is paid when its window is over', () => {
    const points = money(
      [
        { ...item, status: { type: 'Settled' } },
        { ...item, delivered_at: 30n, status: { type: 'Delivered' } },
      ],
      100,
    );
    expect(points).toEqual([
      { at: 20, paid: 0, pending: 1.9 },
      { at: 25, paid: 1.9, pending: 0 },
      { at: 30, paid: 1.9, pending: 1.9 },
    ]);
  });
  it('of money: a promise, and what was not paid, are none', () => {
    expect(
      money(
        [
          { ...item, status: { type: 'Committed' }, delivered_at: undefined },
          { ...item, status: { type: 'Voided' } },
        ],
        100,
      ),
    ).toEqual([]);
  });
  it('of contributions count promises and deliveries', () => {
    expect(counts([{ ...item, status: { type: 'Settled' } }])).toEqual([
      { at: 10, paid: 0, pending: 1 },
      { at: 20, paid: 1, pending: 1 },
    ]);
  });
});

describe('CSV', () => {
  it('quotes, doubles quotes, and defuses formulas', () => {
    expect(
      csv([
        ['a', 'b,c', 'd"e'],
        [1, '=SUM(A1)', '-2'],
      ]),
    ).toBe('a,"b,c","d""e"\r\n1,\'=SUM(A1),\'-2\r\n');
  });
});

describe('addresses', () => {
  const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
  it('are one however they are written', () => {
    expect(normalise(alice)).toBe(alice);
    expect(normalise('15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5')).toBe(alice);
    expect(normalise('0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d')).toBe(alice);
    expect(normalise(`${alice.slice(0, -1)}Z`)).toBeNull();
    expect(normalise('')).toBeNull();
    expect(short(alice)).toBe('5Grwva…KutQY');
  });
});

describe('the configuration', () => {
  it('takes nodes, and nothing else', () => {
    expect(parseConfig({ endpoints: ['ws://127.0.0.1:9944', 'http://x', 7] })).toEqual({
      endpoints: ['ws://127.0.0.1:9944'],
    });
    expect(parseConfig({ endpoints: ['wss://node'], genesis: `0x${'ab'.repeat(32)}` })).toEqual({
      endpoints: ['wss://node'],
      genesis: `0x${'ab'.repeat(32)}`,
    });
    for (const json of [null, {}, { endpoints: [] }, { endpoints: 'ws://x' }]) expect(parseConfig(json)).toBeNull();
    expect(isEndpoint('javascript:alert(1)')).toBe(false);
  });
});
