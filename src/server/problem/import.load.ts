import { setImmediate as breathe } from 'node:timers/promises';
import type { LedgerOptions } from '../../contract/problem/imports.ts';
import { groupBy } from '../../office/group.ts';
import type { LedgerGroup } from '../../office/ledger/groups.ts';
import type { PlanHead } from '../../office/ledger/preview.ts';
import { titleFrom } from '../../office/ledger/text.ts';
import type { Place } from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { sendAhead } from '../platform/driver.ts';
import { newId } from '../platform/ids.ts';
import type { Trx } from '../platform/scope.ts';
import type { TaskWork } from '../platform/tasks.ts';
import { type Change, type Entry, enter, entryOf } from '../record/service.ts';
import { measureColumnsOf, problemColumnsOf } from './changes.service.ts';
import { derivedOfMany } from './facts.ts';
import { claimOfKnown, claimOfNew, claimTold, type GivenIn, Givens, only } from './import.given.ts';
import * as queries from './import.queries.ts';
import { newMeasure, newRows, numberText } from './new.ts';
import { type MeasureRow, measuresOf, type ProblemRow } from './queries.ts';
import { type Borne, bear, tellImported } from './told.service.ts';

/** Problems written in one message. */
const AT_ONCE = 250;
/** Problems made before others get their turn: the first ones, not compiled yet, take a millisecond each. */
const SOME = 50;
/** Columns a ledger may change, of a problem and what follows from its measures, and of a measure. */
const changeable = [
  ...['source', 'source_text', 'mirror', 'tendency', 'title', 'facts', 'cause', 'severity'],
  ...['systemic', 'owner_id', 'owner_name', 'leader_id', 'leader_name'],
  ...['due', 'long_term', 'done_on', 'breaks', 'moved_on'],
  ...['claimed', 'claimed_on', 'claim_until'],
];
const changeableOfMeasure = [
  ...['text', 'kind', 'due', 'owner_id', 'owner_name', 'criterion', 'figure_unit', 'baseline'],
  ...['target', 'direction', 'beneficiaries', 'expected', 'claimed'],
];

interface At extends GivenIn {
  readonly places: ReadonlyMap<string, Place>;
  /** Until when what is claimed to be finished is not called late. */
  readonly until: string;
}
type Pieces = Iterable<readonly LedgerGroup[]>;

/**
 * Makes what a plan brings: problems with their measures and numbers, changes, and what was told
 * as progress. Every problem has one entry of the record that names file and row.
 */
export async function applyLedger(
  trx: Trx,
  work: TaskWork<LedgerOptions>,
  at: At,
  head: PlanHead,
  pieces: Pieces,
): Promise<Readonly<Record<string, number>>> {
  const year = Number(dayOf(work.ctx.now()).slice(0, 4));
  const numbers = new Map(await queries.nextNumbers(trx, year, head.units));
  const writer = new LedgerWriter(trx, work, at, (unit) => {
    const next = numbers.get(unit)! + 1;
    numbers.set(unit, next);
    return numberText(year, next);
  });
  const total = head.made + head.changed;
  let done = 0;
  for (const piece of pieces) {
    for (let k = 0; k < piece.length; k += AT_ONCE) {
      const part = piece.slice(k, k + AT_ONCE);
      const known = part.filter((g) => g.known !== undefined);
      if (known.length < part.length) await writer.make(part.filter((g) => g.known === undefined));
      if (known.length > 0) await writer.change(known);
      done += part.length;
      await work.progress(done, total);
    }
  }
  await tellImported(work.ctx, trx, work, writer.borne);
  return { made: head.made, changed: head.changed, ...writer.counts };
}

/** New problems with all that belongs to them, as far as they are made. */
class Batch {
  readonly problems = new queries.Gathered('problem');
  readonly measures = new queries.Gathered('measure');
  readonly steps = new queries.Gathered('problem_step');
  readonly progress = new queries.Gathered('progress');
  readonly entries: Entry[] = [];
}

