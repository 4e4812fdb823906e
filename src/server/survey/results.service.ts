import type { SurveyResults } from '../../contract/survey/schemas.ts';
import { canSeeResults } from '../../contract/survey/verdicts.ts';
import { LEAST_SHOWN } from '../../engine/estimate/index.ts';
import type { RequestContext } from '../platform/context.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import * as queries from './queries.ts';
import { resultsOf } from './results.ts';
import { enforce, factsOf, reached } from './service.ts';
import { shuffled } from './shuffle.ts';
import { splitOf } from './split.ts';

/** Results of a closed survey. */
export async function results(ctx: RequestContext, id: string): Promise<SurveyResults> {
  return inScopes(ctx, async (trx) => {
    const row = await reached(ctx, trx, id);
    enforce(canSeeResults(factsOf(row)));
    return compute(trx, row);
  });
}

async function compute(trx: Trx, row: queries.ListedRow): Promise<SurveyResults> {
  const units = await queries.unitsOf(trx, row);
  const found = resultsOf({
    form: row.form,
    rows: await queries.answersOf(trx, row),
    units: units.map((u) => ({
      id: u.id,
      unitId: u.unit_id,
      name: u.name,
      class: u.class,
      // Of a roll, who is on it is who is asked.
      people: row.audience === 'roll' ? u.invited || null : u.people,
    })),
    split: splitOf(row.form, row.split),
    shuffle: shuffled,
  });
  return {
    title: row.title,
    anonymous: row.anonymous,
    audience: row.audience as SurveyResults['audience'],
    split: row.split,
    splittable: row.split
      ? []
      : row.form.questions
          .filter((q) => q.kind === 'single')
          .map(({ id, title }) => ({ id, title })),
    version: row.version,
    answers: row.answers,
    asked: row.asked,
    least: LEAST_SHOWN,
    ...found,
  };
}

/** Satisfaction of a unit as an appraisal takes it: 0 to 100, with its sampling error. */
export interface Satisfaction {
  readonly unitId: string;
  readonly value: number;
  /** Standard error; null where it cannot be told. */
  readonly se: number | null;
  readonly n: number;
  /** The value drawn towards the other units', where there are enough of them. */
  readonly shrunk: number | null;
}

/** Satisfaction by unit of a closed survey in reach; units with too few answers are left out. */
export async function satisfactionOf(ctx: RequestContext, id: string): Promise<Satisfaction[]> {
  const { satisfaction } = await results(ctx, id);
  return (satisfaction ?? []).map(({ unit, n, raw, shrunk }) => ({
    unitId: unit.id,
    value: raw.value,
    se: raw.se,
    n,
    shrunk,
  }));
}
