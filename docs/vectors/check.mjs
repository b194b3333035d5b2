// Verifies every vector beside this file, in JavaScript, with libraries that share no code with the
// Rust implementation: @noble/curves, @noble/hashes, @scure/sr25519 and age-encryption.
//
//   npm ci && node check.mjs [--mutate]
//
// With --mutate, one hexadecimal digit of each entry is changed at random, and those that must verify
// must then fail: it shows that the checks bite.
import { ed25519, ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bech32 } from '@scure/base';
import * as sr25519 from '@scure/sr25519';
import { Decrypter, identityToRecipient } from 'age-encryption';
import { readFileSync } from 'node:fs';

const Point = ristretto255.Point;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const G = Point.BASE;

// ---- bytes ------------------------------------------------------------------------------------
const ascii = (text) => new TextEncoder().encode(text);
const cat = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const unhex = (text) => {
	if (typeof text !== 'string' || !/^([0-9a-f]{2})*$/.test(text)) throw new Error(`no hex: ${text}`);
	return Uint8Array.from(Buffer.from(text, 'hex'));
};
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const big = (value, size) => {
	let n = BigInt(value);
	const out = new Uint8Array(size);
	for (let i = size - 1; i >= 0; i--, n >>= 8n) out[i] = Number(n & 255n);
	if (n) throw new Error(`${value} does not fit ${size} bytes`);
	return out;
};
const u8 = (n) => big(n, 1);
const u32 = (n) => big(n, 4);
const u64 = (n) => big(n, 8);
const fromLittle = (bytes) => [...bytes].reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n);
const toLittle = (n) => big(n, 32).reverse();
const mod = (n) => ((n % ORDER) + ORDER) % ORDER;
const wide = (bytes) => mod(fromLittle(bytes));
const labelled = (label) => wide(sha512(ascii(label)));

// ---- points and scalars -----------------------------------------------------------------------
class Refused extends Error {}
const refuse = (why) => {
	throw new Refused(why);
};
const point = (bytes, what) => {
	let p;
	try {
		p = Point.fromBytes(bytes);
	} catch {
		refuse(`${what} is not canonical`);
	}
	return p.equals(Point.ZERO) ? refuse(`${what} is the identity`) : p;
};
const scalar = (bytes, what) => {
	const n = fromLittle(bytes);
	return n < ORDER ? n : refuse(`${what} is not canonical`);
};
const mul = (p, n) => (mod(n) === 0n ? Point.ZERO : p.multiplyUnsafe(mod(n)));
const sum = (...points) => points.reduce((a, b) => a.add(b));
const H = ristretto255_hasher.deriveToCurve(sha512(ascii('epione/v1/generator-h')));
const challenge = (tag, ...parts) =>
	wide(sha512(cat(ascii(tag), ...parts.map((p) => (p instanceof Point ? p.toBytes() : p)))));
const parts = (bytes, count, what) =>
	bytes.length === 32 * count
		? Array.from({ length: count }, (_, i) => bytes.slice(32 * i, 32 * i + 32))
		: refuse(`${what} has ${bytes.length} bytes`);

// ---- section by section -----------------------------------------------------------------------
const ageIdentity = (D, M) => hkdf(sha256, M, D, ascii('epione/v1/age-identity'), 32);
const secretKeyText = (bytes) =>
	bech32.encode('age-secret-key-', bech32.toWords(bytes), false).toUpperCase();

