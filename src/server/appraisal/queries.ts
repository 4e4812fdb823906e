import type { Insertable } from 'kysely';
import type { Executor } from '../platform/db.ts';
import type { File, Panel, PanelFile, Run, Scheme } from '../platform/schema.generated.ts';

/** A page of a list: rows older than the one named. Ids are UUIDv7, so they sort by age. */
export interface Page {
  readonly before?: string | undefined;
  readonly limit: number;
}

export async function schemeByHash(db: Executor, hash: string) {
  return schemes(db).where('scheme.hash', '=', hash).executeTakeFirst();
}

export async function listSchemes(db: Executor, { before, limit }: Page) {
  return schemes(db)
    .$if(before !== undefined, (q) => q.where('scheme.id', '<', before!))
    .orderBy('scheme.id', 'desc')
    .limit(limit)
    .execute();
}

export async function schemeById(db: Executor, id: string) {
  return schemes(db).where('scheme.id', '=', id).select('scheme.document').executeTakeFirst();
}

function schemes(db: Executor) {
  return db
    .selectFrom('scheme')
    .select([
      'scheme.id',
      'scheme.code',
      'scheme.version',
      'scheme.title',
      'scheme.hash',
      'scheme.created_at',
    ])
    .select((e) => e('scheme.used_at', 'is not', null).as('frozen'));
}

/** From the first run on a scheme is frozen. */
export async function markUsed(db: Executor, id: string, now: Date): Promise<void> {
  await db
    .updateTable('scheme')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .execute();
}

/** Highest version of a code; 0 when there is none. */
export async function latestVersion(db: Executor, code: string): Promise<number> {
  const row = await db
    .selectFrom('scheme')
    .select((e) => e.fn.max('version').as('version'))
    .where('code', '=', code)
    .executeTakeFirst();
  return row?.version ?? 0;
}

export async function insertScheme(db: Executor, row: Insertable<Scheme>): Promise<void> {
  await db.insertInto('scheme').values(row).execute();
}

const panelColumns = ['id', 'name', 'hash', 'units', 'periods', 'demo', 'created_at'] as const;

export async function listPanels(db: Executor, { before, limit }: Page) {
  return db
    .selectFrom('panel')
    .select(panelColumns)
    .$if(before !== undefined, (q) => q.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function panelById(db: Executor, id: string) {
  return db
    .selectFrom('panel')
    .select([...panelColumns, 'document', 'warnings', 'org_id', 'org_path'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function panelByHash(db: Executor, hash: string, name: string) {
  return db
    .selectFrom('panel')
    .select(panelColumns)
    .where('hash', '=', hash)
    .where('name', '=', name)
    .executeTakeFirst();
}

export async function insertPanel(db: Executor, row: Insertable<Panel>): Promise<void> {
  await db.insertInto('panel').values(row).execute();
}

/** Files of a panel in the order they were uploaded. */
export async function panelFiles(db: Executor, panelId: string) {
  return (
    db
      .selectFrom('panel_file')
      // The panel's row policy stands for its files too.
      .innerJoin('panel', 'panel.id', 'panel_file.panel_id')
      .innerJoin('file', 'file.hash', 'panel_file.file_hash')
      .select(['panel_file.name', 'file.hash', 'file.size'])
      .where('panel_id', '=', panelId)
      .orderBy('position')
      .execute()
  );
}

export async function insertFiles(
  db: Executor,
  files: readonly Insertable<File>[],
  places: readonly Insertable<PanelFile>[],
): Promise<void> {
  if (!places.length) return;
  await db
    .insertInto('file')
    .values([...files])
    .onConflict((c) => c.column('hash').doNothing())
    .execute();
  await db
    .insertInto('panel_file')
    .values([...places])
    .execute();
}

function runs(db: Executor) {
  return (
    db
      .selectFrom('run')
      .innerJoin('scheme', 'scheme.id', 'run.scheme_id')
      .innerJoin('panel', 'panel.id', 'run.panel_id')
      // Whoever made it may be outside the reader's reach.
      .leftJoin('person', 'person.id', 'run.created_by')
      .select([
        'run.id',
        'run.period',
        'run.seed',
        'run.replicates',
        'run.result_hash',
        'run.created_at',
        'scheme.title',
        'scheme.version',
        'scheme.hash as scheme_hash',
        'panel.name as panel_name',
        'person.name as created_by',
      ])
  );
}

export async function listRuns(db: Executor, { before, limit }: Page) {
  return runs(db)
    .$if(before !== undefined, (q) => q.where('run.id', '<', before!))
    .orderBy('run.id', 'desc')
    .limit(limit)
    .execute();
}

export async function runById(db: Executor, id: string) {
  return runs(db).where('run.id', '=', id).executeTakeFirst();
}

/** The sealed bundle, gzipped as it is stored. */
export async function bundleOf(db: Executor, id: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('run').select('bundle').where('id', '=', id).executeTakeFirst();
  return row?.bundle;
}

/** Runs with this result, oldest first. */
export async function runsOfResult(db: Executor, resultHash: string): Promise<string[]> {
  const rows = await db
    .selectFrom('run')
    .select('id')
    .where('result_hash', '=', resultHash)
    .orderBy('id')
    .limit(20)
    .execute();
  return rows.map((r) => r.id);
}

export async function insertRun(db: Executor, row: Insertable<Run>): Promise<void> {
  await db.insertInto('run').values(row).execute();
}
