import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { OpenWork } from '../../contract/org/operations.ts';
import type { Trx } from '../platform/scope.ts';

/** Work of units, or of a campaign. */
export type WorkOf = { readonly units: readonly string[] } | { readonly campaign: string };

/** What of a unit or campaign is not over, by kind; what belongs to no campaign is none of it. */
export async function countOpenWork(trx: Trx, of: WorkOf): Promise<OpenWork> {
  const at = (unit: string, campaign: string | null): RawBuilder<SqlBool> =>
    'units' in of
      ? sql`${sql.ref(unit)} = any (${of.units as string[]}::uuid[])`
      : campaign === null
        ? sql`false`
        : sql`${sql.ref(campaign)} = ${of.campaign}::uuid`;
  const { rows } = await sql<OpenWork>`select
    (select count(*)::int from problem p where ${at('p.org_id', 'p.campaign_id')}
      and p.state not in ('closed', 'withdrawn')) as problems,
    (select count(*)::int from special s where ${at('s.org_id', 's.campaign_id')}
      and s.closed_on is null) as specials,
    (select count(*)::int from study_decision d
      join study_session s on s.org_id = d.org_id and s.id = d.session_id
      where ${at('d.org_id', 's.campaign_id')} and d.state = 'open'
        and s.state <> 'withdrawn') as decisions,
    (select count(distinct coalesce(l.main_id, l.id))::int from supervision_letter l
      join problem p on p.org_id = l.org_id and p.id = l.problem_id
      where ${at('l.org_id', 'p.campaign_id')} and l.state = 'sent') as letters,
    (select count(*)::int from survey s where ${at('s.org_id', null)}
      and s.state = 'open') as surveys,
    (select count(*)::int from ballot b where ${at('b.org_id', null)}
      and b.state in ('frozen', 'open')) as ballots,
    (select count(*)::int from voice v where ${at('v.handler_id', null)}
      and v.closed_on is null and v.main_id is null) as voices,
    (select count(*)::int from campaign c where ${at('c.org_id', null)}
      and c.closed_on is null) as campaigns`.execute(trx);
  return rows[0]!;
}
