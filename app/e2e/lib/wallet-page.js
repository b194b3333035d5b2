// The wallet's part in the page, which registers as the polkadot.js extension does. It only passes
// requests on; lib/wallet.mjs decides.
import { injectExtension } from '@polkadot/extension-inject';

const ask = (what, argument) =>
  window
    .__wallet(what, argument)
    .then(({ ok, error }) => (error === undefined ? ok : Promise.reject(new Error(error))));

injectExtension(
  async (origin) => {
    await ask('enable', origin);
    return {
      accounts: {
        get: () => ask('accounts'),
        subscribe: (tell) => {
          ask('accounts').then(tell);
          return () => undefined;
        },
      },
      signer: { signPayload: (payload) => ask('payload', payload), signRaw: (raw) => ask('raw', raw) },
    };
  },
  { name: 'polkadot-js', version: '0.63.1' },
);
