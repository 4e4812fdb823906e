import { leafHashOf } from '../../../contract/record/leaf.ts';
import { Growth, hashesIn, TILE_WIDTH, tilePath } from '../../../contract/record/tiles.ts';
import { HASH_SIZE, same } from '../../../contract/record/tree.ts';
import type { Trx } from '../../platform/scope.ts';
import * as tree from '../tree.queries.ts';
import type { StoredEntry } from '../verify.queries.ts';
import type { Faults } from './faults.ts';

/** Hashes of one place: made from the entry, and as the tile holds it. */
export interface Leaf {
  readonly made: Uint8Array;
  readonly kept: Uint8Array;
}

const NONE = new Uint8Array(HASH_SIZE);

/** Compares entries with the leaves in the tiles, and every tile with the ones below it. */
export class TileCheck {
  readonly #trx: Trx;
  readonly #faults: Faults;
  readonly #kept = new Growth();
  readonly #expected = new Set<string>();
  #leaves: { index: number; hashes: Uint8Array[] } = { index: -1, hashes: [] };
  /** Entries that differ from their leaf: which of the two was changed is known at the end. */
  readonly #differing: { id: string; position: number }[] = [];

  constructor(trx: Trx, faults: Faults) {
    this.#trx = trx;
    this.#faults = faults;
  }

  async entry({ id, position, moment, org_id, ...fields }: StoredEntry): Promise<Leaf> {
    const made = leafHashOf({ ...fields, id, at: moment, org: org_id });
    const kept = await this.#leaf(position);
    if (kept && !same(made, kept) && this.#differing.length < TILE_WIDTH)
      this.#differing.push({ id, position });
    return this.#take({ made, kept: kept ?? made });
  }

  async missing(position: number): Promise<Leaf> {
    const kept = (await this.#leaf(position)) ?? NONE;
    return this.#take({ made: kept, kept });
  }

  /** `rootsHold`: whether the entries as they are lead to the signed roots. */
  async finish(rootsHold: boolean): Promise<void> {
    for (const at of this.#differing) {
      if (rootsHold) {
        const index = Math.floor(at.position / TILE_WIDTH);
        this.#faults.add('tile-changed', { path: tilePath({ level: 0, index }) });
      } else this.#faults.add('entry-changed', at);
    }
    await this.#compare(true);
    for (const level of await tree.tileLevels(this.#trx))
      for (let after = -1; ; ) {
        const tiles = await tree.tilesAfter(this.#trx, level, after, TILE_WIDTH);
        for (const tile of tiles)
          if (!this.#expected.has(tilePath(tile)))
            this.#faults.add('tile-extra', { path: tilePath(tile) });
        if (tiles.length < TILE_WIDTH) break;
        after = tiles.at(-1)!.index;
      }
  }

  async #take(leaf: Leaf): Promise<Leaf> {
    this.#kept.append(leaf.kept);
    if (this.#kept.size % (TILE_WIDTH * 16) === 0) await this.#compare();
    return leaf;
  }

  async #leaf(position: number): Promise<Uint8Array | undefined> {
    const index = Math.floor(position / TILE_WIDTH);
    if (this.#leaves.index !== index) {
      const [tile] = await tree.findTiles(this.#trx, [{ level: 0, index }]);
      if (!tile) this.#faults.add('tile-missing', { path: tilePath({ level: 0, index }) });
      this.#leaves = { index, hashes: tile ? hashesIn(tile.hashes) : [] };
    }
    return this.#leaves.hashes[position % TILE_WIDTH];
  }

  /** Tiles as they follow from the leaves, against the stored ones. */
  async #compare(atEnd = false): Promise<void> {
    const whole = TILE_WIDTH * HASH_SIZE;
    const made = this.#kept.takeChanged().filter((t) => atEnd || t.hashes.length === whole);
    const found = new Map(
      (await tree.findTiles(this.#trx, made)).map((t) => [tilePath(t), t.hashes]),
    );
    for (const tile of made) {
      const path = tilePath(tile);
      const stored = found.get(path);
      this.#expected.add(path);
      if (!stored) {
        if (tile.level > 0) this.#faults.add('tile-missing', { path });
      } else if (!same(stored, tile.hashes)) this.#faults.add('tile-changed', { path });
    }
  }
}
