import { setImmediate as breathe } from 'node:timers/promises';
import type { LedgerOptions } from '../../contract/problem/imports.ts';
import { groupBy } from '../../office/group.ts';
import type { LedgerGroup } from '../../office/ledger/groups.ts';
import { sourceOf, vocabularyOf } from '../../office/ledger/known.ts';
import type { PlanHead } from '../../office/ledger/preview.ts';
import type { MeasureFields, ProblemFields } from '../../office/ledger/row.ts';
import { titleFrom } from '../../office/ledger/text.ts';
import type { CampaignFrame } from '../campaign/service.ts';
import type { Place } from '../org/service.ts';
import { dayOf } from '../platform/days.ts';
import { newId } from '../platform/ids.ts';
import type { Trx } from '../platform/scope.ts';
import type { TaskWork } from '../platform/tasks.ts';
import { type Change, record } from '../record/service.ts';
import {
  type Fields,
  type MeasureGiven,
  measureColumnsOf,
  newMeasure,
  newRows,
  numberText,
  problemColumnsOf,
} from './changes.service.ts';
import { derivedOfMany } from './facts.ts';
import * as queries from './import.queries.ts';
import { type MeasureRow, measuresOf, type ProblemRow } from './queries.ts';
import { type Borne, bear, tellImported } from './told.service.ts';

/** Problems written in one message. */
const AT_ONCE = 250;
/** Problems made before others get their turn: the first ones, not compiled yet, take a millisecond each. */
const SOME = 50;
const MOST_NAMES = 60;

/** Columns a ledger may change, of a problem and what follows from its measures, and of a measure. */
const changeable = [
  ...['source', 'source_text', 'mirror', 'tendency', 'title', 'facts', 'cause', 'severity'],
  ...['systemic', 'owner_id', 'owner_name', 'leader_id', 'leader_name'],
  ...['due', 'long_term', 'done_on', 'breaks', 'moved_on'],
];
const changeableOfMeasure = [
  ...['text', 'kind', 'due', 'owner_id', 'owner_name', 'criterion', 'figure_unit', 'baseline'],
  ...['target', 'beneficiaries', 'expected'],
];

interface At {
  readonly frame: CampaignFrame;
  readonly places: ReadonlyMap<string, Place>;
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
): Promise<{ made: number; changed: number; measures: number; told: number }> {
  const year = Number(dayOf(work.ctx.now()).slice(0, 4));
  const numbers = new Map(await queries.nextNumbers(trx, year, head.units));
  const writer = new LedgerWriter(trx, work, at, await bearers(trx, head.people), (unit) => {
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
      if (known.length > 0) {
        await writer.written();
        await writer.change(known);
      }
      done += part.length;
      await work.progress(done, total);
    }
  }
  await writer.written();
  await tellImported(work.ctx, trx, work, writer.borne);
  return { made: head.made, changed: head.changed, ...writer.counts };
}

type Bearer = (name: string, path: string) => string | undefined;

/** Whom names mean: the one person so called in the unit, or else in the units above or under it. */
async function bearers(trx: Trx, names: readonly string[]): Promise<Bearer> {
  const byName = groupBy(await queries.peopleNamed(trx, names), (p) => p.name);
  const found = new Map<string, string | undefined>();
  const find: Bearer = (name, path) => {
    const all = byName.get(name) ?? [];
    const own = all.filter((p) => p.org_path === path);
    const near = own.length
      ? own
      : all.filter((p) => path.startsWith(p.org_path) || p.org_path.startsWith(path));
    return near.length === 1 ? near[0]!.id : undefined;
  };
  return (name, path) => {
    const key = `${path} ${name}`;
    if (!found.has(key)) found.set(key, find(name, path));
    return found.get(key);
  };
}

interface NewRows {
  readonly problems: readonly object[];
  readonly measures: readonly object[];
  readonly steps: readonly object[];
  readonly progress: readonly object[];
  readonly entries: readonly Change[];
}

