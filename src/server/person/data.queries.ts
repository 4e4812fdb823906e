import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';

interface Held {
  readonly table: string;
  /** Columns that say whose row it is. */
  readonly by: readonly string[];
  /** What of it is given to the person. */
  readonly columns: readonly string[];
  /** What erasing sets; nothing where the row says no more than that something was done. */
  readonly erase?: Readonly<Record<string, unknown>>;
}

/**
 * Every table that holds something of a person, what is given out of it and what is erased. A
 * test fails when a table that refers to people is missing here. Accounts, sessions and tokens
 * are given and erased by the room of identity.
 */
export const personalData: readonly Held[] = [
  {
    table: 'person',
    by: ['id'],
    columns: ['name', 'number', 'mobile', 'email', 'created_at', 'left_on'],
  },
  {
    table: 'tenure',
    by: ['person_id'],
    columns: ['org_id', 'post_id', 'kind', 'since', 'until', 'document', 'until_document'],
  },
  {
    table: 'access_grant',
    by: ['person_id'],
    columns: ['org_id', 'role', 'since', 'until', 'reason', 'created_at', 'revoked_at'],
    erase: { reason: null },
  },
  {
    table: 'duty_acknowledgement',
    by: ['person_id'],
    columns: ['org_id', 'duty_id', 'wording', 'at', 'signature'],
    erase: { signature: JSON.stringify({ kind: 'erased' }) },
  },
  {
    table: 'duty_act',
    by: ['person_id', 'recorded_by'],
    columns: ['org_id', 'kind', 'post_name', 'on_day', 'about', 'what', 'outcome', 'recorded_at'],
  },
  {
    table: 'notice',
    by: ['person_id'],
    columns: ['code', 'params', 'link', 'created_at', 'read_at'],
    erase: { params: '{}', link: null },
  },
  {
    table: 'problem',
    by: [
      'person_id',
      'owner_id',
      'leader_id',
      'created_by',
      'applied_by',
      'reviewed_by',
      'confirmed_by',
    ],
    columns: ['org_id', 'number', 'title', 'facts', 'state', 'raised_on', 'closed_on'],
  },
  {
    table: 'measure',
    by: ['owner_id', 'created_by'],
    columns: ['org_id', 'text', 'kind', 'due', 'state', 'done_on'],
  },
  { table: 'progress', by: ['by_person'], columns: ['org_id', 'on_day', 'text', 'at'] },
  {
    table: 'deadline_change',
    by: ['asked_by', 'decided_by'],
    columns: ['org_id', 'was', 'wanted', 'reason', 'state', 'asked_at', 'decision'],
  },
  {
    table: 'objection',
    by: ['person_id', 'decided_by'],
    columns: ['org_id', 'text', 'at', 'state', 'answer'],
  },
  { table: 'recheck', by: ['by_person'], columns: ['org_id', 'on_day', 'state', 'findings'] },
  {
    table: 'problem_step',
    by: ['by_person', 'blamed'],
    columns: [
      ...['org_id', 'step', 'from_state', 'to_state', 'reason', 'on_day'],
      ...['seen_ways', 'seen', 'seen_on', 'despite'],
    ],
  },
  {
    table: 'institution_review',
    by: ['by_person'],
    columns: ['org_id', 'on_day', 'finding', 'text', 'changed', 'at'],
  },
  {
    table: 'institution_problem',
    by: ['added_by', 'covers_by'],
    columns: ['org_id', 'problem_id', 'covers', 'covers_at'],
  },
  {
    table: 'special_ask',
    by: ['asked_by', 'answered_by'],
    columns: ['org_id', 'text', 'asked_at', 'answer', 'answered_at'],
  },
  {
    table: 'special_signature',
    by: ['by_person'],
    columns: ['org_id', 'kind', 'words', 'at'],
  },
  { table: 'ledger_view', by: ['person_id'], columns: ['name', 'view', 'offered', 'created_at'] },
  {
    table: 'evidence',
    by: ['added_by', 'withdrawn_by'],
    columns: ['subject', 'name', 'type', 'caption', 'taken_on', 'added_at', 'withdrawn_reason'],
  },
  {
    table: 'task',
    by: ['created_by'],
    columns: ['org_id', 'kind', 'file_name', 'state', 'created_at', 'confirmed_at', 'ended_at'],
    erase: { file_name: '' },
  },
  {
    table: 'study_session',
    by: ['host_id', 'created_by'],
    columns: ['org_id', 'form', 'topic', 'on_day', 'state'],
  },
  {
    table: 'study_attendance',
    by: ['person_id', 'entered_by'],
    columns: ['org_id', 'session_id', 'how', 'at', 'withdrawn_at'],
  },
  {
    table: 'study_decision',
    by: ['owner_id', 'created_by'],
    columns: ['org_id', 'text', 'due', 'state', 'result', 'settled_on'],
  },
  {
    table: 'supervision_letter',
    by: ['answerer_id', 'signed_by', 'answered_by', 'ended_by'],
    columns: [
      'org_id',
      'reason',
      'step_on',
      'state',
      'asks',
      'answer_by',
      'answer',
      'ended_reason',
    ],
  },
  {
    table: 'supervision_call',
    by: ['person_id'],
    columns: ['org_id', 'state', 'level', 'step_on', 'days', 'post_name'],
  },
  {
    table: 'ballot',
    by: ['created_by'],
    columns: ['org_id', 'title', 'state'],
  },
  // That somebody could vote and drew a paper; how they voted is not there to be told.
  {
    table: 'ballot_voter',
    by: ['person_id'],
    columns: ['org_id', 'ballot_id', 'electorate', 'name'],
    erase: { name: '—' },
  },
  {
    table: 'visit',
    by: ['leader_id', 'created_by'],
    columns: ['org_id', 'kind', 'purpose', 'place', 'on_day', 'state'],
  },
  // Whoever raised a voice is not in these tables: only who of the house worked on it.
  {
    table: 'voice_step',
    by: ['by_person'],
    columns: ['org_id', 'voice_id', 'step', 'text', 'note', 'on_day'],
  },
  {
    table: 'voice_merge',
    by: ['asked_by', 'decided_by'],
    columns: ['org_id', 'voice_id', 'main_id', 'reason', 'state', 'decision'],
  },
  // What somebody answered by name stays with the survey; that it was theirs goes with the name.
  {
    table: 'survey_invite',
    by: ['person_id'],
    columns: ['org_id', 'survey_id', 'name'],
    erase: { name: '—' },
  },
  { table: 'notice_preference', by: ['person_id'], columns: ['mail', 'language'] },
];

