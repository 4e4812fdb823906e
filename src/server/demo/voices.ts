import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { visitKinds } from '../../contract/visit/operations.ts';
import { CONTENT, openKinds, type Rating, type VoiceStep } from '../../contract/voice/states.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { inScopes } from '../platform/scope.ts';
import * as visits from '../visit/service.ts';
import * as chain from '../voice/chain.service.ts';
import * as desk from '../voice/desk.service.ts';
import { round as groupHot } from '../voice/hot.round.ts';
import { receivePublicly } from '../voice/intake.service.ts';
import { rate } from '../voice/person.service.ts';
import * as service from '../voice/service.ts';
import { step } from '../voice/steps.service.ts';
import type { Cast } from './loop.ts';

const source = new URL('../../../data/voice/demo.yaml', import.meta.url);
const stops = ['received', 'assigned', 'working', 'answered', 'elsewhere'] as const;
const voice = z.object({
  unit: z.string(),
  kind: z.enum(openKinds),
  /** Days ago that it came. */
  ago: z.int().min(0).max(120),
  place: z.string().optional(),
  text: z.string(),
  contact: z.string().optional(),
  stop: z.enum(stops),
  /** Code of the unit that handles it. */
  to: z.string().optional(),
  answer: z.string().optional(),
  rating: z.int().min(1).max(5).optional(),
  reason: z.string().default(''),
  /** Title of the problem that was made of it. */
  problem: z.string().optional(),
});
type Given = z.infer<typeof voice>;
const visit = z.object({
  unit: z.string(),
  kind: z.enum(visitKinds),
  purpose: z.string(),
  place: z.string(),
  /** Days from today; negative: held. */
  on: z.int(),
  leader: z.string(),
  companions: z.string().optional(),
  findings: z.string().optional(),
  met: z.int().optional(),
  settled: z.string().optional(),
  /** What people said there, entered on that day. */
  raised: z
    .array(z.object({ kind: z.enum(openKinds), place: z.string(), text: z.string() }))
    .default([]),
});
const file = z.object({
  places: z.array(z.object({ unit: z.string(), name: z.string().optional() })),
  visits: z.array(visit),
  voices: z.array(voice),
});

/** Voices, visits and codes of the demonstration, by the services that people use; made once. */
export async function fillVoices(
  keeper: RequestContext,
  campaignId: string,
  units: ReadonlyMap<string, string>,
  cast: Cast,
): Promise<void> {
  const given = file.parse(parse(await readFile(source, 'utf8')));
  const places = await desk.listPlaces(keeper, undefined);
  if (places.rows.length === 0)
    for (const p of given.places)
      await desk.makePlace(keeper, { unitId: units.get(p.unit)!, name: p.name });
  const there = await visits.list(keeper, { limit: 500 });
  if (there.rows.length === 0)
    for (const { unit, on, leader, raised, ...words } of given.visits) {
      const unitId = units.get(unit)!;
      const { id: visitId } = await visits.create(keeper, {
        ...words,
        unitId,
        on: addDays(dayOf(keeper.now()), on),
        leaderId: cast.get(leader),
        held: on < 0,
      });
      for (const said of raised)
        await desk.enter(ago(keeper, -on), { ...said, unitId, visitId, way: 'visit' });
    }
  const { rows } = await service.list(keeper, { limit: 500 }, 'open');
  const titles = new Set(rows.map((r) => r.title));
  for (const [i, v] of given.voices.entries())
    if (![...titles].some((title) => v.text.startsWith(title.replace(/…$/, ''))))
      await fill(keeper, campaignId, units, v, `shiji-demo-voice-${i}`);
  await groupHot(keeper);
}

/** Whoever keeps the desk, some days ago. */
const ago = (keeper: RequestContext, days: number): RequestContext => ({
  ...keeper,
  now: () => new Date(keeper.now().getTime() - days * 86_400_000),
});

async function fill(
  keeper: RequestContext,
  campaignId: string,
  units: ReadonlyMap<string, string>,
  v: Given,
  key: string,
): Promise<void> {
  const place = await inScopes(keeper, (trx) => org.placeOf(keeper, trx, units.get(v.unit)!));
  const { id, code, fresh } = await receivePublicly(ago(keeper, v.ago), {
    unit: place,
    kind: v.kind,
    way: 'page',
    text: v.text,
    place: v.place,
    contact: v.contact,
    key,
  });
  if (!fresh || v.stop === 'received') return;
  let version = 1;
  const take = async (days: number, name: VoiceStep, said: object = {}) => {
    const after = await step(ago(keeper, days), id, { step: name, ...said, version }, 'open');
    version = after.version;
  };
  await take(v.ago - 1, 'assign', { unitId: units.get(v.to ?? v.unit)! });
  if (v.problem)
    await chain.raise(ago(keeper, v.ago - 2), id, {
      campaignId,
      title: v.problem,
      facts: v.text,
      severity: 'ordinary',
      tendency: null,
      mirror: null,
      ownerId: null,
    });
  if (v.stop === 'assigned') return;
  if (v.stop === 'elsewhere') await take(v.ago - 2, 'refer', { text: v.answer });
  else await take(v.ago - 2, 'start');
  if (v.stop === 'answered') await take(v.ago - 4, 'answer', { text: v.answer });
  if (v.rating) {
    const days = v.rating >= CONTENT ? v.ago - 6 : 3;
    await rate(ago(keeper, days), code, { rating: v.rating as Rating, reason: v.reason });
  }
}