class LedgerWriter {
  readonly counts = { measures: 0, told: 0 };
  readonly borne: Borne = new Map();
  readonly #trx: Trx;
  readonly #work: TaskWork<LedgerOptions>;
  readonly #at: At;
  readonly #bearer: Bearer;
  readonly #number: (unit: string) => string;
  readonly #words: ReturnType<typeof vocabularyOf>;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    trx: Trx,
    work: TaskWork<LedgerOptions>,
    at: At,
    bearer: Bearer,
    number: (unit: string) => string,
  ) {
    this.#trx = trx;
    this.#work = work;
    this.#at = at;
    this.#bearer = bearer;
    this.#number = number;
    this.#words = vocabularyOf(at.frame.taxonomy);
  }

  /** Makes problems. The database writes them while the next ones are made. */
  async make(groups: readonly LedgerGroup[]): Promise<void> {
    const { ctx, options } = this.#work;
    const { frame, places } = this.#at;
    const problems: object[] = [];
    const measures: object[] = [];
    const steps: object[] = [];
    const progress: object[] = [];
    const entries: Change[] = [];
    for (const [k, group] of groups.entries()) {
      if (k % SOME === SOME - 1) await breathe();
      const unit = places.get(group.unit!)!;
      const given = this.#problemGiven(group.fields, unit.path);
      const own = group.measures.map((m) => this.#measureGiven(m.fields, unit.path));
      const number = this.#number(unit.id);
      const publish = Boolean(options.publish && given.ownerId && given.leaderId && given.tendency);
      const rows = newRows(ctx, unit, frame, number, {
        ...defaults,
        ...given,
        title: given.title ?? titleFrom(given.facts!),
        facts: given.facts!,
        foreignNumber: group.number ?? null,
        ...{ unitId: unit.id, campaignId: frame.id, recursOf: null },
        origin: `import:${this.#work.id}`,
        ...{ measures: own, publish },
      });
      problems.push(rows.problem);
      if (publish)
        bear(this.borne, rows.problem.id, [rows.problem.owner_id, ...rows.measures.map(ownerOf)]);
      measures.push(...rows.measures);
      steps.push(rows.step);
      const told = [
        ...group.measures.flatMap((m, k) => this.#told(rows.problem, m.told, rows.measures[k]!.id)),
        ...this.#told(rows.problem, group.told, null),
      ];
      progress.push(...told);
      entries.push(
        this.#entry('problem.create', rows.problem, group, {
          ...{ number, state: rows.problem.state, ...given },
          measures: own.map((m) => measureColumnsOf(m)),
          told: told.map((p) => p.text),
        }),
      );
    }
    this.counts.measures += measures.length;
    this.counts.told += progress.length;
    await this.#writing;
    this.#writing = this.#insert({ problems, measures, steps, progress, entries });
    // A failure is thrown where it is waited for.
    this.#writing.catch(() => undefined);
  }

  async #insert(rows: NewRows): Promise<void> {
    await queries.insertMany(this.#trx, 'problem', rows.problems);
    await breathe();
    await queries.insertMany(this.#trx, 'measure', rows.measures);
    await queries.insertMany(this.#trx, 'problem_step', rows.steps);
    await queries.insertMany(this.#trx, 'progress', rows.progress);
    await breathe();
    await record(this.#trx, this.#work.ctx, ...rows.entries);
    await breathe();
    await queries.sendAll(this.#trx);
  }

  /** All that was made until now is in the database. */
  async written(): Promise<void> {
    await this.#writing;
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
    const entries: Change[] = [];
    for (const group of groups) {
      const row = byId.get(group.known!)!;
      const values = problemColumnsOf(this.#problemGiven(group.fields, row.org_path));
      const measures = standing.get(row.id) ?? [];
      const told = this.#told(row, group.told, null);
      const before = [row.owner_id, ...measures.map(ownerOf)];
      const written = group.measures.map((m) => {
        const given = this.#measureGiven(m.fields, row.org_path);
        const place = measures.findIndex((known) => known.id === m.known);
        const columns = measureColumnsOf(m.known ? only(given, m.fields) : given);
        const position = Math.max(-1, ...measures.map((other) => other.position)) + 1;
        const measure: MeasureRow =
          place < 0
            ? newMeasure(ctx, row, position, given)
            : { ...measures[place]!, ...(columns as Partial<MeasureRow>) };
        if (place < 0) made.push(measure);
        else if (Object.keys(columns).length) moved.push(measure);
        measures.splice(place < 0 ? measures.length : place, 1, measure);
        told.push(...this.#told(row, m.told, measure.id));
        return { measure: measure.id, ...columns };
      });
      progress.push(...told);
      const after = { ...row, ...(values as Partial<ProblemRow>) };
      changed.push({ row: after, measures });
      // Whoever bore any of it knows of it.
      if (row.state !== 'draft')
        bear(
          this.borne,
          row.id,
          [after.owner_id, ...measures.map(ownerOf)].filter((id) => !before.includes(id)),
        );
      entries.push(
        this.#entry('problem.change', row, group, {
          ...values,
          ...(written.length ? { measures: written } : {}),
          ...(told.length ? { told: told.map((p) => p.text) } : {}),
        }),
      );
    }
    await queries.insertMany(this.#trx, 'measure', made);
    await queries.changeMany(this.#trx, 'measure', changeableOfMeasure, moved);
    await queries.insertMany(this.#trx, 'progress', progress);
    const after = await derivedOfMany(this.#trx, changed);
    const today = dayOf(ctx.now());
    await queries.changeMany(
      this.#trx,
      'problem',
      changeable,
      changed.map(({ row }, k) => ({ ...row, ...after[k], moved_on: today })),
    );
    await record(this.#trx, ctx, ...entries);
    this.counts.measures += made.length;
    this.counts.told += progress.length;
  }

  #entry(
    act: 'problem.create' | 'problem.change',
    row: { readonly id: string; readonly org_id: string; readonly org_path: string },
    at: LedgerGroup,
    content: object,
  ): Change {
    const { file, id } = this.#work;
    const source = { import: id, file: file.name, hash: file.hash };
    return {
      act,
      subject: `problem:${row.id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { ...content, source: { ...source, sheet: at.sheet, row: at.row } },
    };
  }

  #problemGiven(f: ProblemFields, path: string): Partial<Fields> {
    return defined({
      ...(f.source === undefined ? {} : f.source === null ? noSource : sourceOf(f.source)),
      mirror: f.mirror == null ? f.mirror : mirrorCode(this.#words.mirror(f.mirror)?.code),
      tendency: f.tendency == null ? f.tendency : this.#words.tendency(f.tendency)?.code,
      title: f.title ?? undefined,
      ...{ facts: f.facts, cause: f.cause, severity: f.severity, systemic: f.systemic },
      ...this.#bearing('owner', f.owner, path),
      ...this.#bearing('leader', f.leader, path),
    }) as Partial<Fields>;
  }

  #measureGiven(f: MeasureFields, path: string): MeasureGiven {
    const expected = /^(\d{1,9})\s*\D{0,4}$/.exec(f.beneficiaries ?? '')?.[1];
    return {
      text: f.text ?? '',
      kind: f.kind ?? 'by-date',
      ...defined({
        ...{ due: f.due, criterion: f.criterion, baseline: f.baseline, target: f.target },
        figureUnit: f.measureUnit,
        beneficiaries: f.beneficiaries,
        expected: expected === undefined ? undefined : Number(expected),
        ...this.#bearing('owner', f.owner, path),
      }),
    } as MeasureGiven;
  }

  /** Somebody in the directory; the words as they stood where they say more, or name nobody known. */
  #bearing(
    field: 'owner' | 'leader',
    names: readonly string[] | null | undefined,
    path: string,
  ): Record<string, string | null> {
    if (names === undefined) return {};
    const id = names?.[0] === undefined ? undefined : this.#bearer(names[0], path);
    const words = (names ?? []).join('、').slice(0, MOST_NAMES);
    const said = id !== undefined && names!.length === 1 ? null : words || null;
    return { [`${field}Id`]: id ?? null, [`${field}Name`]: said };
  }

  #told(
    row: { readonly id: string; readonly org_id: string; readonly org_path: string },
    texts: readonly string[],
    measure: string | null,
  ) {
    const { ctx } = this.#work;
    return texts.map((text) => ({
      ...{ org_id: row.org_id, id: newId(ctx.now()), org_path: row.org_path },
      ...{ problem_id: row.id, measure_id: measure, on_day: dayOf(ctx.now()), text, value: null },
      ...{ by_person: ctx.me!.id, at: ctx.now(), withdrawn_at: null, withdrawn_reason: null },
    }));
  }
}

const ownerOf = (m: Pick<MeasureRow, 'owner_id'>): string | null => m.owner_id;

const noSource = { source: 'other', sourceText: null } as const;
const defaults = {
  list: 'unit',
  source: 'self',
  severity: 'ordinary',
  systemic: false,
} as const;

const mirrorCode = (code: string | undefined) =>
  code as 'requirement' | 'known' | 'model' | undefined;

function defined<T extends object>(fields: T): T {
  const out: Partial<T> = {};
  for (const key in fields) if (fields[key] !== undefined) out[key] = fields[key];
  return out as T;
}

/** Of a measure that is there, only what the file changes. */
function only(given: MeasureGiven, changed: MeasureFields): Partial<MeasureGiven> {
  const fields = new Set<string>(
    Object.keys(changed).flatMap((key) =>
      key === 'owner'
        ? ['ownerId', 'ownerName']
        : key === 'measureUnit'
          ? ['figureUnit']
          : key === 'beneficiaries'
            ? ['beneficiaries', 'expected']
            : [key],
    ),
  );
  return Object.fromEntries(
    Object.entries(given).filter(([key]) => fields.has(key)),
  ) as Partial<MeasureGiven>;
}
