import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { addDays } from '../../contract/deadline/days.ts';
import type { Finding } from '../../contract/problem/schemas.ts';
import { type Step, severities, sources } from '../../contract/problem/states.ts';
import * as evidence from '../evidence/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import * as problems from '../problem/changes.service.ts';
import * as ledger from '../problem/list.service.ts';
import * as measures from '../problem/measures.service.ts';
import * as steps from '../problem/steps.service.ts';
import type { Cast } from './loop.ts';

const source = new URL('../../../data/problem/demo.yaml', import.meta.url);

const stops = [
  'draft',
  'open',
  'working',
  'applied',
  'reviewed',
  'confirmed',
  'notice',
  'closed',
] as const;
type Stop = (typeof stops)[number];

const given = z.object({
  title: z.string(),
  facts: z.string(),
  unit: z.string(),
  person: z.string().optional(),
  leader: z.string().optional(),
  owner: z.string().optional(),
  /** Days ago that it was raised. */
  ago: z.int(),
  /** How far it has come. */
  stop: z.enum(stops),
  tendency: z.string().optional(),
  severity: z.enum(severities).default('ordinary'),
  source: z.enum(sources).default('self'),
  /** What was seen by who reviewed it, and by who confirmed it. */
  saw: z.object({ review: z.string(), confirm: z.string().optional() }).optional(),
  measure: z
    .object({
      text: z.string(),
      criterion: z.string().optional(),
      /** Days from today; below zero when it is over. */
      due: z.int().optional(),
      figure: z.tuple([z.string(), z.string(), z.number(), z.number()]).optional(),
      effect: z.number().optional(),
      /** What the figure was when it was last told. */
      now: z.number().optional(),
      /** Business figure of the unit that it serves. */
      serves: z.string().optional(),
      /** Who benefits, how many are expected to, and how many did. */
      benefit: z.tuple([z.string(), z.int(), z.int().optional()]).optional(),
    })
    .optional(),
});
type Given = z.infer<typeof given>;
const file = z.object({ problems: z.array(given) });

/** Days ago of each step on the way to a close-out, by how far it has come. */
const ways: Partial<Record<Stop, Partial<Record<Step, number>>>> = {
  applied: { apply: 3 },
  reviewed: { apply: 6, review: 4 },
  confirmed: { apply: 9, review: 7, confirm: 3 },
  notice: { apply: 9, review: 7, confirm: 4, announce: 1 },
  closed: { apply: 30, review: 28, confirm: 26, announce: 25, close: 5 },
};

/** Who acts, when, and where. */
interface Stage {
  readonly as: (name: string, daysAgo: number) => RequestContext;
  readonly idOf: (name: string | undefined) => string | null;
  readonly unitOf: (code: string) => string;
  readonly today: string;
}

const OFFICE = '温知夏';
const REVIEWER = '江以恒';
const CONFIRMER = '闻守拙';

/** Problems of the invented units in every state, by the same services and steps people use. */
export async function fillProblems(
  keeper: RequestContext,
  campaignId: string,
  units: ReadonlyMap<string, string>,
  people: Cast,
): Promise<void> {
  const { problems: all } = file.parse(parse(await readFile(source, 'utf8')));
  const { rows } = await ledger.list(keeper, { sort: 'newest', limit: 500 });
  const written = new Set(rows.map((r) => r.title));
  const stage = stageOf(keeper, units, people);
  for (const p of all) if (!written.has(p.title)) await fill(stage, campaignId, p);
}

/** Whoever acts has the rights of the keeper, and a name of their own. */
function stageOf(keeper: RequestContext, units: ReadonlyMap<string, string>, people: Cast): Stage {
  const start = keeper.now().getTime();
  return {
    as: (name, daysAgo) => ({
      ...keeper,
      me: { ...keeper.me!, id: people.get(name)!, name },
      now: () => new Date(start - daysAgo * 86_400_000),
    }),
    idOf: (name) => (name && people.get(name)) || null,
    unitOf: (code) => units.get(code)!,
    today: dayOf(keeper.now()),
  };
}

