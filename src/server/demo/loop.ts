import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { campaignFields, requiredList } from '../../contract/campaign/schemas.ts';
import type { Me } from '../../contract/identity/operations.ts';
import { benefited, benefitFields } from '../../contract/problem/schemas.ts';
import { severities } from '../../contract/problem/states.ts';
import { forms } from '../../contract/study/schemas.ts';
import * as campaigns from '../campaign/service.ts';
import * as org from '../org/service.ts';
import * as people from '../person/people.service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { inScopes } from '../platform/scope.ts';
import * as attendance from '../study/attendance.service.ts';
import * as changes from '../study/changes.service.ts';
import * as readings from '../study/readings.service.ts';
import * as study from '../study/service.ts';

const days = z.int().min(-400).max(400);
const campaignFile = z.object({
  name: campaignFields.name,
  theme: campaignFields.theme,
  since: z.int().positive(),
  /** By when lists are there: days from today. */
  required: z.array(requiredList.extend({ by: days })),
  templates: campaignFields.templates,
});
const session = z.object({
  unit: z.string(),
  form: z.enum(forms),
  topic: z.string(),
  serves: z.string(),
  on: days,
  at: z.string(),
  place: z.string(),
  host: z.string(),
  speaker: z.string().optional(),
  agenda: z.array(z.string()),
  outcome: z.string().optional(),
  /** Nobody wrote down how it went, though its day is over. */
  planned: z.boolean().default(false),
  present: z.array(z.string()).default([]),
  problems: z
    .array(
      z.object({
        title: z.string(),
        facts: z.string(),
        tendency: z.string(),
        severity: z.enum(severities).default('ordinary'),
        owner: z.string(),
      }),
    )
    .default([]),
  decisions: z
    .array(
      z.object({
        text: z.string(),
        owner: z.string(),
        due: days,
        done: z.string().optional(),
        ...benefitFields,
        benefited,
      }),
    )
    .default([]),
});
type Session = z.infer<typeof session>;
const reading = z.object({
  title: z.string(),
  class: z.string().optional(),
  note: z.string().optional(),
});
const studyFile = z.object({ sessions: z.array(session), readings: z.array(reading) });

/** A file of the demonstration, in the form it should have. */
export const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T> =>
  schema.parse(parse(await readFile(new URL(`../../../data/${path}`, import.meta.url), 'utf8')));

/** People of the demonstration by name: every name is borne once. */
export type Cast = ReadonlyMap<string, string>;

/** Who keeps the campaign in the demonstration, and everybody else by name. */
const KEEPER = '温知夏';

/** The context of whoever writes the demonstration, as the office of the campaign. */
export async function asKeeper(
  service: RequestContext,
): Promise<{ ctx: RequestContext; cast: Cast }> {
  const { rows } = await people.list(service, { left: 'no', order: 'unit', offset: 0, limit: 200 });
  const cast = new Map(rows.map((p) => [p.name, p.id]));
  const root = await inScopes(service, org.root);
  const me: Me = {
    id: cast.get(KEEPER)!,
    login: '',
    name: KEEPER,
    grants: [{ id: '', role: 'office', orgId: root.id, orgName: '', path: root.path, until: null }],
    permissions: [],
  };
  return { ctx: { ...service, me, scopes: [root.path] }, cast };
}

/** The campaign of the demonstration over the whole organisation; made once. */
export async function fillCampaign(ctx: RequestContext): Promise<string> {
  const given = await read('campaign/demo.yaml', campaignFile);
  const root = await inScopes(ctx, org.root);
  const { rows } = await campaigns.list(ctx, { unit: root.id, closed: 'shown' });
  const found = rows.find((c) => c.name === given.name);
  if (found) return found.id;
  const words = {
    name: given.name,
    theme: given.theme,
    since: addDays(dayOf(ctx.now()), -given.since),
  };
  const { id } = await campaigns.create(ctx, { unitId: root.id, ...words });
  const { rules, taxonomy, version } = await campaigns.get(ctx, id);
  const { templates } = given;
  const today = dayOf(ctx.now());
  const required = given.required.map((r) => ({ ...r, by: workday(addDays(today, r.by)) }));
  await campaigns.change(ctx, id, { ...words, rules, taxonomy, required, templates, version });
  return id;
}

/** A day of the week near one that may be none. */
function workday(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, weekday === 6 ? -1 : weekday === 0 ? -2 : 0);
}

/** Sessions and the reading list of the campaign; what is there already is left alone. */
export async function fillStudy(
  ctx: RequestContext,
  campaignId: string,
  cast: Cast,
): Promise<void> {
  const given = await read('study/demo.yaml', studyFile);
  const { rows } = await study.list(ctx, { campaign: campaignId, limit: 500 });
  const there = new Set(rows.map((r) => r.topic));
  for (const one of given.sessions)
    if (!there.has(one.topic)) await fillSession(ctx, campaignId, one, cast);
  const list = await readings.readings(ctx, { campaign: campaignId });
  const titles = new Set(list.rows.map((r) => r.title));
  for (const one of given.readings)
    if (!titles.has(one.title)) await readings.add(ctx, { campaignId, ...one });
}

async function fillSession(
  ctx: RequestContext,
  campaignId: string,
  given: Session,
  cast: Cast,
): Promise<void> {
  const unit = await inScopes(ctx, (trx) => org.byCode(trx, given.unit));
  const today = dayOf(ctx.now());
  const { unit: _, on, present, problems, decisions, host, planned, ...words } = given;
  const { id } = await changes.create(ctx, {
    ...words,
    unitId: unit!.id,
    campaignId,
    on: workday(addDays(today, on)),
    hostId: cast.get(host),
    held: on < 0 && !planned,
  });
  if (present.length)
    await attendance.enter(ctx, id, {
      people: present.map((name) => cast.get(name)!),
      guests: given.speaker && !cast.has(given.speaker) ? [given.speaker] : [],
    });
  for (const { owner, ...problem } of problems)
    await changes.raise(ctx, id, { ...problem, mirror: 'known', ownerId: cast.get(owner) });
  for (const { owner, due, done, benefited, ...decided } of decisions) {
    const made = await changes.decide(ctx, id, {
      ...decided,
      ownerId: cast.get(owner),
      due: workday(addDays(today, due)),
    });
    const settled = { to: 'done', result: done ?? '', benefited, version: 1 } as const;
    if (done) await changes.settleDecision(ctx, made.id, settled);
  }
}