/** Tables whose rows of a person the room of identity gives out and erases. */
export const identityTables = [
  'account',
  'session',
  'sign_in_step',
  'one_time_link',
  'api_token',
] as const;

/** Tables that say only who made a row: they keep the id, which names nobody any more. */
export const madeBy = [
  'campaign',
  'ledger_word',
  'panel',
  'run',
  'scheme',
  'study_reading',
  'institution',
  'special',
  'special_problem',
  'verification',
  'measure_answer',
  'need_answer',
  'voice',
  'voice_place',
  'survey',
  'survey_bank',
] as const;

export async function rowsAbout(trx: Trx, id: string): Promise<Record<string, unknown[]>> {
  const out: Record<string, unknown[]> = {};
  for (const { table, by, columns } of personalData) {
    const { rows } = await sql`
      select ${sql.join(columns.map((c) => sql.ref(c)))} from ${sql.table(table)}
      where ${mine(by, id)}`.execute(trx);
    out[table] = rows;
  }
  return out;
}

const mine = (by: readonly string[], id: string) =>
  sql.join(
    by.map((column) => sql`${sql.ref(column)} = ${id}::uuid`),
    sql` or `,
  );

/** Empties what the manifest says of a person, and forgets what names of ledgers mean them. */
export async function eraseAbout(trx: Trx, id: string): Promise<void> {
  await sql`update ledger_word set word = id::text, meaning = 'none'
    where kind = 'person' and meaning like ${`%${id}%`}`.execute(trx);
  for (const { table, by, erase } of personalData)
    if (erase)
      await sql`
        update ${sql.table(table)}
        set ${sql.join(Object.entries(erase).map(([c, v]) => sql`${sql.ref(c)} = ${v}`))}
        where ${mine(by, id)}`.execute(trx);
}

/** Entries about a person, or whose content names them, with what they say. */
export async function entriesAbout(trx: Trx, id: string) {
  const { rows } = await sql<{ at: Date; act: string; content: string | null }>`
    select e.at, e.act, e.subject, e.actor, c.content
    from record_entry e left join record_content c on c.entry_id = e.id
    where e.subject = ${`person:${id}`} or e.actor = ${`person:${id}`}
      or c.content like ${`%${id}%`}
    order by e.id`.execute(trx);
  return rows;
}

/** Entries whose content tells of a person; what they did to others is no part of it. */
export async function contentsAbout(trx: Trx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select e.id from record_entry e join record_content c on c.entry_id = e.id
    where e.subject = ${`person:${id}`} or c.content like ${`%${id}%`}
    order by e.id`.execute(trx);
  return rows.map((r) => r.id);
}
