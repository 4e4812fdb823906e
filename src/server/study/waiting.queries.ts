import type { Trx } from '../platform/scope.ts';

/** Sessions planned up to a day that nobody has written down, the oldest first; of one host. */
export async function unwritten(trx: Trx, today: string, limit: number, host?: string) {
  return trx
    .selectFrom('study_session as s')
    .innerJoin('org', 'org.id', 's.org_id')
    .select(['s.id', 's.topic', 's.on_day', 's.org_id', 's.org_path', 'org.name as unit_name'])
    .where('s.state', '=', 'planned')
    .where('s.on_day', '<=', today)
    .where('org.closed_on', 'is', null)
    .$if(host !== undefined, (f) => f.where('s.host_id', '=', host!))
    .orderBy('s.on_day')
    .orderBy('s.id')
    .limit(limit)
    .execute();
}

/** Open decisions somebody answers for, the earliest due first. */
export async function owedBy(trx: Trx, person: string, limit: number) {
  return trx
    .selectFrom('study_decision as d')
    .innerJoin('study_session as s', (j) =>
      j.onRef('s.org_id', '=', 'd.org_id').onRef('s.id', '=', 'd.session_id'),
    )
    .innerJoin('org', 'org.id', 'd.org_id')
    .select([
      'd.id',
      'd.text',
      'd.due',
      'd.session_id',
      'd.org_id',
      'd.org_path',
      'org.name as unit_name',
    ])
    .where('d.state', '=', 'open')
    .where('d.owner_id', '=', person)
    .where('s.state', '<>', 'withdrawn')
    .orderBy('d.due')
    .orderBy('d.id')
    .limit(limit)
    .execute();
}
