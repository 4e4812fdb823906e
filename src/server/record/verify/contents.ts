import { commitmentTo } from '../../../contract/record/leaf.ts';
import { same } from '../../../contract/record/tree.ts';
import { REDACT, WITNESS_ACTS } from '../acts.ts';
import type { StoredEntry } from '../verify.queries.ts';
import type { Faults } from './faults.ts';

/** What an entry about a witness says. */
export interface WitnessEntry {
  readonly id: string;
  readonly act: string;
  readonly name: unknown;
  readonly key: unknown;
}

/** Contents against commitments, places against units, and whether what is gone went by rule. */
export class ContentCheck {
  readonly witnessEntries: WitnessEntry[] = [];
  readonly #faults: Faults;
  readonly #gone: { id: string; position: number }[] = [];
  readonly #redacted = new Set<string>();

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  entry(row: StoredEntry): void {
    const { id, position, salt, content } = row;
    if (row.unit_path !== row.org_path) this.#faults.add('entry-place', { id, position });
    if (content === null || salt === null) {
      this.#gone.push({ id, position });
      return;
    }
    if (row.content_path !== row.org_path) this.#faults.add('content-place', { id, position });
    const made = commitmentTo(row.algorithm, salt, content);
    if (!made || !same(made, row.commitment)) {
      this.#faults.add('content-changed', { id, position });
      return;
    }
    if (row.act === REDACT)
      for (const gone of (JSON.parse(content) as { entries: string[] }).entries)
        this.#redacted.add(gone);
    if ((WITNESS_ACTS as readonly string[]).includes(row.act))
      this.witnessEntries.push({
        id,
        act: row.act,
        ...(JSON.parse(content) as { name: unknown; key: unknown }),
      });
  }

  /** After the last entry: how many contents were erased by rule. */
  finish(): number {
    for (const gone of this.#gone)
      if (!this.#redacted.has(gone.id)) this.#faults.add('content-missing', gone);
    return this.#gone.filter((g) => this.#redacted.has(g.id)).length;
  }
}
