import {
  type NeedKind,
  type NeedRow,
  needKinds,
  type PlanKind,
  type PlanRow,
  planKinds,
} from '../../contract/need/operations.ts';
import { scopesOf } from '../../contract/permissions.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { ledgerLink } from '../problem/service.ts';
import { noteOf } from '../record/service.ts';
import * as queries from './queries.ts';

const needLink = (kind: NeedKind, id: string): string =>
  ({
    voice: `/voices?id=${id}`,
    survey: `/surveys?survey=${id}`,
    visit: `/voices?tab=visits&visit=${id}`,
  })[kind];

const planLink = ({ kind, opens }: Pick<queries.PlanLine, 'kind' | 'opens'>): string =>
  ({
    decision: `/study?session=${opens}`,
    institution: `/institutions?id=${opens}`,
    special: `/specials?id=${opens}`,
    measure: ledgerLink(opens),
  })[kind];

interface Filter extends queries.NeedFilter {
  readonly under?: string | undefined;
}

/**
 * Needs in reach with what is planned for them. Whether something answers a need is known whatever
 * unit the plan is of; which plan it is, only where the caller has a duty.
 */
export async function list(
  ctx: RequestContext,
  { under, ...filter }: Filter,
): Promise<{ rows: NeedRow[]; total: number }> {
  return inScopes(ctx, async (trx) => {
    const paths = await org.pathsFor(ctx, trx, under);
    // The paths are those of the caller; only links are looked for everywhere.
    const { rows, links, plans } = await beyondScopes(trx, async () => {
      const found = await queries.listNeeds(trx, paths, filter);
      const of = await queries.linksOf(
        trx,
        found.map((r) => `${r.kind}:${r.id}`),
      );
      const ids = of.map((l) => l.plan_id);
      const seen = scopesOf(ctx.me?.grants ?? [], 'problem.read');
      return { rows: found, links: of, plans: await queries.plansById(trx, seen, ids) };
    });
    const shown = new Map(plans.map((p) => [p.id, p]));
    return {
      rows: rows.map((r) => {
        const subject = `${r.kind}:${r.id}`;
        const mine = links.filter((l) => l.subject === subject);
        const seen = mine.flatMap((l) => shown.get(l.plan_id) ?? []);
        return {
          subject,
          kind: r.kind,
          name: r.name,
          link: needLink(r.kind, r.id),
          unit: { id: r.unit_id, name: r.unit_name },
          on: r.on_day,
          answers: seen.map((p) => ({ kind: p.kind, id: p.id, name: p.name, link: planLink(p) })),
          elsewhere: mine.length - seen.length,
        };
      }),
      total: rows[0]?.total ?? 0,
    };
  });
}

/** Plans in reach, by whether they answer a need. */
export async function plans(
  ctx: RequestContext,
  {
    under,
    ...filter
  }: Omit<Filter, 'kind' | 'subject' | 'q'> & { readonly kind?: PlanKind | undefined },
): Promise<{ rows: PlanRow[]; total: number }> {
  return inScopes(ctx, async (trx) => {
    const rows = await queries.listPlans(trx, await org.pathsFor(ctx, trx, under), filter);
    return {
      rows: rows.map((r) => ({
        plan: `${r.kind}:${r.id}`,
        kind: r.kind,
        name: r.name,
        link: planLink(r),
        unit: { id: r.unit_id, name: r.unit_name },
        on: r.on_day ?? '',
        answers: r.answers,
      })),
      total: rows[0]?.total ?? 0,
    };
  });
}

/** How many are answered and how many are not; each opens its rows. */
export async function figures(
  ctx: RequestContext,
  { under }: { readonly under?: string | undefined },
) {
  return inScopes(ctx, async (trx) => {
    const paths = await org.pathsFor(ctx, trx, under);
    const rows = await beyondScopes(trx, () => queries.figures(trx, paths));
    const of = <K extends string>(what: 'needs' | 'plans', kinds: readonly K[]) =>
      Object.fromEntries(
        kinds.map((kind) => {
          const found = rows.find((r) => r.of === what && r.kind === kind);
          return [kind, { answered: found?.answered ?? 0, not: found?.not ?? 0 }];
        }),
      ) as Record<K, { answered: number; not: number }>;
    return { needs: of('needs', needKinds), plans: of('plans', planKinds) };
  });
}

type Plan = 'decision' | 'institution' | 'special';

async function reachedPlan(ctx: RequestContext, trx: Trx, plan: string) {
  const [kind, id] = plan.split(':') as [Plan, string];
  const row = await queries.planPlace(trx, kind, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  return { kind, ...row };
}

/** Needs that a plan answers; those the caller may not see have no name. */
export async function answers(ctx: RequestContext, { plan }: { readonly plan: string }) {
  return inScopes(ctx, async (trx) => {
    const at = await reachedPlan(ctx, trx, plan);
    const rows = await queries.answersOf(trx, at.id);
    const named = await seenNeeds(
      ctx,
      trx,
      rows.map((r) => r.subject),
    );
    const people = await person.nameOf(
      trx,
      rows.map((r) => r.by_person),
    );
    return {
      rows: rows.map((r) => {
        const need = named.get(r.subject);
        return {
          id: r.id,
          subject: r.subject,
          name: need?.name ?? null,
          link: need ? needLink(need.kind, need.id) : null,
          by: { id: r.by_person, name: people.get(r.by_person) ?? '' },
        };
      }),
      change: org.mayAt(ctx, 'problem.write', at.org_path),
    };
  });
}

/** Needs by subject, of those that the caller may read. */
async function seenNeeds(ctx: RequestContext, trx: Trx, subjects: readonly string[]) {
  const paths = scopesOf(ctx.me?.grants ?? [], 'voice.read');
  const rows = await beyondScopes(trx, () => queries.needsBySubject(trx, paths, subjects));
  return new Map(rows.map((r) => [`${r.kind}:${r.id}`, r]));
}

const acts = {
  decision: noteOf('need', 'decision'),
  institution: noteOf('need', 'institution'),
  special: noteOf('need', 'special'),
} as const;

/** Says that a plan answers a need that the caller may see. */
export async function link(
  ctx: RequestContext,
  { plan, subject }: { readonly plan: string; readonly subject: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const at = await reachedPlan(ctx, trx, plan);
    if (!(await seenNeeds(ctx, trx, [subject])).has(subject))
      throw new AppError('voice-unfit', [{ code: 'need:unfit', path: 'subject' }]);
    const { id, fresh } = await queries.insertAnswer(trx, {
      org_id: at.org_id,
      id: newId(ctx.now()),
      org_path: at.org_path,
      plan_kind: at.kind,
      plan_id: at.id,
      subject,
      by_person: ctx.me!.id,
      at: ctx.now(),
    });
    if (fresh) await acts[at.kind](trx, ctx, 'link', at, { subject });
    return { id };
  });
}

export async function unlink(ctx: RequestContext, id: string): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await queries.answerById(trx, id);
    if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
    if (row.withdrawn_at) return { id };
    await queries.withdrawAnswer(trx, row, ctx.now());
    const plan = { ...row, id: row.plan_id };
    await acts[row.plan_kind as Plan](trx, ctx, 'unlink', plan, { subject: row.subject });
    return { id };
  });
}
