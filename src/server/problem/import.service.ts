import { createHash } from 'node:crypto';
import { z } from 'zod';
import { addWorkingDays } from '../../contract/deadline/calendar.ts';
import { isUnder } from '../../contract/permissions.ts';
import {
  type LedgerOptions,
  type LedgerPeople,
  ledgerOptions,
} from '../../contract/problem/imports.ts';
import { codedRoles, ledgerRoles, NONE } from '../../contract/problem/roles.ts';
import { CLAIM_DAYS } from '../../contract/problem/states.ts';
import type { Task } from '../../contract/task/operations.ts';
import type { LedgerGroup } from '../../office/ledger/groups.ts';
import { unpacked } from '../../office/ledger/kept.ts';
import { type LedgerPerson, partsOfName } from '../../office/ledger/people.ts';
import type { LedgerSurroundings, PlanHead, PlannedLedger } from '../../office/ledger/preview.ts';
import type { LedgerSaid } from '../../office/ledger/said.ts';
import { type LedgerUnit, unitResolver } from '../../office/ledger/units.ts';
import { tidy, unitKey } from '../../office/table/cells.ts';
import * as campaign from '../campaign/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import type { Upload } from '../platform/form.ts';
import { newId } from '../platform/ids.ts';
import { fieldIssues } from '../platform/problem.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import type { KeptPlan, OpenFile, TaskKind, TaskPreview, TaskWork } from '../platform/tasks.ts';
import { workCalendar } from '../system/service.ts';
import * as tasks from '../task/service.ts';
import { applyLedger } from './import.load.ts';
import * as queries from './import.queries.ts';

/** Units looked at for a suggestion. */
const MOST_LIKE = 3000;
/** Problems of the ledger read at a time. */
const KNOWN_AT_ONCE = 1000;
/** People looked at for a suggestion, and names they are looked up for. */
const MOST_PEOPLE = 2000;
const MOST_NAMES = 500;

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

type Learned = (kind: string) => Readonly<Record<string, string>>;

/** What was said before of words of a kind, here and at units above. */
async function learnedAt(trx: Trx, base: org.Place): Promise<Learned> {
  const paths = org.pathsAbove(base.path);
  const rows = await beyondScopes(trx, () => queries.wordsAt(trx, paths));
  return (kind) =>
    Object.fromEntries(rows.filter((r) => r.kind === kind).map((r) => [r.word, r.meaning]));
}

/** What reading rests on; whom names mean is looked up each time, and lies in one place. */
async function learned(
  trx: Trx,
  base: org.Place,
): Promise<Pick<LedgerOptions, 'learned' | 'units' | 'learnedWords'>> {
  const of = await learnedAt(trx, base);
  const known: readonly string[] = [...ledgerRoles, 'ignore'];
  const headings = Object.entries(of('heading')).filter(([, role]) => known.includes(role));
  return {
    learned: Object.fromEntries(headings) as LedgerOptions['learned'],
    units: of('unit'),
    learnedWords: Object.fromEntries(codedRoles.map((role) => [role, of(role)])),
  };
}

/** Whom names mean, by what was said before and in this import: the newest first. */
async function pickedFor(trx: Trx, { org: base, options }: Work): Promise<LedgerPeople> {
  const before = (await learnedAt(trx, base))('person');
  const out: LedgerPeople = Object.fromEntries(
    Object.entries(before).map(([word, ids]) => [word, ids === NONE ? NONE : ids.split(' ')]),
  );
  for (const [word, said] of Object.entries(options.people)) {
    const known = out[word] ?? NONE;
    out[word] =
      said === NONE || known === NONE
        ? said
        : [...new Set([...said, ...known])].slice(0, MOST_PICKED);
  }
  return out;
}

/** People a word may have meant, in all the units of a file. */
const MOST_PICKED = 50;

