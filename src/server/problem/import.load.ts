import type { LedgerOptions } from '../../contract/problem/imports.ts';
import type { LedgerPlan, Note, PlannedMeasure, PlannedProblem } from '../../office/ledger/plan.ts';
import type { ReadFile } from '../../office/ledger/read.ts';
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
import { refresh } from './facts.ts';
import * as queries from './import.queries.ts';
import * as parts from './parts.queries.ts';
import { measuresOf } from './queries.ts';
import { sourceOf, vocabularyOf } from './written.ts';

/** Problems written before it is said how far it is. */
const AT_ONCE = 250;
const MOST_NAMES = 60;

interface Planned {
  readonly plan: LedgerPlan;
  readonly frame: CampaignFrame;
  readonly places: ReadonlyMap<string, Place>;
}

/** A problem with everything later ones of the file add to it. */
interface Group {
  readonly head: PlannedProblem;
  readonly measures: readonly PlannedMeasure[];
  readonly notes: readonly Note[];
}

/**
 * Makes what a plan brings: problems with their measures and numbers, changes, and what was told
 * as progress. Every problem has one entry of the record that names file and row.
 */
export async function applyLedger(
  trx: Trx,
  work: TaskWork<LedgerOptions>,
  file: ReadFile,
  planned: Planned,
): Promise<{ made: number; changed: number; measures: number; told: number }> {
  const groups = groupsOf(planned.plan);
  const made = groups.filter(({ head }) => head.status === 'accepted');
  const changed = groups.filter(({ head }) => head.status !== 'accepted');
  const writer = new LedgerWriter(trx, work, file, planned, await bearers(trx, groups));
  await writer.number(made);
  let done = 0;
  const total = made.length + changed.length;
  for (let k = 0; k < made.length; k += AT_ONCE) {
    await writer.make(made.slice(k, k + AT_ONCE));
    done += Math.min(AT_ONCE, made.length - k);
    await work.progress(done, total);
  }
  for (const group of changed) {
    await writer.change(group);
    done++;
    if (done % 20 === 0) await work.progress(done, total);
  }
  return { made: made.length, changed: changed.length, ...writer.counts };
}

function groupsOf({ problems }: LedgerPlan): Group[] {
  const groups = new Map<unknown, { -readonly [K in keyof Group]: Group[K] }>();
  for (const head of problems) {
    if (head.status === 'rejected') continue;
    const above = head.into && groups.get(head.into);
    if (above) {
      above.measures = [...above.measures, ...head.measures];
      above.notes = [...above.notes, ...head.notes];
    } else groups.set(head.problem, { head, measures: head.measures, notes: head.notes });
  }
  return [...groups.values()].filter(
    ({ head, measures, notes }) =>
      head.status === 'accepted' ||
      Object.keys(head.fields).length + measures.length + notes.length > 0,
  );
}

type Bearer = (name: string, path: string) => string | undefined;

/** Whom names mean: the one person so called in the unit, or else in the units above or under it. */
async function bearers(trx: Trx, groups: readonly Group[]): Promise<Bearer> {
  const names = new Set<string>();
  for (const { head, measures } of groups) {
    for (const people of [head.fields.owner, head.fields.leader])
      for (const name of people ?? []) names.add(name);
    for (const { fields } of measures) for (const name of fields.owner ?? []) names.add(name);
  }
  const byName = new Map<string, { id: string; org_path: string }[]>();
  for (const p of await queries.peopleNamed(trx, [...names]))
    byName.set(p.name, [...(byName.get(p.name) ?? []), p]);
  return (name, path) => {
    const all = byName.get(name) ?? [];
    const own = all.filter((p) => p.org_path === path);
    const near = own.length
      ? own
      : all.filter((p) => path.startsWith(p.org_path) || p.org_path.startsWith(path));
    return near.length === 1 ? near[0]!.id : undefined;
  };
}

class LedgerWriter {
  readonly counts = { measures: 0, told: 0 };
  readonly #trx: Trx;
  readonly #work: TaskWork<LedgerOptions>;
  readonly #file: ReadFile;
  readonly #planned: Planned;
  readonly #bearer: Bearer;
  readonly #words: ReturnType<typeof vocabularyOf>;
  readonly #numbers = new Map<Group, string>();

  constructor(
    trx: Trx,
    work: TaskWork<LedgerOptions>,
    file: ReadFile,
    planned: Planned,
    bearer: Bearer,
  ) {
    this.#trx = trx;
    this.#work = work;
    this.#file = file;
    this.#planned = planned;
    this.#bearer = bearer;
    this.#words = vocabularyOf(planned.frame);
  }

