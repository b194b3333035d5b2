// Compares a standalone chain's state with that of the parachain that goes on from it.
// `scripts/move-to-parachain --help` says how it is called.
import { compare } from './compare.mjs';
import { firstAccount, itemPrefix, MoveError, writeLe } from './keys.mjs';
import { options, progressLine, run, say } from './output.mjs';
import { compactFromU8a, compactToU8a, encodeAddress, hexToU8a, u8aConcat, u8aToHex } from './polkadot.mjs';
import { isUrl, loadState, Node, readJson, readSpec } from './state.mjs';
import { Types } from './types.mjs';

const COMMAND = './scripts/move-to-parachain verify';
/** Most lines that `receipt` returns at once. */
const PAGE = 100;
const le = (number) => hexToU8a(`0x${writeLe(number, 4)}`);

await run(async (args) => {
  const given = options(args, { flags: ['json'], values: ['old', 'new', 'at', 'new-at'] }, COMMAND);
  if (given.rest.length) throw new MoveError(`'${given.rest[0]}' has no place: see ${COMMAND} --help`);
  const { old: from, new: to, at, json } = given;
  if (!from || !to) throw new MoveError(`--old and --new are both needed: see ${COMMAND} --help`);

  const progress = progressLine('keys read');
  const load = async (source, block) => {
    if (!isUrl(source) && readJson(source, 'a snapshot or a raw specification').genesis) return readSpec(source);
    return loadState(source, { at: block, progress: (count) => progress.at(count) });
  };
  const old = await load(from, at);
  if (!old.metadata) throw new MoveError(`${from} has no metadata: --old takes a node or a snapshot`);
  const now = await load(to, given['new-at'] ?? (isUrl(to) ? 'genesis' : undefined));
  progress.end();
  const types = new Types(old.metadata);
  const checks = compare(old.top, now.top, types);
  if (isUrl(from) && isUrl(to)) checks.push(await receipts(from, old, to, now));
  else say('receipts are asked of two nodes: here they follow from what they are made of, which is compared');

  for (const { what, ok, detail } of checks) {
    say(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${detail[0]}`);
    for (const line of detail.slice(1, 10)) say(`     ${line}`);
    if (detail.length > 10) say(`     and ${detail.length - 10} more`);
  }
  const ok = checks.every((check) => check.ok);
  if (json) console.log(JSON.stringify({ ok, checks }));
  return ok ? 0 : 1;
});

/** What `Studies.receipt` returns for everybody with a grant, on both chains: the same bytes. */
async function receipts(from, old, to, now) {
  const prefix = itemPrefix('Consent.GrantsOf');
  const grants = new Map();
  for (const key of Object.keys(old.top)
    .filter((one) => one.startsWith(prefix))
    .sort()) {
    const subject = firstAccount(key);
    grants.set(subject, [...(grants.get(subject) ?? []), Number.parseInt(key.slice(-8), 16)]);
  }
  const nodes = await Promise.all([Node.open(from), Node.open(to)]);
  const problems = [];
  let lines = 0;
  try {
    const at = [old.block.hash, now.block.hash];
    const ids = await Promise.all(nodes.map(async (node, i) => receiptId(await node.metadata16(at[i]), node.url)));
    for (const [subject, numbers] of grants) {
      for (let page = 0; page < numbers.length; page += PAGE) {
        const cursor = page === 0 ? Uint8Array.of(0) : u8aConcat(Uint8Array.of(1), le(numbers[page - 1]));
        const input = u8aConcat(hexToU8a(subject), cursor, le(PAGE));
        const [a, b] = await Promise.all(
          nodes.map((node, i) =>
            node.call(
              'RuntimeViewFunction_execute_view_function',
              u8aToHex(u8aConcat(hexToU8a(ids[i]), compactToU8a(input.length), input)),
              at[i],
            ),
          ),
        );
        if (a !== b) problems.push(`the receipts of ${encodeAddress(subject, 42)} differ`);
        lines += linesOf(a);
      }
    }
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
  }
  return {
    what: 'receipts',
    ok: problems.length === 0,
    detail: problems.length ? problems : [`${lines} lines of ${grants.size} subjects, byte for byte`],
  };
}

/** How many lines a result has: a `Result`, of bytes, of a list. */
function linesOf(answer) {
  const bytes = hexToU8a(answer);
  if (bytes[0] !== 0) throw new MoveError(`the view function receipt fails: ${answer.slice(0, 20)}`);
  const [skip] = compactFromU8a(bytes.subarray(1));
  return Number(compactFromU8a(bytes.subarray(1 + skip))[1]);
}

function receiptId(metadata, url) {
  const pallet = new Types(metadata).pallets.get('Studies');
  const found = pallet?.viewFunctions?.find(({ name }) => name.toString() === 'receipt');
  if (!found) throw new MoveError(`the runtime at ${url} has no view function receipt`);
  return found.id.toHex();
}
