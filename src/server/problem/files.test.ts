import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { importer } from '../../../test/setup/task.ts';
import { keepTotals, totalsHold } from '../../../test/setup/totals.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { LedgerPreview } from '../../contract/problem/imports.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
let campaign: string;
let imports: ReturnType<typeof importer>;

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  await keepTotals(server);
  cookie = (await world.signInAs('office', world.units.parent)).cookie;
  imports = importer(server, () => cookie);
  const made = await server.app.inject({
    method: 'POST',
    url: '/api/campaigns',
    headers: { cookie },
    payload: {
      unitId: world.units.parent.id,
      name: '树立和践行正确政绩观学习教育',
      theme: '为民造福、真抓实干',
      since: '2026-03-01',
    },
  });
  campaign = made.json().id;
});
afterAll(async () => {
  // Whatever was done here, the kept totals know it.
  await totalsHold(server);
  await server.close();
});

const csv = (text: string, name = '整改台账.csv') => ({ name, bytes: Buffer.from(text) });
const send = (
  file: { readonly name: string; readonly bytes: Uint8Array },
  unit: string = world.units.parent.id,
) => imports.send('/api/problems/imports', file, { unit, campaign });
const preview = async (file: Parameters<typeof send>[0], unit?: string) =>
  imports.shown<LedgerPreview>(await send(file, unit));

const list = (q: string): Promise<ProblemRow[]> => rowsOf(`&q=${encodeURIComponent(q)}`);
async function exported(query = ''): Promise<Uint8Array> {
  const url = `/api/problems/export?campaign=${campaign}${query}`;
  const answer = await server.app.inject({ method: 'GET', url, headers: { cookie } });
  expect(answer.statusCode).toBe(200);
  return new Uint8Array(answer.rawPayload);
}
async function edited(bytes: Uint8Array, change: (sheet: ExcelJS.Worksheet) => void) {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.slice().buffer as never);
  change(workbook.worksheets[0]!);
  return { name: '改过.xlsx', bytes: new Uint8Array(await workbook.xlsx.writeBuffer()) };
}
const column = (sheet: ExcelJS.Worksheet, heading: string): number =>
  (sheet.getRow(4).values as string[]).indexOf(heading);

const messy = `城建集团问题整改台账（截至3月）
序号,问题来源,问题类别,存在的问题,责任单位,责任领导,责任人,整改措施,整改类型,整改时限,目前进展,完成情况,备用
1,群众来信,数字注水,报修台账只记已办结的单子，未办结的不登记,三分公司,李四,张三、王五,补登全部报修单,立行立改,三月底前,已补登40单,基本完成,甲
,,,,,,,每周抽查一次,长期坚持,长期,,,
2,自查,会风不正,每周例会平均三小时，基层轮流陪会,三分公司,李四,张三,会议压减三分之一,限期整改,2026年6月,,,乙
3,自查,,五分公司材料报送层层加码,五分公司,赵六,钱七,清理重复报表,限期整改,待定,,,
4,自查,,某部门推诿扯皮两个月未办,四分公司,赵六,钱七,明确首问责任,限期整改,4月底,,,
合计,4,,,,,,,,,,,
`;

