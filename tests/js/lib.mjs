// Shared by the checks with polkadot.js: a check that stops at the first failure, and a transaction
// that is waited for.

import { randomAsHex } from '@polkadot/util-crypto';

export const DAY = 24 * 60 * 60 * 1000;
const STEP_TIMEOUT = 90_000;

export class Failure extends Error {}

export function check(holds, what) {
  if (!holds) {
    throw new Failure(what);
  }
}

export function ok(what) {
  console.log(`ok  ${what}`);
}

export function within(promise, what, ms = STEP_TIMEOUT) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Failure(`${what}: nothing within ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The terms of a grant for treatment that lasts a day. */
export const aDayOfReading = (grantee, now) => ({
  grantee: { Account: grantee },
  actions: 1,
  modalities: 0b11,
  datasets: null,
  days: null,
  purpose: 'Treatment',
  validFrom: now,
  validUntil: now + DAY,
  uses: null,
  document: randomAsHex(32),
});

/** Signs, submits, waits for the block (and its finality); returns the events. */
export async function submit(what, call, pair, finality = true) {
  let unsubscribe = () => {};
  const done = new Promise((resolve, reject) => {
    call
      .signAndSend(pair, (result) => {
        const { dispatchError, status } = result;
        if (dispatchError != null) {
          const { docs, name, section } = dispatchError.isModule
            ? call.registry.findMetaError(dispatchError.asModule)
            : { docs: [], name: dispatchError.toString(), section: '' };
          reject(new Failure(`${what} failed: ${section}.${name} ${docs.join(' ')}`));
        } else if (result.isError) {
          reject(new Failure(`${what}: ${status.type}`));
        } else if (finality ? status.isFinalized : status.isInBlock) {
          resolve(result);
        }
      })
      .then((stop) => {
        unsubscribe = stop;
      }, reject);
  });
  try {
    const result = await within(done, what);
    const events = result.events.map(({ event }) => event);
    check(
      events.some(({ method, section }) => section === 'system' && method === 'ExtrinsicSuccess'),
      `${what}: no system.ExtrinsicSuccess`,
    );
    const { status } = result;
    return { events, block: status.isFinalized ? status.asFinalized : status.asInBlock };
  } finally {
    unsubscribe();
  }
}

export function find(events, section, method) {
  const event = events.find((event) => event.section === section && event.method === method);
  const names = events.map(({ method, section }) => `${section}.${method}`).join(', ');
  check(event != null, `no event ${section}.${method}, only ${names}`);
  return event;
}

export const account = async (api, who) => {
  const { data, nonce } = await api.query.system.account(who);
  return {
    free: data.free.toBigInt(),
    reserved: data.reserved.toBigInt(),
    total: data.free.toBigInt() + data.reserved.toBigInt(),
    nonce: nonce.toNumber(),
  };
};
