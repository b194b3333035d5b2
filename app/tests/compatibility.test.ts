import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isCompatible } from '../src/chain/compatibility';
import used from '../src/chain/generated/used.json';
import type { Api, Device, GrantLine } from '../src/chain/types';
import * as devicePlans from '../src/tx/device-plans';
import type { Plan } from '../src/tx/plan';
import { revokeAllPlan, revokePlan, withdrawPlan } from '../src/tx/plans';
import { claimCall } from '../src/words/claim';
import { en } from '../src/words/en';

const src = new URL('../src/', import.meta.url);
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(new URL(name, src), 'utf8') }));

const names = (list: readonly string[][]): string[] => list.map((name) => name.join('.'));
const [calls, queries] = [names(used.tx), names(used.view)];

/** An interface that records which calls are made on it. */
function recorder(): { api: Api; made: string[] } {
  const made: string[] = [];
  const pallet = (name: string): object =>
    new Proxy({}, { get: (_, call) => (): void => void made.push(`${name}.${String(call)}`) });
  const tx = new Proxy({}, { get: (_, name) => pallet(String(name)) });
  return { api: { tx } as Api, made };
}

/** A runtime in which everything fits except the entry of this name. */
function runtime(changed: string): Api {
  const entry = (name: string): object => {
    const fits = { isCompatible: () => name !== changed };
    return { ...fits, args: fits, value: fits };
  };
  const section = (prefix: string): object =>
    new Proxy(
      {},
      {
        get: (_, pallet) => new Proxy({}, { get: (_, item) => entry(`${prefix}.${String(pallet)}.${String(item)}`) }),
      },
    );
  const compat = { tx: section('tx'), view: section('view') };
  return { getStaticApis: async () => ({ compat }) } as unknown as Api;
}

describe('what is compared with the node’s runtime', () => {
  it('has the call of every plan in the sources', () => {
    const plans = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/\bcall: \(api\) =>\s*(\S+)/g)].map((match) => ({ name, body: match[1] ?? '' })),
    );
    expect(plans.length).toBeGreaterThan(20);
    for (const { name, body } of plans) {
      if (body.startsWith('claimCall(')) continue;
      const call = /^api\.tx\.(\w+\.\w+)\(/.exec(body)?.[1];
      expect(calls, `${name}: the call of the plan "${body}"`).toContain(call);
    }
    const all = sources.reduce((sum, { text }) => sum + [...text.matchAll(/\bcall: ?\(/g)].length, 0);
    // `Plan` itself declares its call once.
    expect(all).toBe(plans.length + 1);
  });

  it('has the calls that plans make when they are run', () => {
    const { api, made } = recorder();
    const grant = { grant: 1, grantee: { type: 'Study', value: 1 } } as GrantLine;
    const delegate = { delegate: '', proxy_type: { type: 'Gateway' }, delay: 0 } as const;
    const device: Device['id'] = '0x00';
    const plans: Plan[] = [
      revokePlan(en, grant),
      revokeAllPlan(en, '', 1),
      withdrawPlan(en, 1, ''),
      devicePlans.suspendPlan(en, device),
      devicePlans.resumePlan(en, device),
      devicePlans.lostPlan(en, device),
      devicePlans.retirePlan(en, device),
      devicePlans.transferPlan(en, device, ''),
      devicePlans.cancelTransferPlan(en, device),
      devicePlans.addGatewayPlan(en, ''),
      devicePlans.removeDelegatePlan(en, delegate),
    ];
    for (const plan of plans) plan.call(api);
    const claim = {
      id: '',
      scheme: 'Ed25519',
      key: '',
      counter: 1,
      expiry: 1,
      signature: '',
      provenance: null,
    } as const;
    claimCall(api, claim);
    expect(made).toHaveLength(plans.length + 1);
    for (const call of made) expect(calls).toContain(call);
  });

  it('has every call and view function that the sources name, however they name it', () => {
    for (const { name, text } of sources) {
      for (const [, call] of text.matchAll(/\btx\.([A-Z]\w*\.\w+)/g)) expect(calls, name).toContain(call);
      for (const [, query] of text.matchAll(/\bview\.([A-Z]\w*\.\w+)/g)) expect(queries, name).toContain(query);
      // A name built at run time would not be found.
      expect(text, name).not.toMatch(/\.(?:tx|view)(?:\.[A-Z]\w*)?(?:\?\.)?\[/);
    }
    expect(calls).toContain('Disputes.appeal');
    expect(queries).toContain('Disputes.bond_for');
  });

  it('fits as long as nothing in use was changed', async () => {
    expect(await isCompatible(runtime('tx.Balances.transfer_all'))).toBe(true);
    for (const call of calls) expect(await isCompatible(runtime(`tx.${call}`)), call).toBe(false);
    for (const query of queries) expect(await isCompatible(runtime(`view.${query}`)), query).toBe(false);
  });
});
