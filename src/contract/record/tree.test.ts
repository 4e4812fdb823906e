import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Growth,
  growingTiles,
  hashesAt,
  nodesFrom,
  parseTilePath,
  TILE_WIDTH,
  type TileId,
  tilePath,
} from './tiles.ts';
import {
  consistencyRanges,
  emptyRoot,
  HASH_SIZE,
  hashLeaf,
  hashOfRange,
  inclusionRanges,
  isConsistent,
  rootFromInclusion,
  rootOf,
  same,
} from './tree.ts';

/** Leaves, roots and proofs published with Certificate Transparency's reference code. */
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const inclusions: { leaf: number; size: number; proof: string[] }[] = [
  { leaf: 1, size: 1, proof: [] },
  {
    leaf: 1,
    size: 8,
    proof: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    leaf: 6,
    size: 8,
    proof: [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  {
    leaf: 3,
    size: 3,
    proof: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  },
  {
    leaf: 2,
    size: 5,
    proof: [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
];
const consistencies: { first: number; size: number; proof: string[] }[] = [
  { first: 1, size: 1, proof: [] },
  {
    first: 1,
    size: 8,
    proof: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    first: 6,
    size: 8,
    proof: [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  {
    first: 2,
    size: 5,
    proof: [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
];

const published = inputs.map((hex) => hashLeaf(hexToBytes(hex)));
const made = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => hashLeaf(Uint8Array.of(i >> 16, i >> 8, i)));

/** A tree with every tile it ever had, as a log keeps them. */
function log(leaves: readonly Uint8Array[]) {
  const tiles = new Map<string, Uint8Array>();
  const growth = new Growth();
  for (const leaf of leaves) growth.append(leaf);
  for (const tile of growth.takeChanged()) tiles.set(tilePath(tile), tile.hashes);
  const read = nodesFrom((id) => tiles.get(tilePath(id)));
  return {
    growth,
    tiles,
    inclusion: (index: number, size: number) =>
      inclusionRanges(index, size).map((r) => hashOfRange(r, read)),
    consistency: (first: number, size: number) =>
      consistencyRanges(first, size).map((r) => hashOfRange(r, read)),
  };
}

describe('the tree of RFC 6962', () => {
  it('has the published roots', () => {
    expect(bytesToHex(emptyRoot())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    for (let size = 1; size <= 8; size++) {
      expect(bytesToHex(rootOf(published.slice(0, size)))).toBe(roots[size - 1]);
      expect(bytesToHex(log(published.slice(0, size)).growth.root())).toBe(roots[size - 1]);
    }
  });

  it('has the published inclusion proofs', () => {
    const { inclusion } = log(published);
    for (const { leaf, size, proof } of inclusions) {
      expect(inclusion(leaf - 1, size).map(bytesToHex)).toEqual(proof);
      const root = rootFromInclusion({
        leafHash: published[leaf - 1]!,
        index: leaf - 1,
        size,
        proof: proof.map(hexToBytes),
      });
      expect(bytesToHex(root!)).toBe(roots[size - 1]);
    }
  });

  it('has the published consistency proofs', () => {
    const { consistency } = log(published);
    for (const { first, size, proof } of consistencies) {
      expect(consistency(first, size).map(bytesToHex)).toEqual(proof);
      const [firstRoot, root] = [hexToBytes(roots[first - 1]!), hexToBytes(roots[size - 1]!)];
      expect(isConsistent({ first, firstRoot, size, root, proof: proof.map(hexToBytes) })).toBe(
        true,
      );
    }
  });

  it('proves every leaf of every tree, and nothing that was changed', () => {
    const sizes = fc.integer({ min: 1, max: 700 });
    const case_ = fc
      .tuple(sizes, fc.nat(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }))
      .map(([size, a, b, c, flip]) => ({ size, index: a % size, part: b, byte: c % 32, flip }));
    const all = made(700);
    const { inclusion } = log(all);
    fc.assert(
      fc.property(case_, ({ size, index, part, byte, flip }) => {
        const leafHash = all[index]!;
        const proof = inclusion(index, size);
        const root = rootOf(all.slice(0, size));
        expect(same(rootFromInclusion({ leafHash, index, size, proof })!, root)).toBe(true);
        const fails = (given: Partial<Parameters<typeof rootFromInclusion>[0]>): boolean => {
          const found = rootFromInclusion({ leafHash, index, size, proof, ...given });
          return found === undefined || !same(found, root);
        };
        const changed = (hash: Uint8Array): Uint8Array =>
          hash.map((value, i) => (i === byte ? value ^ flip : value));
        expect(fails({ leafHash: changed(leafHash) })).toBe(true);
        if (size > 1) expect(fails({ index: (index + 1) % size })).toBe(true);
        if (proof.length > 0) {
          const at = part % proof.length;
          expect(fails({ proof: proof.map((h, i) => (i === at ? changed(h) : h)) })).toBe(true);
          expect(fails({ proof: proof.slice(1) })).toBe(true);
        }
        expect(fails({ proof: [...proof, root] })).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('proves that a tree continues an earlier one, and not another', () => {
    const all = made(600);
    const other = [...made(300), ...made(301).slice(0, 300)];
    const { consistency } = log(all);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.nat(), fc.nat(), (size, a, b) => {
        const first = 1 + (a % size);
        const [firstRoot, root] = [rootOf(all.slice(0, first)), rootOf(all.slice(0, size))];
        const proof = consistency(first, size);
        const given = { first, firstRoot, size, root, proof };
        expect(isConsistent(given)).toBe(true);
        const forked = rootOf([...all.slice(0, size - 1), hashLeaf(Uint8Array.of(9))]);
        expect(isConsistent({ ...given, root: forked })).toBe(false);
        if (first > 300)
          expect(isConsistent({ ...given, firstRoot: rootOf(other.slice(0, first)) })).toBe(false);
        if (proof.length > 0) {
          const at = b % proof.length;
          expect(isConsistent({ ...given, proof: proof.filter((_, i) => i !== at) })).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('tiles', () => {
  it('are named as tlog-tiles names them, and read back', () => {
    expect(tilePath({ level: 0, index: 1_234_067 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 2, index: 0 }, 17)).toBe('tile/2/000.p/17');
    expect(parseTilePath('tile/0/x001/x234/067')).toEqual({
      level: 0,
      index: 1_234_067,
      width: TILE_WIDTH,
    });
    expect(parseTilePath('tile/1/005.p/255')).toEqual({ level: 1, index: 5, width: 255 });
    for (const bad of ['tile/0/5', 'tile/64/000', 'tile/0/x000/000', 'tile/0/000.p/256', '../x'])
      expect(parseTilePath(bad)).toBeUndefined();
  });

  it('hold the same whether the tree grew at once or in steps', () => {
    const all = made(70_000);
    const whole = log(all);
    expect(whole.tiles.get('tile/2/000')).toHaveLength(HASH_SIZE);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 5 }), (steps) => {
        const tiles = new Map<string, Uint8Array>();
        const read = (id: TileId) => tiles.get(tilePath(id));
        let size = 0;
        for (const step of [...steps, all.length]) {
          const growth = new Growth(size, read);
          for (const leaf of all.slice(size, size + step)) growth.append(leaf);
          size = growth.size;
          for (const tile of growth.takeChanged()) tiles.set(tilePath(tile), tile.hashes);
        }
        expect([...tiles.keys()].sort()).toEqual([...whole.tiles.keys()].sort());
        for (const [path, hashes] of tiles) expect(same(hashes, whole.tiles.get(path)!)).toBe(true);
        expect(same(new Growth(size, read).root(), whole.growth.root())).toBe(true);
      }),
      { numRuns: 5 },
    );
  });

  it('of a tree end where its size says', () => {
    expect(growingTiles(256)).toEqual([{ level: 1, index: 0 }]);
    expect(growingTiles(257)).toEqual([
      { level: 0, index: 1 },
      { level: 1, index: 0 },
    ]);
    expect(hashesAt(1, 70_000)).toBe(273);
    expect(() => new Growth(300, () => undefined)).toThrow('no tile/0/001');
  });
});