const leafHash = (salt, record) => sha256(cat([0], salt, record));
const nodeHash = (left, right) => sha256(cat([1], left, right));
const saltOf = (seed, index) => hmac(sha256, seed, cat(ascii('salt'), u32(index))).slice(0, 16);
const same = (a, b) => hex(a) === hex(b);
/** RFC 9162, 2.1.3.2. */
const included = (root, size, index, leaf, path) => {
	if (index >= size) return false;
	let [fn, sn, r] = [index, size - 1, leaf];
	for (const p of path) {
		if (sn === 0) return false;
		if (fn % 2 === 1 || fn === sn) {
			r = nodeHash(p, r);
			while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
		} else {
			r = nodeHash(r, p);
		}
		[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
	}
	return sn === 0 && same(r, root);
};
/** RFC 9162, 2.1.1. */
const rootOf = (leaves) => {
	if (leaves.length === 1) return leaves[0];
	let k = 1;
	while (k * 2 < leaves.length) k *= 2;
	return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
};

const verifyPossession = (e) => {
	const [cBytes, sBytes] = parts(unhex(e.proof), 2, 'the proof');
	const [c, s] = [scalar(cBytes, 'c'), scalar(sBytes, 's')];
	const key = unhex(e.recipient_key);
	const B = point(key, 'the recipient key');
	const T = sum(mul(G, s), mul(B, -c));
	const bound = [unhex(e.chain_id), unhex(e.holder), u32(e.version), key];
	if (challenge('epione/v1/recipient-key', ...bound, T) !== c) refuse('the proof does not hold');
};

const contextOf = (e) =>
	cat(unhex(e.chain_id), unhex(e.subject), unhex(e.digest), unhex(e.holder), u32(e.grant), u32(e.key_version));
const splitEnvelope = (e) => {
	const [c1, c2, ...scalars] = parts(unhex(e.envelope), 5, 'the envelope');
	const [c, s1, s2] = scalars.map((bytes) => scalar(bytes, 'a scalar'));
	return { C1: point(c1, 'C1'), C2: point(c2, 'C2'), c1, c2, c, s1, s2 };
};
const verifyEnvelope = (e) => {
	const { C1, C2, c1, c2, c, s1, s2 } = splitEnvelope(e);
	const [d, b] = [unhex(e.key_commitment), unhex(e.recipient_key)];
	const [D, B] = [point(d, 'the key commitment'), point(b, 'the recipient key')];
	const T1 = sum(mul(G, s1), mul(D, -c));
	const T2 = sum(mul(G, s2), mul(C1, -c));
	const T3 = sum(mul(H, s1), mul(B, s2), mul(C2, -c));
	const bound = [contextOf(e), d, b, c1, c2];
	if (challenge('epione/v1/key-delivery', ...bound, T1, T2, T3) !== c) refuse('the proof does not hold');
};
const verifyOpening = (e) => {
	const [cBytes, sBytes] = parts(unhex(e.proof), 2, 'the proof');
	const [c, s] = [scalar(cBytes, 'c'), scalar(sBytes, 's')];
	const { C1, C2, c1, c2 } = splitEnvelope(e);
	const [b, m] = [unhex(e.recipient_key), unhex(e.data_secret)];
	const [B, M] = [point(b, 'the recipient key'), point(m, 'the data secret')];
	const T1 = sum(mul(G, s), mul(B, -c));
	const T2 = sum(mul(C1, s), mul(C2.subtract(M), -c));
	const bound = [unhex(e.context), u32(e.dispute), unhex(e.arbiter), b, c1, c2, m];
	if (challenge('epione/v1/opening', ...bound, T1, T2) !== c) refuse('the proof does not hold');
};

const statementOf = (e) => {
	const chain = unhex(e.chain_id);
	switch (e.kind) {
		case 'batch':
			return cat(ascii('epione/v1/device-batch'), chain, unhex(e.device), unhex(e.owner),
				u32(e.claim), u64(e.seq), unhex(e.root), u8(e.depth));
		case 'claim':
			return cat(ascii('epione/v1/device-claim'), chain, unhex(e.device), unhex(e.owner),
				u32(e.claim), u64(e.expiry));
		case 'invitation':
			return cat(ascii('epione/v1/invitation'), chain, u32(e.study), unhex(e.subject), u64(e.expiry));
		case 'sponsorship-join':
			return cat(ascii('epione/v1/sponsorship-join'), chain, u32(e.sponsorship), unhex(e.member),
				...e.gateways.map(unhex), u64(e.expiry));
		default:
			throw new Error(`unknown kind ${e.kind}`);
	}
};
const signed = (scheme, key, message, signature) => {
	try {
		if (scheme === 'ed25519') return ed25519.verify(signature, message, key, { zip215: false });
		if (scheme === 'sr25519') return sr25519.verify(message, signature, key);
	} catch {
		return false;
	}
	throw new Error(`unknown scheme ${scheme}`);
};
const verifyStatement = (e) => {
	const statement = statementOf(e);
	if (e.statement !== undefined && e.statement !== hex(statement)) refuse('another statement');
	const message = e.wrapped ? cat(ascii('<Bytes>'), statement, ascii('</Bytes>')) : statement;
	if (!signed(e.scheme, unhex(e.signer), message, unhex(e.signature))) refuse('the signature does not hold');
};

/** The size of a batch of full records of usual length: 2 KiB a leaf, 1 KiB from depth 11 on. */
const usualSize = (depth) => Math.max(2 ** depth * (depth <= 10 ? 2048 : 1024), 16384);
/** The next length with few significant bits: Nikitin et al., PoPETs 2019, section 4. */
const isPadme = (len) => {
	if (len < 2) return true;
	const exponent = Math.floor(Math.log2(len));
	const bits = Math.floor(Math.log2(exponent || 1)) + 1;
	return len % 2 ** Math.max(exponent - bits, 0) === 0;
};
const MODALITIES = ['Wearable', 'HomeMonitor', 'Implant', 'BedsideMonitor', 'Imaging', 'Laboratory',
	'Questionnaire', 'ClinicalNote', 'Genomic'];
/** A plaintext, strictly: manifest, records. */
const readPlaintext = (text) => {
	const end = text.indexOf('\n');
	if (end < 0 || end + 1 > 4096) refuse('no manifest');
	const line = text.slice(0, end);
	let manifest;
	try {
		manifest = JSON.parse(line);
	} catch {
		refuse('the manifest is no JSON');
	}
	const keys = (object, ...allowed) => {
		const found = Object.keys(object);
		if (found.some((key) => !allowed.includes(key))) refuse('an unknown field');
		for (const key of found)
			// JSON.parse keeps the last of two.
			if (line.split(`"${key}":`).length !== 2) refuse('a field twice');
	};
	const { device } = manifest;
	keys(manifest, 'format', 'fhir', 'modality', 'device', 'seed', 'count', 'padding');
	const number = (n, least, most) =>
		(Number.isInteger(n) && n >= least && n <= most) || refuse('not a number in its bounds');
	const bytes = (value, size) =>
		(typeof value === 'string' && /^[0-9a-fA-F]*$/.test(value) && value.length === 2 * size) ||
		refuse(`not ${size} bytes`);
	if (manifest.format !== 'epione/v1/payload') refuse('another format');
	if (typeof manifest.fhir !== 'string' || !/^\d+\.\d+\.\d+$/.test(manifest.fhir)) refuse('no FHIR version');
	if (!MODALITIES.includes(manifest.modality)) refuse('an unknown modality');
	bytes(manifest.seed, 32);
	number(manifest.count, 1, 65536);
	number(manifest.padding, 0, 2 ** 53);
	if (device !== undefined) {
		keys(device, 'id', 'scheme', 'claim', 'seq', 'signature');
		bytes(device.id, 32);
		bytes(device.signature, 64);
		number(device.claim, 0, 2 ** 32 - 1);
		number(device.seq, 0, Number.MAX_SAFE_INTEGER);
		if (!['ed25519', 'sr25519'].includes(device.scheme)) refuse('an unknown scheme');
	}
	let rest = text.slice(end + 1);
	const records = [];
	for (let i = 0; i < manifest.count; i++) {
		const at = rest.indexOf('\n');
		if (at < 0) refuse(`record ${i} is missing`);
		if (at === 0) refuse(`record ${i} is empty`);
		records.push(rest.slice(0, at));
		rest = rest.slice(at + 1);
	}
	if (rest.length !== manifest.padding || /[^ ]/.test(rest)) refuse('not the announced padding');
	if (!isPadme(ascii(text).length)) refuse('no Padme bucket');
	return { manifest, records };
};
const batchLeaves = (seed, records) => {
	let size = 1;
	while (size < records.length) size *= 2;
	return Array.from({ length: size }, (_, i) => leafHash(saltOf(seed, i), ascii(records[i] ?? '')));
};

// ---- the checks -------------------------------------------------------------------------------
const mutate = process.argv.includes('--mutate');
const load = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
const counts = {};
const assert = (ok, what) => {
	if (!ok) throw new Error(what);
};
const equal = (found, expected, what) =>
	assert(found === expected, `${what}: ${found} instead of ${expected}`);

/** A copy of which one hexadecimal digit (or number) of a field that is checked is another. */
const mutated = (entry, unchecked) => {
	const copy = structuredClone(entry);
	const places = [];
	const walk = (object) => {
		for (const [key, value] of Object.entries(object)) {
			if (unchecked.includes(key)) continue;
			if (value && typeof value === 'object') walk(value);
			else if (typeof value === 'string' && /^([0-9a-f]{2})+$/.test(value)) places.push([object, key]);
		}
	};
	walk(copy);
	const [object, key] = places[Math.floor(Math.random() * places.length)];
	const text = object[key];
	const at = Math.floor(Math.random() * text.length);
	object[key] = text.slice(0, at) + ((parseInt(text[at], 16) ^ 1) & 15).toString(16) + text.slice(at + 1);
	return [copy, `${key}[${at}]`];
};
const good = async (file, entry, check, unchecked = []) => {
	counts[file] ??= [0, 0];
	counts[file][0]++;
	await check(entry);
	if (!mutate) return;
	for (let i = 0; i < 20; i++) {
		const [copy, where] = mutated(entry, ['note', 'why', ...unchecked]);
		let failed = false;
		try {
			await check(copy);
		} catch {
			failed = true;
		}
		assert(failed, `${file}: a changed ${where} went unnoticed`);
	}
};
const bad = async (file, entry, check) => {
	counts[file] ??= [0, 0];
	counts[file][1]++;
	try {
		await check(entry);
	} catch (error) {
		if (error instanceof Refused) return;
		throw error;
	}
	throw new Error(`${file}: accepted, though ${entry.why}`);
};

{
	const file = load('keys.json');
	equal(hex(G.toBytes()), file.generator_g, 'G');
	equal(file.generator_h_label, 'epione/v1/generator-h', 'the label of H');
	equal(hex(H.toBytes()), file.generator_h, 'H');
	equal(hex(toLittle(ORDER)), file.group_order, 'l');
	for (const entry of file.keys)
		await good('keys', entry, async (e) => {
			const d = labelled(e.d_label);
			equal(e.d, hex(toLittle(d)), 'd');
			const [D, M] = [mul(G, d).toBytes(), mul(H, d).toBytes()];
			equal(e.key_commitment, hex(D), 'D');
			equal(e.data_secret, hex(M), 'M');
			equal(e.age_identity_bytes, hex(ageIdentity(D, M)), 'the age identity');
			equal(e.age_identity, secretKeyText(ageIdentity(D, M)), 'the age identity as text');
			equal(e.age_recipient, await identityToRecipient(e.age_identity), 'the age recipient');
		});
	for (const entry of file.bad_points) await bad('keys', entry, (e) => point(unhex(e.point), 'it'));
	for (const entry of file.bad_scalars)
		await bad('keys', entry, (e) => scalar(unhex(e.scalar), 'it') || refuse('zero'));
}
const refusedProof = (e) =>
	included(unhex(e.root), e.size, e.index, unhex(e.leaf), e.path.map(unhex)) || refuse('not included');
{
	const file = load('merkle.json');
	const seed = sha256(ascii(file.seed_label));
	for (const entry of file.batches)
		await good('merkle', entry, (e) => {
			equal(e.seed, hex(seed), 'the seed');
			const records = Array.from({ length: e.count }, (_, i) => `{"resourceType":"Observation","id":"${i}"}`);
			const leaves = batchLeaves(seed, records);
			equal(leaves.length, 2 ** e.depth, 'the padded count');
			equal(e.root, hex(rootOf(leaves)), 'the root');
			for (const p of e.proofs) {
				equal(p.record, records[p.index] ?? '', 'the record');
				equal(p.salt, hex(saltOf(seed, p.index)), 'the salt');
				equal(p.leaf, hex(leafHash(unhex(p.salt), ascii(p.record))), 'the leaf');
				assert(included(unhex(e.root), 2 ** e.depth, p.index, unhex(p.leaf), p.path.map(unhex)), 'a proof');
			}
		});
	for (const entry of file.refused) await bad('merkle', entry, refusedProof);
}
{
	const file = load('provisioning.json');
	for (const entry of file.batches)
		await good('provisioning', entry, (e) => {
			const leaves = e.devices.map((device, i) => {
				equal(device.scheme, ['ed25519', 'sr25519'][device.scheme_code], 'the scheme');
				equal(device.key, hex(sha256(ascii(`epione vectors: device key ${i}`))), 'the key');
				return sha256(cat([0], u8(device.scheme_code), unhex(device.key)));
			});
			equal(e.size, leaves.length, 'the size');
			equal(e.root, hex(rootOf(leaves)), 'the root');
			equal(e.proofs.length, leaves.length, 'the proofs');
			e.proofs.forEach((p, i) => {
				equal(p.index, i, 'the index');
				equal(p.leaf, hex(leaves[i]), 'the leaf');
				assert(included(unhex(e.root), e.size, i, leaves[i], p.path.map(unhex)), 'a proof');
			});
		});
	for (const entry of file.refused) await bad('provisioning', entry, refusedProof);
}
{
	const file = load('statements.json');
	for (const entry of file.statements)
		await good('statements', entry, (e) => {
			const seed = sha256(ascii(e.seed_label));
			equal(e.seed, hex(seed), 'the seed');
			const key =
				e.scheme === 'ed25519'
					? ed25519.getPublicKey(seed)
					: sr25519.getPublicKey(sr25519.secretFromSeed(seed));
			equal(e.signer, hex(key), 'the public key');
			if (e.device !== undefined) equal(e.device, e.signer, 'the device');
			verifyStatement(e);
		});
	for (const entry of file.refused) await bad('statements', entry, verifyStatement);
}
{
	const file = load('possessions.json');
	for (const entry of file.proofs)
		if (entry.valid)
			await good('possessions', entry, (e) => {
				const [b, k] = [labelled(e.b_label), labelled(e.k_label)];
				equal(e.b, hex(toLittle(b)), 'b');
				equal(e.k, hex(toLittle(k)), 'k');
				equal(e.recipient_key, hex(mul(G, b).toBytes()), 'B');
				verifyPossession(e);
				const bound = [unhex(e.chain_id), unhex(e.holder), u32(e.version), unhex(e.recipient_key)];
				const c = challenge('epione/v1/recipient-key', ...bound, mul(G, k));
				equal(e.proof, hex(cat(toLittle(c), toLittle(mod(k + c * b)))), 'the proof, made again');
			});
		else await bad('possessions', entry, verifyPossession);
}
{
	const file = load('envelopes.json');
	for (const entry of file.envelopes) {
		equal(entry.context, hex(contextOf(entry)), 'the context');
		if (!entry.valid) {
			await bad('envelopes', entry, verifyEnvelope);
			continue;
		}
		await good('envelopes', entry, (e) => {
			equal(e.context, hex(contextOf(e)), 'the context');
			const [d, b, r, k1, k2] = ['d', 'b', 'r', 'k1', 'k2'].map((name) => {
				const n = labelled(e[`${name}_label`]);
				equal(e[name], hex(toLittle(n)), name);
				return n;
			});
			verifyEnvelope(e);
			const [D, B, M] = [mul(G, d), mul(G, b), mul(H, d)];
			equal(e.key_commitment, hex(D.toBytes()), 'D');
			equal(e.recipient_key, hex(B.toBytes()), 'B');
			equal(e.data_secret, hex(M.toBytes()), 'M');
			const { C1, C2 } = splitEnvelope(e);
			equal(e.data_secret, hex(C2.subtract(mul(C1, b)).toBytes()), 'what the envelope opens to');
			const T = [mul(G, k1), mul(G, k2), sum(mul(H, k1), mul(B, k2))];
			const c = challenge('epione/v1/key-delivery', contextOf(e), D, B, C1, C2, ...T);
			const made = [mul(G, r).toBytes(), sum(M, mul(B, r)).toBytes(),
				...[c, mod(k1 + c * d), mod(k2 + c * r)].map(toLittle)];
			equal(e.envelope, hex(cat(...made)), 'the envelope, made again');
		});
	}
}
{
	const file = load('openings.json');
	for (const entry of file.proofs)
		if (entry.valid)
			await good('openings', entry, (e) => {
				const [b, k] = [labelled(e.b_label), labelled(e.k_label)];
				equal(e.b, hex(toLittle(b)), 'b');
				equal(e.k, hex(toLittle(k)), 'k');
				verifyOpening(e);
				const { C1, C2, c1, c2 } = splitEnvelope(e);
				equal(e.data_secret, hex(C2.subtract(mul(C1, b)).toBytes()), 'M');
				const c = challenge('epione/v1/opening', unhex(e.context), u32(e.dispute), unhex(e.arbiter),
					unhex(e.recipient_key), c1, c2, unhex(e.data_secret), mul(G, k), mul(C1, k));
				equal(e.proof, hex(cat(toLittle(c), toLittle(mod(k + c * b)))), 'the proof, made again');
			}, ['envelope']); // its own proof is no part of an opening
		else await bad('openings', entry, verifyOpening);
}
{
	const file = load('payload.json');
	for (const entry of [...file.payloads, ...file.padded_before])
		await good('payload', entry, async (e) => {
			const now = file.payloads.includes(entry);
			const d = labelled(e.d_label);
			equal(e.d, hex(toLittle(d)), 'd');
			const [D, M] = [mul(G, d).toBytes(), mul(H, d).toBytes()];
			equal(e.key_commitment, hex(D), 'D');
			const decrypter = new Decrypter();
			decrypter.addIdentity(secretKeyText(ageIdentity(D, M)));
			const inside = await decrypter.decrypt(Uint8Array.from(Buffer.from(e.age_file, 'base64')), 'text');
			equal(ascii(inside).length, e.plaintext_len, 'the length of the plaintext');
			const { manifest, records } = readPlaintext(inside);
			const padding = now ? ' '.repeat(manifest.padding) : '';
			equal(inside, e.plaintext + padding, 'what is in the age file');
			if (now) equal(e.plaintext_len, usualSize(e.depth), 'the size of its depth');
			equal(JSON.stringify(records), JSON.stringify(e.records), 'the records');
			const leaves = batchLeaves(unhex(manifest.seed), records);
			equal(e.root, hex(rootOf(leaves)), 'the root');
			equal(2 ** e.depth, leaves.length, 'the depth');
			if (!manifest.device) return;
			const { id, scheme, claim, seq, signature } = manifest.device;
			verifyStatement({ kind: 'batch', chain_id: e.chain_id, device: id, signer: id, owner: e.owner,
				claim, seq, root: e.root, depth: e.depth, scheme, signature });
		}, ['chain_id', 'owner']); // bound by the device's signature, which not every payload has
	for (const entry of file.refused) await bad('payload', entry, (e) => readPlaintext(e.plaintext));
}

for (const [file, [verified, refused]] of Object.entries(counts))
	console.log(`${file.padEnd(14)} ${String(verified).padStart(4)} hold ${String(refused).padStart(4)} refused`);
console.log(mutate ? 'and no changed digit went unnoticed' : 'all as they should be');
