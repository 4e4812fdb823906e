import { type Insertable, sql } from 'kysely';
import { type NeedKind, PAGE, type PlanKind } from '../../contract/need/operations.ts';
import type { NeedAnswer } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';

/** Needs under paths: what was raised (not whistle-blowing, not held, not said twice), asked for, found on visits. */
const needs = (paths: readonly string[]) => sql`(
  select 'voice' as kind, v.id, v.handler_id as unit_id, v.number || ' ' || v.title as name,
    v.received_on as on_day
  from voice v where not v.sealed and v.state <> 'held' and v.main_id is null
    and v.repeats_id is null
    and (${underAny('v.org_path', paths)} or ${underAny('v.handler_path', paths)})
  union all
  select 'survey', s.id, s.org_id, s.title, s.opened_on
  from survey s where s.needs and s.state in ('open', 'closed') and ${underAny('s.org_path', paths)}
  union all
  select 'visit', w.id, w.org_id, w.purpose, w.on_day
  from visit w where coalesce(w.findings, '') <> '' and w.withdrawn_reason is null
    and ${underAny('w.org_path', paths)})`;

/** Plans under paths that stand. */
const plans = (paths: readonly string[]) => sql`(
  select 'decision' as kind, d.id, d.org_id as unit_id, d.text as name, d.created_at::date as on_day,
    d.session_id as opens
  from study_decision d where d.state <> 'withdrawn' and ${underAny('d.org_path', paths)}
  union all
  select 'institution', i.id, i.org_id, i.title, i.in_force_on, i.id
  from institution i where i.withdrawn_on is null and i.kind <> 'repeal'
    and ${underAny('i.org_path', paths)}
  union all
  select 'special', p.id, p.org_id, p.name, p.since, p.id
  from special p where ${underAny('p.org_path', paths)}
  union all
  select 'measure', m.id, m.org_id, m.text, coalesce(m.due, m.started_on), m.problem_id
  from measure m where m.state <> 'withdrawn' and ${underAny('m.org_path', paths)})`;

/** Every link that stands, of plans and of measures. */
const links = sql`(
  select plan_kind, plan_id, subject, org_path from need_answer where withdrawn_at is null
  union all
  select 'measure', measure_id, subject, org_path from measure_answer where withdrawn_at is null)`;

const isAnswered = (column: string, value: unknown, answered: 'yes' | 'no' | undefined) =>
  answered === undefined
    ? sql`true`
    : sql`${answered === 'yes' ? sql`` : sql`not`} exists (
        select from ${links} l where l.${sql.ref(column)} = ${value})`;

export interface NeedLine {
  readonly kind: NeedKind;
  readonly id: string;
  readonly unit_id: string;
  readonly unit_name: string;
  readonly name: string;
  readonly on_day: string;
  readonly total: number;
}

export interface NeedFilter {
  readonly kind?: NeedKind | undefined;
  readonly answered?: 'yes' | 'no' | undefined;
  readonly subject?: string | undefined;
  readonly q?: string | undefined;
  readonly from: number;
}

export async function listNeeds(
  trx: Trx,
  paths: readonly string[],
  { kind, answered, subject, q, from }: NeedFilter,
): Promise<NeedLine[]> {
  const { rows } = await sql<NeedLine>`
    select n.*, o.name as unit_name, count(*) over ()::int as total
    from ${needs(paths)} n join org o on o.id = n.unit_id
    where ${kind ? sql`n.kind = ${kind}` : sql`true`}
      and ${subject ? sql`n.kind || ':' || n.id = ${subject}` : sql`true`}
      and ${q ? sql`n.name ilike ${containing(q)}` : sql`true`}
      and ${isAnswered('subject', sql`n.kind || ':' || n.id`, answered)}
    order by n.on_day desc, n.id desc limit ${PAGE} offset ${from}`.execute(trx);
  return rows;
}

export interface PlanLine extends Omit<NeedLine, 'kind'> {
  readonly kind: PlanKind;
  /** What its page opens: the session of a decision, the problem of a measure. */
  readonly opens: string;
  readonly answers: number;
}