describe('importing a ledger', () => {
  it('shows every row, changes nothing, then makes problems with numbers, measures and progress', async () => {
    const shown = await preview(csv(messy));
    expect(shown).toMatchObject({
      state: 'ready',
      rows: 6,
      counts: { accepted: 3, updated: 0, unchanged: 0, rejected: 2, skipped: 1 },
      title: '城建集团问题整改台账（截至3月）',
      sheets: [{ unknown: [{ label: '备用' }] }],
      units: [{ text: '四分公司', rows: 1 }],
    });
    expect(shown.units[0]!.like.map((u) => u.name)).toContain('五分公司');
    expect(shown.list.map((r) => [r.row, r.status, r.issues.map((i) => i.code).join()])).toEqual([
      [3, 'accepted', ''],
      [4, 'accepted', ''],
      [5, 'accepted', 'ledger:import-tendency'],
      [6, 'rejected', 'ledger:import-due'],
      [7, 'rejected', 'ledger:import-unit-unknown'],
    ]);
    expect(await list('报修台账')).toEqual([]);
    const done = await imports.confirm(shown.id);
    expect(done).toMatchObject({
      state: 'done',
      result: { accepted: 3, made: 2, measures: 3, told: 2, rejected: 2 },
    });
    const [row] = await list('报修台账');
    expect(row).toMatchObject({
      unit: { name: '三分公司' },
      source: 'voice',
      sourceText: '群众来信',
      tendency: 'untrue.figures',
      title: '报修台账只记已办结的单子，未办结的不登记',
      ownerName: '张三、王五',
      leaderName: '李四',
      state: 'draft',
      due: '2026-03-31',
      longTerm: true,
      measures: [
        { text: '补登全部报修单', kind: 'at-once', due: '2026-03-31' },
        { text: '每周抽查一次', kind: 'long-term', due: null },
      ],
    });
    expect(row!.number).toMatch(/^2026-\d{4}$/);
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `problem:${row!.id}`)
      .execute();
    expect(entries.map((e) => e.act)).toEqual(['problem.create']);
  });

  it('the same file again changes nothing; rejected rows come back in their own layout', async () => {
    const again = await preview(csv(messy));
    expect(again.counts).toEqual({
      accepted: 0,
      updated: 0,
      unchanged: 3,
      rejected: 2,
      skipped: 1,
    });
    const done = await imports.confirm(again.id);
    expect(done.result).toMatchObject({ made: 0, changed: 0, measures: 0, told: 0 });
    const answer = await server.app.inject({
      method: 'GET',
      url: `/api/tasks/${again.id}/rejects`,
      headers: { cookie },
    });
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(answer.rawPayload as never);
    const rows = workbook.worksheets[0]!.getSheetValues() as (string | number)[][];
    expect(rows[2]!.at(-1)).toBe('退回原因');
    expect(rows[3]!.slice(1, 5)).toEqual(['3', '自查', '', '五分公司材料报送层层加码']);
    expect(rows[3]!.at(-1)).toContain('待定');
    expect(rows[4]!.at(-1)).toContain('五分公司');
  });

  it('headings mapped and units picked once are known the next time', async () => {
    const text = (facts: string) => csv(`责任单位,毛病在哪,整改措施\n三分,${facts},合并同类报表\n`);
    const first = await send(text('基层报表重复填报三遍'));
    const seen = await imports.shown<LedgerPreview>(first);
    expect(seen.code ?? seen.sheets[0]!.unknown[0]!.label).toBe('毛病在哪');
    const options = {
      headings: { 毛病在哪: 'facts' },
      units: { 三分: world.units.own.id },
    };
    const mapped = await imports.again<LedgerPreview>(first.id, options);
    expect(mapped.counts).toMatchObject({ accepted: 1, rejected: 0 });
    await imports.confirm(first.id);
    const next = await preview(text('检查组一周来了四批'));
    expect(next.counts).toMatchObject({ accepted: 1, rejected: 0 });
    expect(next.list[0]!.unit).toBe('三分公司');
    // Known here, it is known below, and is not written there once more.
    const words = () =>
      server.ctx.db.selectFrom('ledger_word').select(['kind', 'word', 'org_id']).execute();
    const before = await words();
    expect(before.map((w) => w.kind).sort()).toEqual(['heading', 'unit']);
    for (const unit of [world.units.parent.id, world.units.own.id])
      await imports.confirm((await preview(text(`检查组一周来了四批${unit}`), unit)).id);
    expect(await words()).toEqual(before);
    // What a unit under it says of words is not said for those above.
    const below = await preview(text('检查组一周来了五批'), world.units.child.id);
    expect(below.counts).toMatchObject({ rejected: 1 });
  });

  it('goes no further than the importer may, whatever the file says', async () => {
    const liaison = (await world.signInAs('liaison', world.units.own)).cookie;
    const own = importer(server, () => liaison);
    const file = csv('存在问题,责任单位,整改措施\n五分公司账实不符,五分公司,全面盘点\n');
    const sent = await own.send('/api/problems/imports', file, {
      unit: world.units.own.id,
      campaign,
    });
    const seen = await own.shown<LedgerPreview>(sent);
    expect(seen.counts).toMatchObject({ accepted: 0, rejected: 1 });
    expect(JSON.stringify(seen.units)).not.toContain(world.units.sibling.id);
    const outside = await own.send('/api/problems/imports', file, {
      unit: world.units.sibling.id,
      campaign,
    });
    expect(outside.code).toBe('not-found');
    const nowhere = await own.send('/api/problems/imports', file, { unit: 'x', campaign });
    expect(nowhere.code).toBe('invalid');
  });

  it('is refused when the ledger changed since it was shown', async () => {
    const file = csv('存在问题,责任单位,整改措施\n宿舍楼漏水三次未修,三分公司,更换管道\n');
    const [a, b] = [await preview(file), await preview(file)];
    expect((await imports.confirm(a.id)).state).toBe('done');
    expect((await imports.confirm(b.id)).code).toBe('conflict');
    expect(await list('宿舍楼漏水')).toHaveLength(1);
  });

  it('stopped half-way leaves nothing, and goes through when it is begun again', async () => {
    const text = Array.from(
      { length: 300 },
      (_, k) => `井盖第${k}处破损未换,三分公司,更换第${k}处`,
    );
    const shown = await preview(csv(`存在问题,责任单位,整改措施\n${text.join('\n')}\n`));
    await sql`create function stop_import() returns trigger language plpgsql as
      $$ begin raise exception 'the disk is full' using errcode = '53100'; end $$`.execute(
      server.ctx.db,
    );
    await sql`create trigger stop_import before insert on problem for each row
      when (new.facts like '井盖第270处%') execute function stop_import()`.execute(server.ctx.db);
    const tables = ['problem', 'measure', 'problem_step', 'record_entry', 'ledger_number'] as const;
    const sizes = () =>
      Promise.all(
        tables.map(
          async (t) => (await sql`select * from ${sql.table(t)}`.execute(server.ctx.db)).rows,
        ),
      );
    const before = await sizes();
    const failed = await imports.confirm(shown.id);
    expect(failed.state).not.toBe('done');
    expect(await sizes()).toEqual(before);
    await sql`drop trigger stop_import on problem`.execute(server.ctx.db);
    const again = await imports.again<LedgerPreview>(shown.id);
    expect(again.counts).toMatchObject({ accepted: 300 });
    expect((await imports.confirm(shown.id)).result).toMatchObject({ made: 300, measures: 300 });
  });

  it('two at once make everything of both', async () => {
    const rows = (unit: string, n: number) =>
      csv(
        `存在问题,责任单位,整改措施\n${Array.from({ length: n }, (_, k) => `${unit}第${k}号台账缺页,${unit},补齐第${k}页`).join('\n')}\n`,
      );
    const [a, b] = [await preview(rows('三分公司', 200)), await preview(rows('五分公司', 200))];
    await Promise.all([imports.confirm(a.id), imports.confirm(b.id)]);
    // Either may have run the job of the other and be told before it ended.
    for (const { id } of [a, b])
      expect(await imports.shown(await imports.get(id))).toMatchObject({
        state: 'done',
        fault: null,
      });
    expect(await list('三分公司第')).toHaveLength(200);
    expect(await list('五分公司第')).toHaveLength(200);
    const numbers = (await list('三分公司第')).map((r) => r.number);
    expect(new Set(numbers).size).toBe(200);
  });
});

