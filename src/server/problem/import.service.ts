import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createTranslator } from '../../contract/messages/index.ts';
import { isUnder } from '../../contract/permissions.ts';
import {
  type LedgerOptions,
  type LedgerPreview,
  type LedgerPreviewRow,
  type LedgerRole,
  ledgerOptions,
  ledgerRoles,
} from '../../contract/problem/imports.ts';
import type { Task } from '../../contract/task/operations.ts';
import {
  type KnownProblem,
  type LedgerPlan,
  type PlannedProblem,
  planLedger,
} from '../../office/ledger/plan.ts';
import type { ReadFile } from '../../office/ledger/read.ts';
import { type LedgerUnit, type UnitMatch, unitResolver } from '../../office/ledger/units.ts';
import { looseKey, tidy, unitKey } from '../../office/table/cells.ts';
import * as campaign from '../campaign/service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import type { Upload } from '../platform/form.ts';
import { newId } from '../platform/ids.ts';
import { fieldIssues } from '../platform/problem.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import type { TaskKind, TaskPreview, TaskWork } from '../platform/tasks.ts';
import * as tasks from '../task/service.ts';
import { daysFor } from './days.ts';
import { applyLedger } from './import.load.ts';
import * as queries from './import.queries.ts';
import { measuresOf } from './queries.ts';
import { namesIn } from './rows.ts';
import { knownOf, vocabularyOf } from './written.ts';

/** Rows of a preview that are told; those to be looked at come before others. */
const MOST_LISTED = 5000;
/** Units looked at for a suggestion. */
const MOST_LIKE = 3000;
const SHOWN = 80;
/** Problems of the ledger read at a time. */
const KNOWN_AT_ONCE = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

type Work = TaskWork<LedgerOptions>;

const asking = z.object({ unit: z.uuid(), campaign: z.uuid() });

/** Has a ledger read for a unit and a campaign that holds there. */
export async function startImport(
  ctx: RequestContext,
  asked: { readonly file: Upload; readonly unit: string; readonly campaign: string },
): Promise<Task> {
  const ids = asking.safeParse(asked);
  if (!ids.success) throw new AppError('invalid', fieldIssues(ids.error, asked));
  const { base, options } = await inScopes(ctx, async (trx) => {
    const base = await org.placeOf(ctx, trx, ids.data.unit);
    const frame = await campaign.frameFor(trx, ids.data.campaign, base);
    const words = await learned(trx, base);
    const year = Number(frame.since.slice(0, 4));
    return { base, options: { campaignId: frame.id, year, ...words } };
  });
  return tasks.start(ctx, 'problem', { file: asked.file, org: base, options });
}

/** What was said of headings and units before, here and at units above. */
async function learned(
  trx: Trx,
  base: org.Place,
): Promise<Pick<LedgerOptions, 'learned' | 'units'>> {
  const paths = org.pathsAbove(base.path);
  const rows = await beyondScopes(trx, () => queries.wordsAt(trx, paths));
  const of = (kind: string) =>
    Object.fromEntries(rows.filter((r) => r.kind === kind).map((r) => [r.word, r.meaning]));
  const known: readonly string[] = [...ledgerRoles, 'ignore'];
  const headings = Object.entries(of('heading')).filter(([, role]) => known.includes(role));
  return {
    learned: Object.fromEntries(headings) as LedgerOptions['learned'],
    units: of('unit'),
  };
}

interface Planned {
  readonly plan: LedgerPlan;
  readonly frame: campaign.CampaignFrame;
  readonly places: ReadonlyMap<string, org.Place>;
  readonly resolve: (text: string) => UnitMatch;
}

const PARTS = /[、,，;；\n]+/;

/** Units the file names, and some others to suggest where it names none. */
async function unitsFor(trx: Trx, { org: base, options }: Work, file: ReadFile) {
  const texts = [...new Set(file.problems.flatMap((p) => p.fields.unit ?? []))];
  const pieces = texts.flatMap((t) => [t, ...t.split(PARTS)]);
  const words = [
    ...new Set(
      pieces.flatMap((t) => [
        t,
        tidy(t),
        tidy(t)
          .split(/[/\\>→]+/)
          .at(-1)!
          .trim(),
      ]),
    ),
  ];
  const ids = [...Object.values(options.units), base.id];
  const named = await queries.unitsNamed(trx, [base.path], words, ids);
  const first = unitResolver(named.map(asUnit), options.units);
  const unknown = texts.some((t) => first(t).kind === 'unknown');
  const more = unknown ? await queries.unitsLike(trx, [base.path], MOST_LIKE) : [];
  const there = new Set(named.map((u) => u.id));
  return [...named, ...more.filter((u) => !there.has(u.id))];
}

