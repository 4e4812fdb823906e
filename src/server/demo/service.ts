import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { createTranslator } from '../../contract/messages/index.ts';
import { unitKinds } from '../../contract/org/operations.ts';
import { postRanks, tenureKinds } from '../../contract/person/schemas.ts';
import * as duties from '../duty/changes.service.ts';
import * as units from '../org/changes.service.ts';
import * as org from '../org/service.ts';
import * as people from '../person/people.service.ts';
import * as posts from '../person/posts.service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { fillBallots } from './ballots.ts';
import { fillLasting } from './lasting.ts';
import { fillLetters } from './letters.ts';
import { asKeeper, fillCampaign, fillStudy } from './loop.ts';
import { fillProblems } from './problems.service.ts';
import { fillSurveys } from './survey.ts';
import { fillVoices } from './voices.ts';

const source = new URL('../../../data/organisation/demo.yaml', import.meta.url);

const seat = z.tuple([
  /** Empty: the post is vacant. */
  z.string(),
  z.string(),
  z.enum(postRanks),
  z.iso.date(),
  z.enum(tenureKinds).default('regular'),
]);
const unit = z.object({
  name: z.string(),
  shortName: z.string().optional(),
  code: z.string(),
  kind: z.enum(unitKinds),
  class: z.string(),
  people: z.array(seat),
  get units() {
    return z.array(unit).default([]);
  },
});
type Unit = z.infer<typeof unit>;

/**
 * Fills an organisation that is still empty with the invented one of the demonstration, by the
 * same services that people use. A start that was broken off goes on with the next one: units
 * that are there already are left alone.
 */
export async function fillDemo(ctx: Context): Promise<void> {
  const service: RequestContext = {
    ...ctx,
    scopes: EVERYWHERE,
    address: '',
    signal: new AbortController().signal,
  };
  const top = unit.parse(parse(await readFile(source, 'utf8')));
  const { id } = await withScopes(ctx, EVERYWHERE, org.root);
  const { unit: root } = await org.unit(service, id, {});
  if (root.code !== top.code) {
    await units.edit(service, root.id, { ...fieldsOf(top), version: root.version });
    await fillUnit(service, top, root.id);
  }
  const made = new Map([[top.code, root.id]]);
  await fillUnder(service, top, root.id, made);
  const { ctx: keeper, cast } = await asKeeper(service);
  const campaignId = await fillCampaign(keeper);
  await fillStudy(keeper, campaignId, cast);
  await fillProblems(keeper, campaignId, made, cast);
  await fillLasting(keeper, campaignId, made, cast);
  await fillVoices(keeper, campaignId, made, cast);
  await fillSurveys(keeper, root.id, made);
  await fillBallots(keeper, made, cast);
  await fillLetters(service);
}

const fieldsOf = ({ name, shortName, code, kind, class: unitClass }: Unit) => ({
  name,
  shortName,
  code,
  kind,
  class: unitClass,
});

async function fillUnder(
  ctx: RequestContext,
  above: Unit,
  parentId: string,
  made: Map<string, string>,
): Promise<void> {
  const query = { limit: 500 };
  const there = above.units.length ? await org.children(ctx, parentId, query) : [];
  for (const given of above.units) {
    const found = there.find((u) => u.code === given.code);
    const id = found?.id ?? (await units.create(ctx, { parentId, ...fieldsOf(given) })).id;
    if (!found) await fillUnit(ctx, given, id);
    made.set(given.code, id);
    await fillUnder(ctx, given, id, made);
  }
}

/** Posts of a unit, those who hold them, and its usual duties. */
async function fillUnit(ctx: RequestContext, given: Unit, unitId: string): Promise<void> {
  for (const [i, [name, post, rank, since, kind]] of given.people.entries()) {
    const made = await posts.make(ctx, unitId, { name: post, rank, since });
    if (!name) continue;
    const number = `${given.code}-${String(i + 1).padStart(3, '0')}`;
    const { id: personId } = await people.create(ctx, { unitId, name, number });
    await posts.appoint(ctx, made.id, { personId, kind, since });
  }
  if (given.people.length > 1) await duties.start(ctx, unitId, createTranslator('zh-CN'));
}
