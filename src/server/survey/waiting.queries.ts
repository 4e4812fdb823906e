import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';
import { type ListedRow, listed } from './queries.ts';

/** Most surveys of one kind on the page of the day. */
const MOST = 20;

/** Open surveys whose roll names somebody: by name those not answered, else all of them. */
export async function awaiting(trx: Trx, personId: string, today: string) {
  return trx
    .selectFrom('survey_invite as i')
    .innerJoin('survey as s', (j) =>
      j.onRef('s.org_id', '=', 'i.org_id').onRef('s.id', '=', 'i.survey_id'),
    )
    .innerJoin('org', 'org.id', 's.org_id')
    .select(['s.id', 's.org_id', 's.title', 's.anonymous', 's.closes_on', 'org.name as unit_name'])
    .where('i.person_id', '=', personId)
    .where('s.state', '=', 'open')
    .where('s.closes_on', '>=', today)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('survey_answer as a')
            .select('a.id')
            .whereRef('a.org_id', '=', 'i.org_id')
            .whereRef('a.survey_id', '=', 'i.survey_id')
            .whereRef('a.invite_id', '=', 'i.id'),
        ),
      ),
    )
    .orderBy('s.closes_on')
    .limit(MOST)
    .execute();
}

/** Open surveys that end by a day, the next first. */
export async function endingBy(
  trx: Trx,
  paths: readonly string[],
  day: string,
): Promise<ListedRow[]> {
  const rows = await listed(trx)
    .where(underAny('s.org_path', paths))
    .where('s.state', '=', 'open')
    .where('s.closes_on', '<=', day)
    .orderBy('s.closes_on')
    .limit(MOST)
    .execute();
  return rows as unknown as ListedRow[];
}

/** Open surveys whose last day is over. */
export async function overdue(trx: Trx, today: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('survey')
    .select('id')
    .where('state', '=', 'open')
    .where('closes_on', '<', today)
    .orderBy('closes_on')
    .execute();
  return rows.map((r) => r.id);
}

/** The caller's place on the roll of a survey that is open. */
export async function inviteFor(trx: Trx, surveyId: string, personId: string) {
  return trx
    .selectFrom('survey_invite as i')
    .innerJoin('survey_unit as u', (j) =>
      j.onRef('u.org_id', '=', 'i.org_id').onRef('u.id', '=', 'i.unit_row'),
    )
    .select(['i.id', 'i.org_id', 'i.org_path', 'i.unit_row', 'u.code'])
    .where('i.survey_id', '=', surveyId)
    .where('i.person_id', '=', personId)
    .executeTakeFirst();
}