const asUnit = (r: queries.UnitRow): LedgerUnit => ({
  id: r.id,
  name: r.name,
  shortName: r.short_name,
  code: r.code,
  parent: r.parent,
  closed: r.closed_on !== null,
});

/** What a file would change, against the ledger as it is now. */
async function planOf(trx: Trx, work: Work, file: ReadFile): Promise<Planned> {
  const { ctx, org: base, options } = work;
  const frame = await campaign.frameFor(trx, options.campaignId, base);
  const units = await unitsFor(trx, work, file);
  const places = new Map(units.map((u) => [u.id, { id: u.id, path: u.path }]));
  const resolve = unitResolver(units.map(asUnit), options.units);
  const marked = [...new Set(file.lines.flatMap((l) => l.token?.problem ?? []))];
  const named = file.problems.flatMap((p) => matchesOf(resolve, p.fields.unit ?? ''));
  const orgIds = [...new Set([base.id, ...named.map((u) => u.id)])];
  const known = await knownIn(trx, work, frame, { orgIds, marked, places });
  const own = units.find((u) => u.id === base.id);
  const words = vocabularyOf(frame);
  const plan = planLedger({
    ...{ file, known, resolve },
    ...(own ? { unit: asUnit(own) } : {}),
    codes: {
      tendency: (text) => words.tendency(text)?.name,
      mirror: (text) => words.mirror(text)?.name,
    },
    mayWrite: (unit) => ctx.scopes.some((s) => isUnder(places.get(unit.id)?.path ?? '', s)),
  });
  return { plan, frame, places, resolve };
}

/** What the ledger has for the units of a file; read in parts, so that others have their turn. */
async function knownIn(
  trx: Trx,
  { ctx, progress }: Work,
  frame: campaign.CampaignFrame,
  where: {
    readonly orgIds: readonly string[];
    readonly marked: readonly string[];
    readonly places: Map<string, org.Place>;
  },
): Promise<KnownProblem[]> {
  const known: KnownProblem[] = [];
  const days = await daysFor(ctx, trx);
  const around = { days, frames: new Map([[frame.id, frame]]), t: createTranslator('zh-CN') };
  for (let after = FIRST_ID; ; ) {
    const page = { after, limit: KNOWN_AT_ONCE };
    const rows = await queries.knownProblems(trx, frame.id, where.orgIds, where.marked, page);
    for (const r of rows) where.places.set(r.org_id, { id: r.org_id, path: r.org_path });
    const measures = await measuresOf(trx, rows);
    const name = await namesIn(trx, [
      ...rows.flatMap((r) => [r.owner_id, r.leader_id]),
      ...measures.map((m) => m.owner_id),
    ]);
    const told = await queries.toldOf(trx, rows);
    for (const p of knownOf(rows, measures, told, { ...around, name })) known.push(p);
    if (rows.length < KNOWN_AT_ONCE) return known;
    after = rows.at(-1)!.id;
    await progress(0, 0);
  }
}

function matchesOf(resolve: Planned['resolve'], text: string): LedgerUnit[] {
  return [text, ...text.split(PARTS)].flatMap((t) => {
    const match = t.trim() === '' ? undefined : resolve(t);
    return match?.kind === 'one' ? [match.unit] : [];
  });
}

/** Two plans with one digest do the same. */
function sealOf({ problems }: LedgerPlan): string {
  const digest = createHash('sha256');
  for (const { problem, known, into, measures, unit, ...rest } of problems)
    digest.update(
      JSON.stringify([
        rest,
        unit?.id,
        known && [known.id, known.version],
        into?.lines,
        problem.number,
        measures.map((m) => ({ ...m, known: m.known?.id })),
      ]),
    );
  return digest.digest('hex');
}

function previewOf(work: Work, file: ReadFile, planned: Planned): TaskPreview {
  const { plan, frame } = planned;
  const skipped = file.skipped.length;
  const page: LedgerPreview = {
    title: file.sheets.find((s) => s.ledger)?.titles[0] ?? work.file.name,
    campaign: { id: frame.id, name: frame.name },
    sheets: file.sheets.map(({ sheet, ledger, rows, unknown, unread }) => ({
      ...{ sheet, ledger, rows, unread },
      unknown: unknown.map(({ label, like }) => ({
        ...{ key: looseKey(label), label },
        like: like.map((l) => l.role),
      })),
    })),
    units: unitsToPick(planned),
    said: { headings: work.options.headings, units: work.options.units },
    skipped: file.skipped,
    list: listOf(file, plan),
  };
  return {
    rows: plan.lines.length + skipped,
    counts: { ...plan.counts, skipped },
    rejects: plan.lines
      .filter((l) => l.status === 'rejected')
      .map(({ line, issues }) => ({ sheet: line.sheet, row: line.row, issues })),
    page,
    seal: sealOf(plan),
  };
}