/** People the file names, and some others to suggest where it names nobody. */
async function peopleFor(
  trx: Trx,
  { ctx }: Work,
  names: readonly string[],
  picked: LedgerPeople,
  units: readonly string[],
): Promise<LedgerPerson[]> {
  const today = dayOf(ctx.now());
  const ids = Object.values(picked).flatMap((said) => (said === NONE ? [] : said));
  const named = await queries.peopleNamed(trx, names, ids, today);
  const there = new Set(named.map((p) => p.name));
  const unknown = names.filter((name) => !there.has(name)).slice(0, MOST_NAMES);
  if (unknown.length === 0) return named;
  const parts = [...new Set(unknown.flatMap(partsOfName))];
  const initials = [...new Set(unknown.map((name) => Array.from(name)[0]!))];
  const more = [
    ...(await queries.peopleNamed(trx, parts, [], today)),
    ...(await queries.peopleLike(trx, units, initials, today, MOST_PEOPLE)),
  ];
  return [...new Map([...named, ...more].map((p) => [p.id, p])).values()];
}

const PARTS = /[、,，;；\n]+/;

/** Units the file names, and some others to suggest where it names none. */
async function unitsFor(trx: Trx, { org: base, options }: Work, texts: readonly string[]) {
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
  path: r.path,
  parent: r.parent,
  closed: r.closed_on !== null,
});

/** What a plan is made from besides the file. */
interface Around {
  readonly frame: campaign.CampaignFrame;
  readonly units: readonly queries.UnitRow[];
  readonly places: ReadonlyMap<string, org.Place>;
  /** Units whose problems the importer may not write. */
  readonly barred: readonly string[];
  /** Units whose problems may be those of the file. */
  readonly named: readonly string[];
  readonly people: readonly LedgerPerson[];
  readonly picked: LedgerPeople;
  /** One for all of it: a plan made from the same is the same plan. */
  readonly print: string;
}

/** Looks up what the words of a file rest on, and how the ledger stands there. */
async function around(trx: Trx, work: Work, said: LedgerSaid): Promise<Around> {
  const { ctx, org: base, options } = work;
  const frame = await campaign.frameFor(trx, options.campaignId, base);
  const units = await unitsFor(trx, work, said.units);
  const resolve = unitResolver(units.map(asUnit), options.units);
  const one = (text: string): string[] => {
    const match = text.trim() === '' ? undefined : resolve(text);
    return match?.kind === 'one' ? [match.unit.id] : [];
  };
  const words = said.units.flatMap((text) => [text, ...text.split(PARTS)]);
  const named = [...new Set([base.id, ...words.flatMap(one)])];
  const barred = units.filter((u) => !ctx.scopes.some((s) => isUnder(u.path, s))).map((u) => u.id);
  const state = await queries.stateOf(trx, frame.id, named, said.marked);
  const picked = await pickedFor(trx, work);
  const people = await peopleFor(trx, work, said.people, picked, named);
  const { publish: _, ...asked } = options;
  const from = [asked, frame.name, frame.taxonomy, units, barred, state, people, picked];
  return {
    ...{ frame, units, barred, named, people, picked },
    places: new Map(units.map((u) => [u.id, { id: u.id, path: u.path }])),
    print: createHash('sha256').update(JSON.stringify(from)).digest('hex'),
  };
}

/** Has the thread that holds a file plan it against the ledger as it is now. */
async function planned(
  trx: Trx,
  work: Work,
  file: OpenFile<LedgerSaid>,
  { frame, units, barred, named, people, picked, print }: Around,
): Promise<PlannedLedger> {
  const ids = await queries.candidates(trx, frame.id, named, file.said);
  for (let k = 0; k < ids.length; k += KNOWN_AT_ONCE) {
    await file.give(await queries.knownText(trx, ids.slice(k, k + KNOWN_AT_ONCE)));
    await work.progress(0, 0);
  }
  const names = await person.nameOf(trx, await queries.peopleOf(trx, ids));
  const own = units.find((u) => u.id === work.org.id);
  const today = dayOf(work.ctx.now());
  return file.ask<PlannedLedger>({
    ...{ fileName: work.file.name, options: work.options, barred },
    campaign: { id: frame.id, name: frame.name, taxonomy: frame.taxonomy },
    units: units.map(asUnit),
    unit: own && asUnit(own),
    names: Object.fromEntries(names),
    ...{ people, picked, today, claimUntil: await claimUntil(trx, today) },
    head: { print },
  } satisfies LedgerSurroundings);
}

