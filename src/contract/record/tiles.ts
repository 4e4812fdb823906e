import { HASH_SIZE, hashNode, hashOfRange, type Node, type ReadNode } from './tree.ts';

/** Hashes in a whole tile (C2SP tlog-tiles): a tile is a subtree 8 levels high. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

export interface TileId {
  /** 0 holds the hashes of leaves, each further one those 8 levels up. */
  readonly level: number;
  readonly index: number;
}

/** `tile/<L>/<N>`, or `tile/<L>/<N>.p/<W>` while it holds fewer than 256 hashes. */
export function tilePath({ level, index }: TileId, width: number = TILE_WIDTH): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const parts = digits.match(/.{3}/g)!;
  const name = parts.map((p, i) => (i < parts.length - 1 ? `x${p}` : p)).join('/');
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** What a path asks for; nothing when it is no path of a tile. */
export function parseTilePath(path: string): (TileId & { readonly width: number }) | undefined {
  const found = /^tile\/(0|[1-5]?\d|6[0-3])\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(
    path,
  );
  if (!found) return undefined;
  const [, level, name, partial] = found;
  const index = Number(name!.replace(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const id = { level: Number(level), index };
  return Number.isSafeInteger(index) &&
    width <= TILE_WIDTH &&
    !(partial && width === TILE_WIDTH) &&
    tilePath(id, width) === path
    ? { ...id, width }
    : undefined;
}

/** Hashes on a level of tiles in a tree of this size. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The tiles that grow next: the last, partial one of each level of a tree of this size. */
export function growingTiles(size: number): TileId[] {
  const ids: TileId[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level++)
    if (hashesAt(level, size) % TILE_WIDTH !== 0)
      ids.push({ level, index: Math.floor(hashesAt(level, size) / TILE_WIDTH) });
  return ids;
}

/** The tile in which a node lies, or from whose hashes it is made. */
export function tileOf({ level, index }: Node): TileId {
  const inside = 2 ** (level % TILE_HEIGHT);
  return {
    level: Math.floor(level / TILE_HEIGHT),
    index: Math.floor((index * inside) / TILE_WIDTH),
  };
}

export type ReadTile = (id: TileId) => Uint8Array | undefined;

/** Nodes out of tiles. Throws when a tile lacks what the tree must have. */
export function nodesFrom(read: ReadTile): ReadNode {
  return (node) => {
    const id = tileOf(node);
    const tile = read(id);
    const width = 2 ** (node.level % TILE_HEIGHT);
    const at = node.index * width - id.index * TILE_WIDTH;
    if (!tile || tile.length < (at + width) * HASH_SIZE) throw new MissingTile(id);
    return complete(hashesIn(tile).slice(at, at + width));
  };
}

/** A tile that should be there is not, or is too short. */
export class MissingTile extends Error {
  readonly tile: TileId;
  constructor(tile: TileId) {
    super(`no ${tilePath(tile)}`);
    this.name = 'MissingTile';
    this.tile = tile;
  }
}

/** Root over a whole number 2^k of hashes. */
function complete(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes;
  while (level.length > 1)
    level = Array.from({ length: level.length / 2 }, (_, i) =>
      hashNode(level[2 * i]!, level[2 * i + 1]!),
    );
  return level[0]!;
}

export function hashesIn(tile: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(tile.length / HASH_SIZE) }, (_, i) =>
    tile.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE),
  );
}

/** A tree that grows at its right edge, and the tiles that this changes. */
export class Growth {
  size: number;
  /** Partial tile of each level. */
  readonly #edge: Uint8Array[][] = [];
  #changed = new Map<string, TileId & { hashes: Uint8Array }>();

  /** Goes on from a tree of this size; `read` gives its {@link growingTiles}. */
  constructor(size = 0, read: ReadTile = () => undefined) {
    this.size = size;
    for (const id of growingTiles(size)) {
      const tile = read(id);
      const width = hashesAt(id.level, size) % TILE_WIDTH;
      if (!tile || tile.length < width * HASH_SIZE) throw new MissingTile(id);
      this.#edge[id.level] = hashesIn(tile).slice(0, width);
    }
  }

  append(leafHash: Uint8Array): void {
    this.size += 1;
    let hash = leafHash;
    for (let level = 0; ; level++) {
      const tile = this.#edge[level] ?? [];
      this.#edge[level] = tile;
      tile.push(hash);
      if (tile.length < TILE_WIDTH) return;
      this.#keep(level, hashesAt(level, this.size) / TILE_WIDTH - 1);
      hash = complete(tile);
      this.#edge[level] = [];
    }
  }

  /** Tiles changed since the last time this was asked, whole and growing ones. */
  takeChanged(): (TileId & { readonly hashes: Uint8Array })[] {
    for (const { level, index } of growingTiles(this.size)) this.#keep(level, index);
    const changed = [...this.#changed.values()];
    this.#changed = new Map();
    return changed;
  }

  root(): Uint8Array {
    const read = nodesFrom(({ level }) => joined(this.#edge[level] ?? []));
    return hashOfRange({ from: 0, to: this.size }, read);
  }

  #keep(level: number, index: number): void {
    const hashes = joined(this.#edge[level]!);
    this.#changed.set(`${level}/${index}`, { level, index, hashes });
  }
}

function joined(hashes: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(hashes.length * HASH_SIZE);
  hashes.forEach((hash, i) => {
    out.set(hash, i * HASH_SIZE);
  });
  return out;
}
