// What the metadata says of the state: its items, what their values are, and which of them name block numbers.

import { itemPrefix, MoveError } from './keys.mjs';
import { Metadata, TypeRegistry } from './polkadot.mjs';

/** A runtime's metadata, any version that polkadot.js reads; `hex` begins with "meta". */
export class Types {
  constructor(hex) {
    this.registry = new TypeRegistry();
    try {
      const metadata = new Metadata(this.registry, hex);
      // It warns of extensions of transactions that it does not know. Nothing is signed here.
      const { warn } = console;
      console.warn = () => {};
      try {
        this.registry.setMetadata(metadata);
      } finally {
        console.warn = warn;
      }
      this.latest = metadata.asLatest;
    } catch (error) {
      throw new MoveError(`this is no metadata: ${error.message}`);
    }
    this.portable = new Map(this.latest.lookup.types.map(({ id, type }) => [id.toNumber(), type]));
    this.items = new Map();
    this.pallets = new Map();
    for (const pallet of this.latest.pallets) {
      this.pallets.set(pallet.name.toString(), pallet);
      if (pallet.storage.isNone) continue;
      const { prefix, items } = pallet.storage.unwrap();
      for (const item of items) {
        const name = `${prefix}.${item.name}`;
        const map = item.type.isMap ? item.type.asMap : null;
        this.items.set(name, {
          name,
          pallet: pallet.name.toString(),
          index: pallet.index.toNumber(),
          prefix: itemPrefix(name),
          key: map?.key.toNumber(),
          hashers: map ? map.hashers.map(String) : [],
          value: (map ? map.value : item.type.asPlain).toNumber(),
          modifier: item.modifier.toString(),
        });
      }
    }
  }

  item(name) {
    const item = this.items.get(name);
    if (!item) throw new MoveError(`the metadata has no ${name}`);
    return item;
  }

  /** Decodes the value of an item. All its bytes must belong to it. */
  decode(name, hex) {
    const { value } = this.item(name);
    let decoded;
    try {
      decoded = this.registry.createType(this.registry.createLookupType(value), hex);
    } catch (error) {
      throw new MoveError(`a value of ${name} does not decode (${error.message}): ${hex}`);
    }
    if (decoded.encodedLength !== (hex.length - 2) / 2) {
      throw new MoveError(`a value of ${name} has more bytes than its type: ${hex}`);
    }
    return decoded;
  }

  /** A constant of a pallet, as a bigint; none if the metadata has none. */
  constant(pallet, name) {
    const found = this.pallets.get(pallet)?.constants.find((constant) => constant.name.toString() === name);
    if (!found) return undefined;
    return this.registry.createType(this.registry.createLookupType(found.type), found.value.toU8a(true)).toBigInt();
  }

  /**
   * Where the key or the value of an item names a block number, as far as the names of types and fields show: a bare
   * number, and one in a tuple, has no name in metadata.
   */
  heights(name) {
    const { key, value } = this.item(name);
    const found = new Set();
    const seen = new Set();
    const walk = (id) => {
      if (id === undefined || seen.has(id)) return;
      seen.add(id);
      const type = this.portable.get(id);
      const path = type.path.map(String).join('::') || `type ${id}`;
      for (const param of type.params) {
        if (/BlockNumber/.test(param.name.toString())) found.add(`${path}<${param.name}>`);
      }
      const { def } = type;
      for (const field of fieldsOf(def)) {
        if (/BlockNumber/.test(field.typeName.unwrapOr('').toString())) {
          found.add(`${path}.${field.name.unwrapOr('0')}`);
        }
      }
      childrenOf(def).forEach(walk);
    };
    walk(key);
    walk(value);
    return [...found];
  }
}

const fieldsOf = (def) =>
  def.isComposite
    ? [...def.asComposite.fields]
    : def.isVariant
      ? def.asVariant.variants.flatMap((variant) => [...variant.fields])
      : [];

function childrenOf(def) {
  if (def.isSequence) return [def.asSequence.type.toNumber()];
  if (def.isArray) return [def.asArray.type.toNumber()];
  if (def.isCompact) return [def.asCompact.type.toNumber()];
  if (def.isTuple) return def.asTuple.map((id) => id.toNumber());
  return fieldsOf(def).map((field) => field.type.toNumber());
}

/**
 * Why the runtime of `to` does not read what that of `from` wrote under `name`; empty if it does. Enums may have more
 * variants there: one runtime's reasons for holds, the other's and those of its own pallets.
 */
export function differences(from, to, name) {
  const old = from.item(name);
  const next = to.items.get(name);
  if (!next) return ["the parachain's runtime has no such item"];
  const found = [];
  if (old.index !== next.index) found.push(`its pallet has index ${next.index} there, ${old.index} here`);
  if (old.hashers.join() !== next.hashers.join())
    found.push(`its keys are hashed by ${next.hashers} there, ${old.hashers} here`);
  if (old.modifier !== next.modifier) found.push(`it is ${next.modifier} there, ${old.modifier} here`);
  if ((old.key === undefined) !== (next.key === undefined)) return [...found, 'only one of the two is a map'];
  const seen = new Set();
  const walk = (a, b, where) => {
    if (found.length > 5 || seen.has(`${a},${b}`)) return;
    seen.add(`${a},${b}`);
    const left = from.portable.get(a).def;
    const right = to.portable.get(b).def;
    if (left.type !== right.type) {
      found.push(`${where} is a ${right.type} there, a ${left.type} here`);
    } else if (left.isPrimitive) {
      if (!left.asPrimitive.eq(right.asPrimitive)) {
        found.push(`${where} is ${right.asPrimitive} there, ${left.asPrimitive} here`);
      }
    } else if (left.isVariant) {
      for (const variant of left.asVariant.variants) {
        const other = right.asVariant.variants.find(({ index }) => index.eq(variant.index));
        if (!other?.name.eq(variant.name)) found.push(`${where} has no variant ${variant.index} ${variant.name} there`);
        else fields(variant.fields, other.fields, `${where}.${variant.name}`);
      }
    } else if (left.isComposite) {
      fields(left.asComposite.fields, right.asComposite.fields, where);
    } else {
      if (left.isArray && !left.asArray.len.eq(right.asArray.len)) {
        found.push(`${where} has ${right.asArray.len} elements there, ${left.asArray.len} here`);
      }
      const [ours, theirs] = [childrenOf(left), childrenOf(right)];
      if (ours.length !== theirs.length) found.push(`${where} has ${theirs.length} parts there, ${ours.length} here`);
      else for (const [i, id] of ours.entries()) walk(id, theirs[i], `${where}.${i}`);
    }
  };
  const fields = (a, b, where) => {
    const names = (list) => list.map((field) => field.name.unwrapOr('').toString()).join();
    if (names(a) !== names(b)) found.push(`${where} has fields ${names(b)} there, ${names(a)} here`);
    else
      for (const [i, field] of [...a].entries())
        walk(field.type.toNumber(), b[i].type.toNumber(), `${where}.${field.name.unwrapOr(i)}`);
  };
  if (old.key !== undefined) walk(old.key, next.key, 'its key');
  walk(old.value, next.value, 'its value');
  return found;
}
