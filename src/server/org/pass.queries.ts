import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { handled, type OrgRow } from './queries.ts';

/** Tables whose rows a unit leaves to the one that takes its place: the work goes on there. */
const following = [
  'campaign',
  'measure',
  'progress',
  'deadline_change',
  'objection',
  'recheck',
  'problem_step',
  'ledger_view',
  'reminder',
  'supervision_letter',
  'supervision_call',
  'measure_answer',
  'need_answer',
  'institution',
  'institution_review',
  'institution_problem',
  'special',
  'special_problem',
  'special_ask',
  'special_signature',
  'study_session',
  'study_attendance',
  'study_decision',
  'study_reading',
  'visit',
  'voice',
  'voice_step',
  'voice_picture',
  'voice_merge',
  'voice_hot',
  'voice_place',
  'voice_commitment',
] as const;
/** What evidence and entries of the record stand with these follows too. */
const FOLLOWING =
  '^(problem|measure|progress|recheck|institution|special|session|study|reading|campaign|visit|voice)';

/** Gives what hangs on the work of a unit to another; the problems themselves have gone before. */
export async function passRows(trx: Trx, from: OrgRow, to: OrgRow): Promise<void> {
  await sql`set constraints all deferred`.execute(trx);
  // Whistle-blowing goes with its unit, unseen by whoever merges it.
  await sql`set local app.sealed = 'yes'`.execute(trx);
  for (const table of following)
    await sql`update ${sql.table(table)} set org_id = ${to.id}, org_path = ${to.path}
      where org_id = ${from.id}::uuid`.execute(trx);
  await passHandled(trx, from, to);
  await sql`set local app.sealed = ''`.execute(trx);
  await passWords(trx, from, to);
  await sql`update evidence set org_id = ${to.id}, org_path = ${to.path}
    where org_id = ${from.id}::uuid and subject ~ ${FOLLOWING}`.execute(trx);
  // What was done before is read where the work is now; whose it was stays.
  await sql`update record_content c set org_path = ${to.path} from record_entry e
    where e.id = c.entry_id and e.org_id = ${from.id}::uuid and e.org_path = ${from.path}
      and e.subject ~ ${FOLLOWING}`.execute(trx);
  await sql`update record_entry set org_path = ${to.path}
    where org_id = ${from.id}::uuid and org_path = ${from.path} and subject ~ ${FOLLOWING}`.execute(
    trx,
  );
  await sql`set constraints all immediate`.execute(trx);
}

/** Voices that the unit handles, of whatever unit they are; a special rectification that it leads. */
async function passHandled(trx: Trx, from: OrgRow, to: OrgRow): Promise<void> {
  for (const table of handled)
    await sql`update ${sql.table(table)} set handler_path = ${to.path}
      where handler_path = ${from.path}::ltree`.execute(trx);
  for (const table of ['voice', 'voice_hot'] as const)
    await sql`update ${sql.table(table)} set handler_id = ${to.id}
      where handler_id = ${from.id}::uuid`.execute(trx);
  await sql`update special set lead_id = ${to.id} where lead_id = ${from.id}::uuid`.execute(trx);
}

/** Learned words hold for everything under the new unit; what it has learned itself goes before. */
async function passWords(trx: Trx, from: OrgRow, to: OrgRow): Promise<void> {
  await sql`update ledger_word w set org_id = ${to.id}, org_path = ${to.path}
    where w.org_id = ${from.id}::uuid and not exists (select from ledger_word k
      where k.org_id = ${to.id}::uuid and k.kind = w.kind and k.word = w.word)`.execute(trx);
}
