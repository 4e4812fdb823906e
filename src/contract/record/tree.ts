import { sha256 } from '@noble/hashes/sha2.js';

/**
 * Merkle tree of RFC 6962 / RFC 9162 §2 over SHA-256. Sizes and indexes are whole numbers
 * below 2^53; hashes are 32 bytes.
 */

/** Leaves from `from` up to, not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A complete subtree: 2^level leaves, the `index`-th of that size. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

export type ReadNode = (node: Node) => Uint8Array;

export const HASH_SIZE = 32;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function hashLeaf(entry: Uint8Array): Uint8Array {
  return sha256.create().update(LEAF).update(entry).digest();
}

export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256.create().update(NODE).update(left).update(right).digest();
}

export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array());
}

/** Largest power of two below `n`, for n > 1. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Root over the hashes of leaves. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot();
  return hashOfRange({ from: 0, to: leaves.length }, ({ level, index }) =>
    wholeNode(leaves, level, index),
  );
}

function wholeNode(leaves: readonly Uint8Array[], level: number, index: number): Uint8Array {
  if (level === 0) return leaves[index]!;
  return hashNode(
    wholeNode(leaves, level - 1, index * 2),
    wholeNode(leaves, level - 1, index * 2 + 1),
  );
}

/** The complete subtrees that a range consists of, from the left; they get no larger. */
export function nodesOf({ from, to }: Range): Node[] {
  const nodes: Node[] = [];
  for (let at = from; at < to; ) {
    let level = 0;
    let size = 1;
    while (at % (size * 2) === 0 && at + size * 2 <= to) {
      level += 1;
      size *= 2;
    }
    nodes.push({ level, index: at / size });
    at += size;
  }
  return nodes;
}

/** Hash of a range as it stands in a tree: `from` is a multiple of the largest part. */
export function hashOfRange(range: Range, read: ReadNode): Uint8Array {
  const hashes = nodesOf(range).map(read);
  return hashes.reduceRight((right, left) => hashNode(left, right));
}

/** Ranges whose hashes prove that leaf `index` is in the tree of `size`, from the leaf up. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!(index >= 0 && index < size)) throw new RangeError('index outside the tree');
  const up: Range[] = [];
  for (let from = 0, to = size; to - from > 1; ) {
    const middle = from + split(to - from);
    if (index < middle) {
      up.unshift({ from: middle, to });
      to = middle;
    } else {
      up.unshift({ from, to: middle });
      from = middle;
    }
  }
  return up;
}

/** Ranges whose hashes prove that the tree of `size` continues the one of `first` leaves. */
export function consistencyRanges(first: number, size: number): Range[] {
  if (!(first > 0 && first <= size)) throw new RangeError('no such earlier tree');
  const walk = (from: number, to: number, whole: boolean): Range[] => {
    if (first === to) return whole ? [] : [{ from, to }];
    const middle = from + split(to - from);
    return first <= middle
      ? [...walk(from, middle, whole), { from: middle, to }]
      : [...walk(middle, to, false), { from, to: middle }];
  };
  return walk(0, size, true);
}

export interface Inclusion {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
}

/** Root that an inclusion proof leads to (RFC 9162 §2.1.3.2); nothing when it is malformed. */
export function rootFromInclusion(given: Inclusion): Uint8Array | undefined {
  const { leafHash, index, size, proof } = given;
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size))
    return undefined;
  let [at, last, hash] = [index, size - 1, leafHash];
  for (const part of proof) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      hash = hashNode(part, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else hash = hashNode(hash, part);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? hash : undefined;
}

const half = (n: number): number => Math.floor(n / 2);

export interface Consistency {
  readonly first: number;
  readonly firstRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether the proof shows that the larger tree continues the smaller (RFC 9162 §2.1.4.2). */
export function isConsistent(given: Consistency): boolean {
  const { first, firstRoot, size, root, proof } = given;
  if (first > size || first < 0) return false;
  if (first === 0) return proof.length === 0;
  if (first === size) return proof.length === 0 && same(firstRoot, root);
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : [...proof];
  const seed = path.shift();
  if (!seed) return false;
  let [fn, sn] = [first - 1, size - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let [fr, sr] = [seed, seed];
  for (const part of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [hashNode(part, fr), hashNode(part, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else sr = hashNode(sr, part);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && same(fr, firstRoot) && same(sr, root);
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(Math.log2(n)) && 2 ** Math.round(Math.log2(n)) === n;
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
