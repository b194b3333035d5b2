// Writes a node's metadata, version 16, to a file.
// Usage: node scripts/metadata.mjs ws://HOST:PORT FILE
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [, , url, file] = process.argv;
const VERSION = '0x10000000'; // u32 16, little-endian
const answer = await fetch(url.replace(/^ws/, 'http'), {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'state_call',
    params: ['Metadata_metadata_at_version', VERSION],
  }),
});
const { result, error } = await answer.json();
if (error) throw new Error(`the node refuses: ${error.message}`);
const bytes = Buffer.from(result.slice(2), 'hex');
// Option<OpaqueMetadata>: 1, compact length, then the metadata itself.
if (bytes[0] !== 1) throw new Error('the node has no metadata of version 16');
const mode = bytes[1] & 3;
const skip = mode === 0 ? 1 : mode === 1 ? 2 : mode === 2 ? 4 : (bytes[1] >> 2) + 5;
const metadata = bytes.subarray(1 + skip);
if (metadata.subarray(0, 4).toString() !== 'meta') throw new Error('this is no metadata');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, metadata);
console.log(`${file}: ${metadata.length} bytes`);
