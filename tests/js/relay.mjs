// Watches a relay chain and one of its parachains with polkadot.js: for each block of the relay
// chain a line with its number, which of the parachain's blocks validators backed and which the
// relay chain included, and how far the parachain is. It goes on until it is ended.
// Usage: node relay.mjs ws://RELAY ws://COLLATOR PARA_ID

import { ApiPromise, WsProvider } from '@polkadot/api';
import { compactFromU8a } from '@polkadot/util';

const [relayUrl, paraUrl, id] = process.argv.slice(2);
const paraId = Number(id);
if (relayUrl === undefined || paraUrl === undefined || !Number.isInteger(paraId)) {
  console.error('usage: node relay.mjs ws://RELAY ws://COLLATOR PARA_ID');
  process.exit(1);
}

const RETRY = 1000;
// A header is the parent's hash, then the number.
const PARENT = 32;

/** The number of the parachain block whose head this is. */
const numberOf = (head) => Number(compactFromU8a(head.toU8a(true).subarray(PARENT))[1]);

const para = { best: '-', final: '-' };
const provider = new WsProvider(paraUrl, RETRY);
await provider.isReady;
// Headers are JSON: nothing of the parachain has to be decoded.
for (const [key, kind, method] of [
  ['best', 'chain_newHead', 'chain_subscribeNewHeads'],
  ['final', 'chain_finalizedHead', 'chain_subscribeFinalizedHeads'],
]) {
  await provider.subscribe(kind, method, [], (error, header) => {
    if (error == null) {
      para[key] = `#${Number(header.number)}`;
    }
  });
}

const api = await ApiPromise.create({ provider: new WsProvider(relayUrl, RETRY), noInitWarn: true });
let final = '-';
await api.rpc.chain.subscribeFinalizedHeads(({ number }) => {
  final = `#${number.toNumber()}`;
});

await api.rpc.chain.subscribeNewHeads(async (header) => {
  const seen = { CandidateBacked: [], CandidateIncluded: [], CandidateTimedOut: [] };
  try {
    const at = await api.at(header.hash);
    for (const { event } of await at.query.system.events()) {
      const blocks = event.section === 'paraInclusion' ? seen[event.method] : undefined;
      if (blocks !== undefined && event.data[0].descriptor.paraId.toNumber() === paraId) {
        blocks.push(`#${numberOf(event.data[1])}`);
      }
    }
  } catch (error) {
    console.error(`relay #${header.number.toNumber()}: ${error.message}`);
    return;
  }
  const list = (blocks) => (blocks.length > 0 ? blocks.join(' ') : '-');
  const late = seen.CandidateTimedOut.length > 0 ? `, timed out ${list(seen.CandidateTimedOut)}` : '';
  console.log(
    `relay #${header.number.toNumber()} (final ${final}): of parachain ${paraId} ` +
      `backed ${list(seen.CandidateBacked)}, included ${list(seen.CandidateIncluded)}${late}; ` +
      `parachain best ${para.best}, final ${para.final}`,
  );
});