/** Until when what comes in as finished has to be shown. */
const claimUntil = async (trx: Trx, today: string): Promise<string> =>
  addWorkingDays(await workCalendar(trx), today, CLAIM_DAYS);

/** Imports of problem lists and rectification ledgers. */
export const problemTasks: readonly TaskKind<
  OpenFile<LedgerSaid>,
  LedgerOptions,
  KeptPlan<LedgerSaid>
>[] = [
  {
    kind: 'problem',
    permission: 'problem.write',
    planned: true,
    options: ledgerOptions,
    link: ({ id }) => `/problems?act=import&task=${id}`,
    read: async (trx, work, file): Promise<TaskPreview> =>
      planned(trx, work, file, await around(trx, work, file.said)),
    write: async (trx, work, kept, seal) => {
      // Another import of the same ledger is waited for; what it wrote is seen then.
      await takeTurns(trx, `ledger import ${work.options.campaignId} ${work.org.id}`);
      const { at, plan } = await standing(trx, work, kept, seal);
      const pieces = unpacked(plan);
      const head = pieces.next().value as PlanHead;
      const groups = pieces as Iterable<readonly LedgerGroup[]>;
      const until = await claimUntil(trx, dayOf(work.ctx.now()));
      const result = await applyLedger(trx, work, { ...at, until }, head, groups);
      const known = await learnedAt(trx, work.org);
      await queries.learnWords(trx, saidIn(work, at.picked, known));
      return { ...head.counts, ...result };
    },
  },
];

/**
 * The plan that was shown, as long as it is what would be planned now. It was made from the same, or
 * the file is read again and must come to the same. Throws `conflict`.
 */
async function standing(
  trx: Trx,
  work: Work,
  { plan, reopen }: KeptPlan<LedgerSaid>,
  seal: string,
): Promise<{ at: Around; plan: Uint8Array }> {
  if (plan) {
    const head = unpacked(plan).next().value as PlanHead;
    const at = await around(trx, work, head.said);
    if (at.print === (head.from as { print: string }).print) return { at, plan };
  }
  return reopen(async (file) => {
    const at = await around(trx, work, file.said);
    const now = await planned(trx, work, file, at);
    if (now.seal !== seal) throw new AppError('conflict');
    return { at, plan: now.plan };
  });
}

/** What this import said of words: kept with its unit for the next, where it is not known there. */
function saidIn(
  { ctx, org: base, options }: Work,
  picked: LedgerPeople,
  known: Learned,
): Parameters<typeof queries.learnWords>[1] {
  const row = { org_id: base.id, org_path: base.path, learned_by: ctx.me!.id };
  const said = [
    ...Object.entries(options.headings).map(([word, meaning]) => ['heading', word, meaning]),
    ...Object.entries(options.units).map(([word, meaning]) => ['unit', unitKey(word), meaning]),
    ...Object.keys(options.people).map((word) => [
      'person',
      word,
      [picked[word]!].flat().join(' '),
    ]),
    ...codedRoles.flatMap((role) =>
      Object.entries(options.words[role] ?? {}).map(([word, meaning]) => [role, word, meaning]),
    ),
  ] as const;
  const kinds = [...new Set(said.map(([kind]) => kind!))];
  const before = new Map(kinds.map((kind) => [kind, known(kind)]));
  const news = said.filter(([kind, word, meaning]) => before.get(kind!)![word!] !== meaning);
  return news.map(([kind, word, meaning]) => ({
    ...row,
    ...{ id: newId(ctx.now()), kind: kind!, word: word!, meaning: meaning! },
    learned_at: ctx.now(),
  }));
}