function listOf(file: ReadFile, plan: LedgerPlan): LedgerPreviewRow[] {
  const long = plan.lines.length > MOST_LISTED;
  const quiet = (status: string) => status === 'accepted' || status === 'unchanged';
  const order = long
    ? [
        ...plan.lines.filter((l) => !quiet(l.status)),
        ...plan.lines.filter((l) => quiet(l.status)),
      ].slice(0, MOST_LISTED)
    : plan.lines;
  const index = new Map(file.lines.map((line, k) => [line, k]));
  return order.map(({ line, status, issues }) => {
    const planned = plan.problems[line.problem]!;
    const { fields, number } = planned.problem;
    const words = fields.title ?? fields.facts ?? planned.known?.title ?? '';
    return {
      ...{ row: line.row, sheet: line.sheet, status, issues },
      unit: planned.unit?.name ?? fields.unit ?? null,
      number: planned.known?.number ?? number ?? null,
      problem: words.slice(0, SHOWN),
      measure: line.measure.text?.slice(0, SHOWN) ?? null,
      due: line.measure.due ?? null,
      changes: status === 'updated' ? changesOf(planned, index.get(line)!) : [],
    };
  });
}

/** Cells of a row that change something. */
function changesOf(planned: PlannedProblem, line: number): LedgerRole[] {
  const first = planned.problem.lines[0] === line;
  const own = planned.measures.filter((m) => m.line === line);
  const notes = [...planned.notes, ...planned.measures.flatMap((m) => m.notes)];
  return [
    ...new Set([
      ...(first ? (Object.keys(planned.fields) as LedgerRole[]) : []),
      ...own.flatMap((m) => Object.keys(m.fields) as LedgerRole[]),
      ...notes.filter((n) => n.line === line).map((n) => n.role),
    ]),
  ];
}

function unitsToPick({ resolve, plan }: Planned): LedgerPreview['units'] {
  const rows = new Map<string, number>();
  plan.problems.forEach(({ unit, problem }) => {
    const text = problem.fields.unit;
    if (unit === undefined && text !== undefined)
      rows.set(text, (rows.get(text) ?? 0) + problem.lines.length);
  });
  return [...rows].map(([text, n]) => {
    const match = resolve(text);
    const like =
      match.kind === 'several'
        ? match.units
        : match.kind === 'unknown'
          ? match.like.map((l) => l.unit)
          : [];
    return {
      ...{ key: unitKey(text), text, rows: n },
      like: like.map(({ id, name, parent }) => ({ id, name, parent })),
    };
  });
}

/** Imports of problem lists and rectification ledgers. */
export const problemTasks: readonly TaskKind<ReadFile, LedgerOptions>[] = [
  {
    kind: 'problem',
    permission: 'problem.write',
    options: ledgerOptions,
    link: ({ id }) => `/problems?act=import&task=${id}`,
    read: async (trx, work, file) => previewOf(work, file, await planOf(trx, work, file)),
    write: async (trx, work, file, seal) => {
      // Another import of the same ledger is waited for; what it wrote is seen then.
      await takeTurns(trx, `ledger import ${work.options.campaignId} ${work.org.id}`);
      const planned = await planOf(trx, work, file);
      if (sealOf(planned.plan) !== seal) throw new AppError('conflict');
      const result = await applyLedger(trx, work, file, planned);
      await queries.learnWords(trx, saidIn(work));
      return { ...planned.plan.counts, skipped: file.skipped.length, ...result };
    },
  },
];

/** What this import said of words: kept with its unit for the next. */
function saidIn({ ctx, org: base, options }: Work): Parameters<typeof queries.learnWords>[1] {
  const row = { org_id: base.id, org_path: base.path, learned_by: ctx.me!.id };
  const said = [
    ...Object.entries(options.headings).map(([word, meaning]) => ['heading', word, meaning]),
    ...Object.entries(options.units).map(([word, meaning]) => ['unit', unitKey(word), meaning]),
  ] as const;
  return said.map(([kind, word, meaning]) => ({
    ...row,
    ...{ id: newId(ctx.now()), kind: kind!, word: word!, meaning: meaning! },
    learned_at: ctx.now(),
  }));
}
