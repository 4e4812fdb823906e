import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { institutionKinds, reviewFindings } from '../../contract/institution/operations.ts';
import * as rules from '../institution/read.service.ts';
import * as institutions from '../institution/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import * as ledger from '../problem/list.service.ts';
import * as specials from '../special/service.ts';
import { assign } from '../special/tasks.service.ts';
import type { Cast } from './loop.ts';

const days = z.int().min(-400).max(400);
const institution = z.object({
  unit: z.string(),
  kind: z.enum(institutionKinds),
  title: z.string(),
  number: z.string(),
  provides: z.string(),
  from: days,
  review: days.optional(),
  answers: z.array(z.string()),
  reviews: z
    .array(z.object({ on: days, finding: z.enum(reviewFindings), text: z.string() }))
    .default([]),
});
const special = z.object({
  unit: z.string(),
  name: z.string(),
  goal: z.string(),
  lead: z.string(),
  since: days,
  due: days,
  takes: z.array(z.string()),
  gives: z.object({
    units: z.record(z.string(), z.string()),
    title: z.string(),
    facts: z.string(),
    tendency: z.string(),
    measure: z.string(),
    criterion: z.string(),
  }),
});

const read = async (room: string): Promise<unknown> =>
  parse(await readFile(new URL(`../../../data/${room}/demo.yaml`, import.meta.url), 'utf8'));

/** Rules and a special rectification of the invented units, by the services people use. */
export async function fillLasting(
  keeper: RequestContext,
  campaignId: string,
  units: ReadonlyMap<string, string>,
  cast: Cast,
): Promise<void> {
  const { rows } = await ledger.list(keeper, { sort: 'newest', limit: 500 });
  const ids = new Map(rows.map((r) => [r.title, r.id]));
  const problemIds = (titles: readonly string[]) => titles.flatMap((t) => ids.get(t) ?? []);
  const on = (n: number): string => addDays(dayOf(keeper.now()), n);
  const there = new Set((await rules.list(keeper, { limit: 200 })).rows.map((r) => r.title));
  const given = z.object({ institutions: z.array(institution) }).parse(await read('institution'));
  for (const r of given.institutions) {
    if (there.has(r.title)) continue;
    const { id } = await institutions.create(keeper, {
      unitId: units.get(r.unit)!,
      kind: r.kind,
      title: r.title,
      documentNumber: r.number,
      provides: r.provides,
      inForceOn: on(r.from),
      reviewOn: r.review === undefined ? null : on(r.review),
      problems: problemIds(r.answers),
    });
    for (const v of r.reviews)
      await institutions.review(keeper, id, {
        ...{ on: on(v.on), finding: v.finding, text: v.text, evidence: [], version: 1 },
        next: r.review === undefined ? null : on(r.review),
      });
  }
  const opened = new Set(
    (await specials.list(keeper, { closed: 'shown' })).rows.map((s) => s.name),
  );
  const { specials: all } = z.object({ specials: z.array(special) }).parse(await read('special'));
  for (const s of all) {
    if (opened.has(s.name)) continue;
    const { id } = await specials.create(keeper, {
      unitId: units.get(s.unit)!,
      campaignId,
      name: s.name,
      goal: s.goal,
      leadId: units.get(s.lead)!,
      since: on(s.since),
      due: on(s.due),
      template: {
        title: s.gives.title,
        facts: s.gives.facts,
        tendency: s.gives.tendency,
        severity: 'ordinary',
        systemic: false,
        measure: s.gives.measure,
        criterion: s.gives.criterion,
      },
    });
    await assign(keeper, id, {
      tasks: Object.entries(s.gives.units).map(([code, owner]) => ({
        unitId: units.get(code)!,
        ownerId: cast.get(owner)!,
        due: on(s.due),
      })),
      problems: problemIds(s.takes),
    });
  }
}
