import { isUnder } from '../../contract/permissions.ts';
import type { ProblemFilter, ProblemRow, Sort } from '../../contract/problem/schemas.ts';
import type { BreakKind, Light, ProblemState } from '../../contract/problem/states.ts';
import { chosenOf } from '../campaign/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { daysFor } from './days.ts';
import * as queries from './queries.ts';
import { rowsWith } from './rows.ts';
import { type Counts, totalsOf } from './totals.service.ts';

export async function selectionOf(
  ctx: RequestContext,
  trx: Trx,
  { under, ...filter }: ProblemFilter,
): Promise<queries.Selection> {
  const paths = await org.pathsFor(ctx, trx, under);
  const campaigns = await chosenOf(trx, filter);
  const { confirmer, on } = filter;
  const confirmers = confirmer ? await person.peopleOf(trx, confirmer) : undefined;
  return { paths, campaigns, confirmers, filter, days: await daysFor(ctx, trx, on) };
}

/** One page of the ledger with the number of its rows. */
export async function list(
  ctx: RequestContext,
  query: ProblemFilter & { sort: Sort; after?: string | undefined; limit: number },
): Promise<{ rows: ProblemRow[]; next: string | null } & Total> {
  const { sort, after, limit, ...filter } = query;
  return inScopes(ctx, async (trx) => {
    const selection = await selectionOf(ctx, trx, filter);
    const rows = await queries.listProblems(trx, selection, {
      sort,
      limit,
      after: after === undefined ? undefined : placeAfter(after),
    });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      rows: await rowsWith(trx, rows, selection.days),
      next: last ? `${last.sort_value} ${last.id}` : null,
      ...(await totalOf(trx, selection)),
    };
  });
}

interface Total {
  readonly total: number;
  /** There are more: `total` is as far as they were counted. */
  readonly more: boolean;
}

/** With more rows than these under the units, what totals do not tell is counted only so far. */
const VERY_MANY = 100_000;
const FEW = 1_000;

/** The number of rows of a selection: out of kept totals, or counted as far as it takes little time. */
async function totalOf(trx: Trx, selection: queries.Selection): Promise<Total> {
  const { paths, campaigns, days, filter } = selection;
  const tops = highest(paths);
  const found = await totalsOf(trx, { paths: tops, campaigns, days });
  const kept = [...found.values()].map((t) => t.counts());
  const known = tops.every((p) => found.has(p)) ? kept.map((c) => toldBy(c, filter)) : [undefined];
  if (known.every((n) => n !== undefined)) return { total: sum(known), more: false };
  const many = kept.some((c) => sum(Object.values(c.states)) > VERY_MANY);
  const most = many ? FEW : queries.TOTAL_CAP;
  const n = await queries.countProblems(trx, selection, most + 1);
  return { total: Math.min(n, most), more: n > most };
}

/** Rows of a filter as the counts of all rows tell it; undefined when they do not. */
function toldBy(counts: Counts, filter: queries.Selection['filter']) {
  const said = narrowing(filter);
  if (said.length > 1) return undefined;
  const { state, light, silent } = filter;
  const kinds = filter.break;
  if (said.length === 0) return sum(Object.values(counts.states));
  if (state) return sum(state.map((s) => counts.states[s] ?? 0));
  if (light) return sum(light.map((l) => counts.lights[l] ?? 0));
  // A row that lacks two things stands in two numbers.
  if (kinds?.length === 1) return counts.breaks[kinds[0]!] ?? 0;
  return silent ? counts.silent : undefined;
}

/** What a filter says beside the campaign and the day. */
const narrowing = ({ campaign: _, nested: __, on: ___, ...others }: queries.Selection['filter']) =>
  Object.values(others).filter((v) => v !== undefined);

const sum = (numbers: readonly number[]): number => numbers.reduce((all, n) => all + n, 0);
/** Paths without those that lie under another of them. */
const highest = (paths: readonly string[]) =>
  paths.filter((p) => !paths.some((above) => above !== p && isUnder(p, above)));

function placeAfter(text: string): queries.After {
  const [, value, id] = /^([0-9a-z.-]{1,300}) ([0-9a-f-]{36})$/.exec(text) ?? [];
  if (value === undefined)
    throw new AppError('invalid', [{ code: 'server.field-format', path: 'after' }]);
  return { value, id: id! };
}

export async function counts(ctx: RequestContext, filter: ProblemFilter) {
  return inScopes(ctx, (trx) => selectionOf(ctx, trx, filter).then((of) => grouped(trx, of)));
}

/** {@link counts} of units by their paths, inside a transaction. */
export async function countsOf(trx: Trx, of: Omit<queries.Selection, 'filter'>) {
  return grouped(trx, { ...of, filter: {} });
}

async function grouped(trx: Trx, selection: queries.Selection): Promise<Counts> {
  const { kept, rest } = await apart(trx, selection);
  if (kept.length && rest.length === 0) return added(kept);
  await queries.withRoom(trx);
  const groups = await queries.countGroups(trx, { ...selection, paths: rest });
  return added([...kept, ofGroups(groups)]);
}

/** Counts of units by their totals, and the paths of those that are counted from rows. */
async function apart(
  trx: Trx,
  { paths, campaigns, filter, days }: queries.Selection,
): Promise<{ kept: Counts[]; rest: readonly string[] }> {
  if (days.past || narrowing(filter).length > 0) return { kept: [], rest: paths };
  const tops = highest(paths);
  const found = await totalsOf(trx, { paths: tops, campaigns, days });
  return {
    kept: [...found.values()].map((t) => t.counts()),
    rest: tops.filter((p) => !found.has(p)),
  };
}

function ofGroups(groups: readonly queries.Counts[]): Counts {
  const states: Partial<Record<ProblemState, number>> = {};
  const lights: Partial<Record<Light, number>> = {};
  const breaks: Partial<Record<BreakKind, number>> = {};
  let silent = 0;
  for (const g of groups) {
    add(states, g.state as ProblemState, g.n);
    add(lights, g.light, g.n);
    if (g.light !== 'done') for (const b of g.breaks) add(breaks, b as BreakKind, g.n);
    if (g.silent) silent += g.n;
  }
  return { states, lights, breaks, silent };
}

function add<K extends string>(to: Partial<Record<K, number>>, key: K, n: number): void {
  to[key] = (to[key] ?? 0) + n;
}

function added(all: readonly Counts[]): Counts {
  const whole = { states: {}, lights: {}, breaks: {}, silent: 0 };
  for (const one of all) {
    for (const part of ['states', 'lights', 'breaks'] as const)
      for (const [key, n] of Object.entries(one[part])) add(whole[part], key, n as number);
    whole.silent += one.silent;
  }
  return whole;
}
