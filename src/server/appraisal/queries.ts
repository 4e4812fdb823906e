import type { Executor } from '../platform/db.ts';
import type { Database } from '../platform/schema.ts';

type Insert<T extends keyof Database> = { [K in keyof Database[T]]: Database[T][K] };

export async function schemeByHash(db: Executor, hash: string) {
  return schemes(db).where('scheme.hash', '=', hash).executeTakeFirst();
}

export async function listSchemes(db: Executor) {
  return schemes(db).orderBy('scheme.created_at', 'desc').limit(500).execute();
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
    .select((e) =>
      e
        .exists(e.selectFrom('run').select('run.id').whereRef('run.scheme_id', '=', 'scheme.id'))
        .as('frozen'),
    );
}

/** Highest version of a code, locked until the transaction ends so that two saves take turns. */
export async function latestVersion(db: Executor, code: string): Promise<number> {
  const row = await db
    .selectFrom('scheme')
    .select('version')
    .where('code', '=', code)
    .orderBy('version', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return row?.version ?? 0;
}

export async function insertScheme(db: Executor, row: Insert<'scheme'>): Promise<void> {
  await db.insertInto('scheme').values(row).execute();
}

const panelColumns = ['id', 'name', 'hash', 'units', 'periods', 'demo', 'created_at'] as const;

export async function listPanels(db: Executor) {
  return db
    .selectFrom('panel')
    .select(panelColumns)
    .orderBy('created_at', 'desc')
    .limit(500)
    .execute();
}

export async function panelById(db: Executor, id: string) {
  return db
    .selectFrom('panel')
    .select([...panelColumns, 'document', 'warnings'])
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

export async function insertPanel(
  db: Executor,
  row: Omit<Insert<'panel'>, 'warnings'> & { warnings: string },
): Promise<void> {
  await db.insertInto('panel').values(row).execute();
}

function runs(db: Executor) {
  return db
    .selectFrom('run')
    .innerJoin('scheme', 'scheme.id', 'run.scheme_id')
    .innerJoin('panel', 'panel.id', 'run.panel_id')
    .innerJoin('account', 'account.id', 'run.created_by')
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
      'account.name as created_by',
    ]);
}

export async function listRuns(db: Executor) {
  return runs(db).orderBy('run.created_at', 'desc').limit(500).execute();
}

export async function runById(db: Executor, id: string) {
  return runs(db).where('run.id', '=', id).select('run.bundle').executeTakeFirst();
}

export async function insertRun(db: Executor, row: Insert<'run'>): Promise<void> {
  await db.insertInto('run').values(row).execute();
}