  /** Gives new problems their numbers: one message a unit, in one order, so that two never wait for each other. */
  async number(groups: readonly Group[]): Promise<void> {
    const year = Number(dayOf(this.#work.ctx.now()).slice(0, 4));
    const byUnit = new Map<string, Group[]>();
    for (const group of groups) {
      const id = group.head.unit!.id;
      byUnit.set(id, [...(byUnit.get(id) ?? []), group]);
    }
    for (const id of [...byUnit.keys()].sort()) {
      const own = byUnit.get(id)!;
      const first = await parts.nextNumber(this.#trx, id, year, own.length);
      own.forEach((group, k) => {
        this.#numbers.set(group, numberText(year, first + k));
      });
    }
  }

  async make(groups: readonly Group[]): Promise<void> {
    const { ctx, options } = this.#work;
    const problems: object[] = [];
    const measures: object[] = [];
    const steps: object[] = [];
    const progress: object[] = [];
    const entries: Change[] = [];
    for (const group of groups) {
      const unit = this.#placeOf(group);
      const given = this.#problemGiven(group.head.fields, unit.path);
      const own = group.measures.map((m) => this.#measureGiven(m.fields, unit.path));
      const number = this.#numbers.get(group)!;
      const publish = Boolean(options.publish && given.ownerId && given.leaderId && given.tendency);
      const rows = newRows(ctx, unit, this.#planned.frame, number, {
        ...defaults,
        ...given,
        title: given.title ?? titleFrom(given.facts!),
        facts: given.facts!,
        foreignNumber: group.head.problem.number ?? null,
        ...{ unitId: unit.id, campaignId: this.#planned.frame.id, recursOf: null },
        origin: `import:${this.#work.id}`,
        ...{ measures: own, publish },
      });
      problems.push(rows.problem);
      measures.push(...rows.measures);
      steps.push(rows.step);
      const told = [
        ...group.measures.flatMap((m, k) =>
          this.#told(rows.problem, m.notes, rows.measures[k]!.id),
        ),
        ...this.#told(rows.problem, group.notes, null),
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
    await queries.insertMany(this.#trx, 'problem', problems);
    await queries.insertMany(this.#trx, 'measure', measures);
    await queries.insertMany(this.#trx, 'problem_step', steps);
    await queries.insertMany(this.#trx, 'progress', progress);
    await record(this.#trx, ctx, ...entries);
    this.counts.measures += measures.length;
    this.counts.told += progress.length;
  }

  /** Changes a problem there is, and brings what follows from its measures up to date. */
  async change(group: Group): Promise<void> {
    const { ctx } = this.#work;
    const known = group.head.known!;
    const row = (await parts.lockProblem(this.#trx, known.id))!;
    const unit = { id: row.org_id, path: row.org_path };
    const values = problemColumnsOf(this.#problemGiven(group.head.fields, unit.path));
    const there = await measuresOf(this.#trx, [row]);
    let position = Math.max(-1, ...there.map((m) => m.position));
    const told = this.#told(row, group.notes, null);
    const measures: object[] = [];
    for (const m of group.measures) {
      const given = this.#measureGiven(m.fields, unit.path);
      if (m.known) {
        const columns = measureColumnsOf(only(given, m.fields));
        const key = { org_id: row.org_id, id: m.known.id };
        if (Object.keys(columns).length) await parts.updateMeasure(this.#trx, key, columns);
        measures.push({ measure: m.known.id, ...columns });
        told.push(...this.#told(row, m.notes, m.known.id));
      } else {
        const made = newMeasure(ctx, row, ++position, given);
        await queries.insertMany(this.#trx, 'measure', [made]);
        measures.push({ measure: made.id, ...measureColumnsOf(given) });
        told.push(...this.#told(row, m.notes, made.id));
        this.counts.measures++;
      }
    }
    await queries.insertMany(this.#trx, 'progress', told);
    await refresh(ctx, this.#trx, known.id, values);
    this.counts.told += told.length;
    await record(
      this.#trx,
      ctx,
      this.#entry('problem.change', row, group, {
        ...values,
        ...(measures.length ? { measures } : {}),
        ...(told.length ? { told: told.map((p) => p.text) } : {}),
      }),
    );
  }

  #placeOf({ head }: Group): Place {
    return this.#planned.places.get(head.unit!.id)!;
  }

  #entry(
    act: 'problem.create' | 'problem.change',
    row: { readonly id: string; readonly org_id: string; readonly org_path: string },
    { head }: Group,
    content: object,
  ): Change {
    const line = this.#file.lines[head.problem.lines[0]!]!;
    const { file, id } = this.#work;
    const source = { import: id, file: file.name, hash: file.hash };
    return {
      act,
      subject: `problem:${row.id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { ...content, source: { ...source, sheet: line.sheet, row: line.row } },
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
    notes: readonly Note[],
    measure: string | null,
  ) {
    const { ctx } = this.#work;
    return notes.map(({ text }) => ({
      ...{ org_id: row.org_id, id: newId(ctx.now()), org_path: row.org_path },
      ...{ problem_id: row.id, measure_id: measure, on_day: dayOf(ctx.now()), text, value: null },
      ...{ by_person: ctx.me!.id, at: ctx.now(), withdrawn_at: null, withdrawn_reason: null },
    }));
  }
}

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
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined)) as T;
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