async function fill(stage: Stage, campaignId: string, p: Given): Promise<void> {
  const reaches = (stop: Stop) => stops.indexOf(p.stop) >= stops.indexOf(stop);
  const { id } = await problems.create(stage.as(OFFICE, p.ago), {
    unitId: stage.unitOf(p.unit),
    campaignId,
    list: p.person ? 'personal' : 'unit',
    personId: stage.idOf(p.person),
    source: p.source,
    tendency: p.tendency,
    title: p.title,
    facts: p.facts,
    severity: p.severity,
    systemic: false,
    ownerId: stage.idOf(p.owner),
    leaderId: stage.idOf(p.leader),
    publish: reaches('open'),
    measures: p.measure ? [measureOf(stage, p, p.measure)] : [],
  });
  if (!reaches('working')) return;
  await steps.step(stage.as(OFFICE, p.ago - 3), id, { step: 'start', version: 1 });
  await tell(stage, p, id);
  if (reaches('applied')) await settle(stage, p, id);
}

function measureOf(stage: Stage, p: Given, m: NonNullable<Given['measure']>) {
  const [figure, figureUnit, baseline, target] = m.figure ?? [];
  return {
    text: m.text,
    kind:
      m.due !== undefined && m.due <= 3 && m.due >= 0 ? ('at-once' as const) : ('by-date' as const),
    due: m.due === undefined ? null : addDays(stage.today, m.due),
    ownerId: stage.idOf(p.owner),
    criterion: m.criterion,
    figure,
    figureUnit,
    baseline,
    target,
    serves: m.serves,
    beneficiaries: m.benefit?.[0],
    expected: m.benefit?.[1],
  };
}

/** Progress in the middle of the way, and lately where the figure now is known. */
async function tell(stage: Stage, p: Given, id: string): Promise<void> {
  const told = p.measure?.now;
  const times = told === undefined ? [p.ago - 12] : [Math.round(p.ago / 2), 4];
  for (const [i, daysAgo] of times.entries()) {
    const ctx = stage.as(p.owner ?? OFFICE, daysAgo);
    const last = told !== undefined && i === times.length - 1;
    await measures.report(ctx, id, {
      on: dayOf(ctx.now()),
      text: last
        ? `${p.measure!.figure?.[0] ?? '成效'}有改善，继续推进。`
        : '已开会定下做法，责任到人。',
      value: last ? told : null,
    });
  }
}

/** Done, with effect and evidence; then as far on the way to the close-out as it has come. */
async function settle(stage: Stage, p: Given, id: string): Promise<void> {
  const way = ways[p.stop]!;
  const observe = { slight: 30, ordinary: 60, grave: 90 }[p.severity];
  const done = stage.as(p.owner!, way.apply! + observe + 1);
  const { rows } = await ledger.list(done, { sort: 'newest', limit: 1, q: p.title });
  const measure = rows[0]!.measures[0]!;
  const on = dayOf(stage.as(p.owner!, way.apply! + 1).now());
  await evidence.add(done, `measure:${measure.id}`, {
    file: { name: '现场核对记录.pdf', bytes: paper(p.title) },
    caption: '现场核对记录',
  });
  await measures.finish(stage.as(p.owner!, way.apply! + 1), measure.id, {
    doneOn: dayOf(done.now()),
    effect: p.measure!.effect,
    effectText: '按口径核对，达到目标。',
    effectOn: on,
    benefited: p.measure!.benefit?.[2],
    version: measure.version,
  });
  let version = (await ledger.list(done, { sort: 'newest', limit: 1, q: p.title })).rows[0]!
    .version;
  for (const [step, daysAgo] of Object.entries(way) as [Step, number][]) {
    const who =
      { apply: p.owner!, review: REVIEWER, confirm: CONFIRMER }[step as 'apply'] ?? OFFICE;
    const ctx = stage.as(who, daysAgo);
    const saw = p.saw?.[step as 'review'];
    const ways: Finding['ways'] = step === 'review' ? ['papers'] : ['spot', 'people'];
    const finding = saw ? { ways, seen: saw, on: dayOf(ctx.now()) } : undefined;
    ({ version } = await steps.step(ctx, id, { step, version, finding }));
  }
}

/** One page without words: the smallest file that is a paper. */
function paper(mark: string): Uint8Array {
  const body = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
% ${mark}
%%EOF
`;
  return new TextEncoder().encode(body);
}