export async function listPlans(
  trx: Trx,
  paths: readonly string[],
  {
    kind,
    answered,
    from,
  }: Omit<NeedFilter, 'kind' | 'subject' | 'q'> & { readonly kind?: PlanKind | undefined },
): Promise<PlanLine[]> {
  const { rows } = await sql<PlanLine>`
    select p.*, o.name as unit_name, count(*) over ()::int as total,
      (select count(*)::int from ${links} l where l.plan_id = p.id) as answers
    from ${plans(paths)} p join org o on o.id = p.unit_id
    where ${kind ? sql`p.kind = ${kind}` : sql`true`}
      and ${isAnswered('plan_id', sql`p.id`, answered)}
    order by p.on_day desc nulls last, p.id desc limit ${PAGE} offset ${from}`.execute(trx);
  return rows;
}

export interface Counted {
  readonly of: 'needs' | 'plans';
  readonly kind: NeedKind & PlanKind;
  readonly answered: number;
  readonly not: number;
}

export async function figures(trx: Trx, paths: readonly string[]): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    with l as materialized (select * from ${links} l),
    said as (
      select 'needs' as of, n.kind, exists (select from l where l.subject = n.kind || ':' || n.id) as yes
      from ${needs(paths)} n
      union all
      select 'plans', p.kind, exists (select from l where l.plan_id = p.id) from ${plans(paths)} p)
    select of, kind, count(*) filter (where yes)::int as answered,
      count(*) filter (where not yes)::int as not from said group by 1, 2`.execute(trx);
  return rows;
}

/** Links of needs, whatever unit the plans are of. */
export async function linksOf(trx: Trx, subjects: readonly string[]) {
  if (subjects.length === 0) return [];
  const { rows } = await sql<{ subject: string; plan_kind: PlanKind; plan_id: string }>`
    select l.subject, l.plan_kind, l.plan_id from ${links} l
    where l.subject = any (${subjects}::text[])`.execute(trx);
  return rows;
}

/** Plans by id, of those under paths. */
export async function plansById(trx: Trx, paths: readonly string[], ids: readonly string[]) {
  if (ids.length === 0) return [];
  const { rows } = await sql<Omit<PlanLine, 'total' | 'answers'>>`
    select p.*, o.name as unit_name from ${plans(paths)} p join org o on o.id = p.unit_id
    where p.id = any (${ids}::uuid[])`.execute(trx);
  return rows;
}

/** Needs by what they are called in links, of those under paths. */
export async function needsBySubject(
  trx: Trx,
  paths: readonly string[],
  subjects: readonly string[],
): Promise<Omit<NeedLine, 'total'>[]> {
  if (subjects.length === 0) return [];
  const { rows } = await sql<Omit<NeedLine, 'total'>>`
    select n.*, o.name as unit_name from ${needs(paths)} n join org o on o.id = n.unit_id
    where n.kind || ':' || n.id = any (${subjects}::text[])`.execute(trx);
  return rows;
}

const planTables = {
  decision: 'study_decision',
  institution: 'institution',
  special: 'special',
} as const;

/** Where a plan lies. */
export async function planPlace(trx: Trx, kind: keyof typeof planTables, id: string) {
  return trx
    .selectFrom(planTables[kind])
    .select(['org_id', 'id', 'org_path'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function answersOf(trx: Trx, planId: string) {
  return trx
    .selectFrom('need_answer')
    .selectAll()
    .where('plan_id', '=', planId)
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute();
}

export async function answerById(trx: Trx, id: string) {
  return trx.selectFrom('need_answer').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Writes a link; the same one again is the one that stands. Gives its id, and whether it is new. */
export async function insertAnswer(
  trx: Trx,
  row: Insertable<NeedAnswer>,
): Promise<{ id: string; fresh: boolean }> {
  const made = await trx
    .insertInto('need_answer')
    .values(row)
    .onConflict((c) =>
      c.columns(['org_id', 'plan_id', 'subject']).where('withdrawn_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  if (made) return { id: made.id, fresh: true };
  const known = await trx
    .selectFrom('need_answer')
    .select('id')
    .where('org_id', '=', row.org_id)
    .where('plan_id', '=', row.plan_id)
    .where('subject', '=', row.subject)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { id: known.id, fresh: false };
}

export async function withdrawAnswer(
  trx: Trx,
  key: { readonly org_id: string; readonly id: string },
  at: Date,
): Promise<void> {
  await trx
    .updateTable('need_answer')
    .set({ withdrawn_at: at })
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}