describe('exporting a ledger', () => {
  it('comes back and changes nothing; edited, it changes exactly the edited cells', async () => {
    const bytes = await exported(`&q=${encodeURIComponent('台账只记')}`);
    const same = await preview({ name: '导出.xlsx', bytes });
    expect(same.counts).toEqual({
      accepted: 0,
      updated: 0,
      unchanged: 2,
      rejected: 0,
      skipped: 0,
    });
    const [before] = await list('报修台账');
    const file = await edited(bytes, (sheet) => {
      sheet.getCell(5, column(sheet, '产生原因')).value = '考核只看办结率';
      sheet.getCell(6, column(sheet, '成效标准')).value = '漏登率低于1%';
      sheet.getCell(6, column(sheet, '目标方向')).value = '越低越好';
      sheet.getCell(6, column(sheet, '阶段进展')).value = '三月抽查两次，漏登2单';
    });
    const shown = await preview(file);
    expect(shown.list.map((r) => [r.status, r.changes])).toEqual([
      ['updated', ['cause']],
      ['updated', ['criterion', 'direction', 'progress']],
    ]);
    expect((await imports.confirm(shown.id)).result).toMatchObject({ changed: 1, told: 1 });
    const [after] = await list('报修台账');
    const [one, two] = before!.measures;
    expect(after).toMatchObject({
      cause: '考核只看办结率',
      latest: { text: '三月抽查两次，漏登2单' },
      measures: [
        { ...one, version: one!.version },
        { ...two, criterion: '漏登率低于1%', direction: 'down', version: two!.version + 1 },
      ],
    });
    const otherwise = { measures: [], version: 0, movedOn: '', breaks: [], latest: null };
    expect({ ...after, cause: null, ...otherwise }).toEqual({ ...before, ...otherwise });
    expect((await preview(file)).counts).toMatchObject({ unchanged: 2 });
  });

  it('gives what the filter shows, beyond one page, and nothing of other units', async () => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await exported('&form=list')).buffer as never);
    const sheet = workbook.worksheets[0]!;
    expect(sheet.rowCount).toBe(4 + (await total()));
    expect(sheet.pageSetup).toMatchObject({ paperSize: 9, orientation: 'landscape' });
    expect(sheet.pageSetup.printTitlesRow).toBe('1:4');
    const liaison = (await world.signInAs('liaison', world.units.sibling)).cookie;
    const answer = await server.app.inject({
      method: 'GET',
      url: '/api/problems/export?form=list',
      headers: { cookie: liaison },
    });
    await workbook.xlsx.load(answer.rawPayload as never);
    const own = workbook.worksheets[0]!;
    const units = new Set(own.getColumn(column(own, '责任单位')).values.slice(5));
    expect([...units]).toEqual(['五分公司']);
  });

  it('of a day that is over is not read in again, but for the cells edited in it', async () => {
    const before = server.clock.now;
    const day = before.toISOString().slice(0, 10);
    server.clock.now = new Date(before.getTime() + 3 * 86_400_000);
    cookie = (await world.signInAs('office', world.units.parent)).cookie;
    const some = `&q=${encodeURIComponent('报修台账')}&on=${day}`;
    const file = await edited(await exported(some), (sheet) => {
      sheet.getRow(5).getCell(column(sheet, '产生原因')).value = '没有专人登记';
    });
    const shown = await preview(file);
    expect(shown).toMatchObject({ state: 'failed', counts: null });
    expect(shown.issues).toMatchObject([{ code: 'ledger:import-past' }]);
    const again = await imports.again<LedgerPreview>(shown.id, { past: true });
    expect(again.counts).toMatchObject({ accepted: 0, updated: 1, rejected: 0 });
    await imports.confirm(again.id);
    expect((await list('报修台账'))[0]).toMatchObject({ cause: '没有专人登记' });
    server.clock.now = before;
    cookie = (await world.signInAs('office', world.units.parent)).cookie;
  });

  it('as shown has the rows of the filter in their order, and the columns chosen alone', async () => {
    const some = `&q=${encodeURIComponent('报')}`;
    const cols = 'unit,title,measures,due,progress';
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(
      (await exported(`${some}&form=shown&sort=unit&cols=${cols},nothing`)).slice().buffer as never,
    );
    const sheet = workbook.worksheets[0]!;
    const textOf = (row: number) => (sheet.getRow(row).values as unknown[]).slice(1);
    expect(textOf(3)).toEqual(['责任单位', '问题', '整改措施', '时限', '灯', '目前进展']);
    const listed = await rowsOf(`${some}&sort=unit`);
    expect(listed.length).toBeGreaterThan(1);
    expect(sheet.getColumn(2).values.slice(4)).toEqual(listed.map((r) => r.title));
    const at = listed.findIndex((r) => r.title.startsWith('报修台账'));
    expect(textOf(4 + at)).toEqual([
      '三分公司',
      '报修台账只记已办结的单子，未办结的不登记',
      '1. 补登全部报修单\n2. 每周抽查一次',
      new Date('2026-03-31T00:00:00Z'),
      expect.any(String),
      expect.stringContaining('三月抽查两次，漏登2单'),
    ]);
    // It says that it is not the file that comes back.
    expect(String(sheet.getCell('A2').value)).toContain('要改了再导入，请导出完整表');
  });
});

async function rowsOf(query: string): Promise<ProblemRow[]> {
  const url = `/api/problems?campaign=${campaign}&limit=500${query}`;
  const answer = await server.app.inject({ method: 'GET', url, headers: { cookie } });
  return answer.json().rows;
}

async function total(): Promise<number> {
  const url = `/api/problems?campaign=${campaign}&limit=1`;
  const answer = await server.app.inject({ method: 'GET', url, headers: { cookie } });
  return answer.json().total;
}