class LedgerWriter {
  readonly counts = { measures: 0, told: 0, claimed: 0, drafts: 0 };
  readonly borne: Borne = new Map();
  readonly #trx: Trx;
  readonly #work: TaskWork<LedgerOptions>;
  readonly #at: At;
  readonly #given: Givens;
  readonly #number: (unit: string) => string;

  constructor(trx: Trx, work: TaskWork<LedgerOptions>, at: At, number: (unit: string) => string) {
    this.#trx = trx;
    this.#work = work;
    this.#at = at;
    this.#given = new Givens(at);
    this.#number = number;
  }

  /** Makes problems. The database writes them while the next ones are made. */
  async make(groups: readonly LedgerGroup[]): Promise<void> {
    const batch = new Batch();
    // One moment for all of them: it is said once.
    const now = this.#work.ctx.now();
    const ctx = { ...this.#work.ctx, now: () => now };
    for (const [k, group] of groups.entries()) {
      if (k % SOME === SOME - 1) await breathe();
      this.#add(ctx, batch, group);
    }
    this.counts.measures += batch.measures.texts.length;
    this.counts.told += batch.progress.texts.length;
    await this.#insert(batch);
  }

  #add(ctx: RequestContext, batch: Batch, group: LedgerGroup): void {
    const { id, options } = this.#work;
    const { frame, places, until } = this.#at;
    const unit = places.get(group.unit!)!;
    const given = this.#given.problem(group.fields, unit.path);
    const own = group.measures.map((m) => this.#given.measure(m.fields, unit.path));
    const number = this.#number(unit.id);
    const publish = Boolean(options.publish && given.ownerId && given.leaderId && given.tendency);
    const { problem, measures, step } = newRows(ctx, unit, frame, number, {
      list: 'unit',
      source: given.source ?? 'self',
      sourceText: given.sourceText,
      mirror: given.mirror,
      tendency: given.tendency,
      title: given.title ?? titleFrom(given.facts!),
      facts: given.facts!,
      cause: given.cause,
      severity: given.severity ?? 'ordinary',
      systemic: given.systemic ?? false,
      ownerId: given.ownerId,
      ownerName: given.ownerName,
      leaderId: given.leaderId,
      leaderName: given.leaderName,
      foreignNumber: group.number,
      unitId: unit.id,
      campaignId: frame.id,
      origin: `import:${id}`,
      measures: own,
      publish,
      claim: claimOfNew(group, until),
    });
    if (!publish) this.counts.drafts++;
    if (problem.claimed) this.counts.claimed++;
    if (publish) bear(this.borne, problem.id, [problem.owner_id, ...measures.map(ownerOf)]);
    batch.problems.add(problem);
    for (const measure of measures) batch.measures.add(measure);
    batch.steps.add(step);
    const told = [
      ...group.measures.flatMap((m, k) => this.#told(ctx, problem, m.told, measures[k]!.id)),
      ...this.#told(ctx, problem, group.told, null),
    ];
    for (const one of told) batch.progress.add(one);
    const content = Object.assign({ number, state: problem.state }, given, claimTold(problem), {
      measures: own.map((m) => measureColumnsOf(m)),
      told: told.map((p) => p.text),
    });
    batch.entries.push(entryOf(ctx, this.#change('problem.create', problem, group, content)));
  }

  async #insert({ problems, measures, steps, progress, entries }: Batch): Promise<void> {
    for (const rows of [problems, measures, steps, progress]) {
      await queries.insertMany(this.#trx, rows);
      await breathe();
    }
    await enter(this.#trx, entries);
    await breathe();
    await sendAhead(this.#trx);
  }

  /** Changes problems there are, and brings what follows from their measures up to date. */
  async change(groups: readonly LedgerGroup[]): Promise<void> {
    const { ctx } = this.#work;
    const rows = await queries.lockMany(
      this.#trx,
      groups.map((g) => g.known!),
    );
    const byId = new Map(rows.map((r) => [r.id, r]));
    const standing = groupBy(await measuresOf(this.#trx, rows), (m) => m.problem_id);
    const made: MeasureRow[] = [];
    const moved: MeasureRow[] = [];
    const progress: object[] = [];
    const changed: { row: ProblemRow; measures: MeasureRow[] }[] = [];
    const entries: Entry[] = [];
    for (const group of groups) {
      const row = byId.get(group.known!)!;
      const values = problemColumnsOf(this.#given.problem(group.fields, row.org_path));
      const measures = standing.get(row.id) ?? [];
      const told = this.#told(ctx, row, group.told, null);
      const before = [row.owner_id, ...measures.map(ownerOf)];
      const written = group.measures.map((m) => {
        const given = this.#given.measure(m.fields, row.org_path);
        const place = measures.findIndex((known) => known.id === m.known);
        const columns = measureColumnsOf(m.known ? only(given, m.fields) : given);
        const position = Math.max(-1, ...measures.map((other) => other.position)) + 1;
        const claimed = m.claim ? { claimed: true } : {};
        const measure: MeasureRow =
          place < 0
            ? { ...newMeasure(ctx, row, position, given), ...claimed }
            : { ...measures[place]!, ...(columns as Partial<MeasureRow>), ...claimed };
        if (place < 0) made.push(measure);
        else if (Object.keys(columns).length || m.claim) moved.push(measure);
        measures.splice(place < 0 ? measures.length : place, 1, measure);
        told.push(...this.#told(ctx, row, m.told, measure.id));
        return { measure: measure.id, ...columns, ...claimed };
      });
      progress.push(...told);
      const claim = claimOfKnown(row, group, measures, this.#at.until);
      if (claim?.claimed) this.counts.claimed++;
      const after = { ...row, ...(values as Partial<ProblemRow>), ...claim };
      changed.push({ row: after, measures });
      // Whoever bore any of it knows of it.
      if (row.state !== 'draft')
        bear(
          this.borne,
          row.id,
          [after.owner_id, ...measures.map(ownerOf)].filter((id) => !before.includes(id)),
        );
      const content = {
        ...values,
        ...(written.length ? { measures: written } : {}),
        ...(told.length ? { told: told.map((p) => p.text) } : {}),
        ...(claim ? claimTold(after) : {}),
      };
      entries.push(entryOf(ctx, this.#change('problem.change', row, group, content)));
    }
    await queries.insertMany(this.#trx, new queries.Gathered('measure', made));
    await queries.changeMany(this.#trx, 'measure', changeableOfMeasure, moved);
    await queries.insertMany(this.#trx, new queries.Gathered('progress', progress));
    const today = dayOf(ctx.now());
    const after = await derivedOfMany(this.#trx, changed, today);
    await queries.changeMany(
      this.#trx,
      'problem',
      changeable,
      changed.map(({ row }, k) => ({ ...row, ...after[k], moved_on: today })),
    );
    await enter(this.#trx, entries);
    this.counts.measures += made.length;
    this.counts.told += progress.length;
  }

  #change(
    act: 'problem.create' | 'problem.change',
    row: { readonly id: string; readonly org_id: string; readonly org_path: string },
    at: LedgerGroup,
    content: object,
  ): Change {
    const { file, id } = this.#work;
    return {
      act,
      subject: `problem:${row.id}`,
      org: { id: row.org_id, path: row.org_path },
      content: Object.assign(content, {
        source: { import: id, file: file.name, hash: file.hash, sheet: at.sheet, row: at.row },
      }),
    };
  }

  #told(
    ctx: RequestContext,
    row: { readonly id: string; readonly org_id: string; readonly org_path: string },
    texts: readonly string[],
    measure: string | null,
  ) {
    return texts.map((text) => ({
      org_id: row.org_id,
      id: newId(ctx.now()),
      org_path: row.org_path,
      problem_id: row.id,
      measure_id: measure,
      on_day: dayOf(ctx.now()),
      text,
      value: null,
      by_person: ctx.me!.id,
      at: ctx.now(),
      withdrawn_at: null,
      withdrawn_reason: null,
    }));
  }
}

const ownerOf = (m: Pick<MeasureRow, 'owner_id'>): string | null => m.owner_id;
