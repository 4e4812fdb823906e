import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { importer } from '../../../test/setup/task.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { ImportPreview } from '../../contract/org/imports.ts';
import type { Unit } from '../../contract/org/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  cookie = (await world.signInAs('office', world.units.parent)).cookie;
});
afterAll(() => server.close());

type Cells = readonly (string | number | null)[];
async function book(rows: readonly Cells[], name = '组织.xlsx') {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('单位').addRows(rows as ExcelJS.CellValue[][]);
  return { name, bytes: new Uint8Array(await workbook.xlsx.writeBuffer()) };
}
async function cellsOf(bytes: Buffer): Promise<Cells[]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as never);
  const rows: Cells[] = [];
  workbook.worksheets[0]!.eachRow((row) =>
    rows.push(Array.from(row.values as ExcelJS.CellValue[], (v) => (v ?? null) as string).slice(1)),
  );
  return rows;
}

async function preview(
  base: string,
  file: { name: string; bytes: Uint8Array },
  fields: Record<string, string> = {},
) {
  const imports = importer(server, () => cookie);
  const sent = await imports.send(`/api/org/units/${base}/imports`, file, fields);
  const seen = await imports.shown<ImportPreview>(sent);
  expect(seen.skipped?.length ?? seen.counts?.skipped).toBe(seen.counts?.skipped);
  return { ...seen, counts: seen.counts!, rows: seen.rows! };
}
async function confirm(id: string, options: object = {}) {
  const { result, code } = await importer(server, () => cookie).confirm(id, options);
  return { counts: result!, code };
}
async function download(url: string) {
  const answer = await server.app.inject({ method: 'GET', url, headers: { cookie } });
  expect(answer.statusCode).toBe(200);
  return answer.rawPayload;
}
const exported = (id: string, on?: string) =>
  download(`/api/org/units/${id}/export${on ? `?on=${on}` : ''}`);
async function make(name: string, parentId: string, more: object = {}) {
  const payload = { parentId, name, kind: 'branch', ...more };
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/org/units',
    payload,
    headers: { cookie },
  });
  return answer.json() as Unit;
}
const units = () => server.ctx.db.selectFrom('org').selectAll().orderBy('path').execute();
const entries = async () =>
  (await server.ctx.db.selectFrom('record_entry').select('id').execute()).length;
const statuses = (p: ImportPreview) => p.list.map((r) => r.status);

const heads = [
  '序号',
  '上级单位（名称或代码）',
  '单位名称',
  '简称',
  '代码',
  '类别',
  '分类',
  '生效日期',
];

describe('importing a tree', () => {
  it('previews every row, changes nothing, then makes all of it with its entries', async () => {
    const base = await make('路桥公司', world.units.parent.id, { code: 'LQ' });
    const old = await make('一队', base.id, { code: 'LQ-1' });
    const file = await book([
      ['路桥公司组织机构一览表'],
      heads,
      [1, null, '路桥公司', null, 'LQ', '公司', null, null],
      [2, 'LQ', '施工一队', '一队', 'ＬＱ-１', '班组', null, null],
      [3, '路桥公司', '桥梁　分公司', '桥分', 'LQ-2', '分公司', 'A类', '2026年3月1日'],
      [4, '路桥公司/桥梁分公司', '预制场', null, null, '厂', null, null],
      [null, null, null, null, null, null, null, null],
      ['填表人：赵某', null, null, null, null, null, null, null],
    ]);
    const before = [await units(), await entries()];
    const shown = await preview(base.id, file);
    expect([await units(), await entries()]).toEqual(before);
    expect(shown).toMatchObject({
      rows: 5,
      counts: { new: 2, changed: 2, moved: 0, unchanged: 0, rejected: 0 },
      skipped: [{ row: 8, why: 'note' }],
      absent: { count: 0 },
    });
    expect(shown.list[1]).toMatchObject({
      row: 4,
      unitId: old.id,
      changes: [
        { field: 'name', from: '一队', to: '施工一队' },
        { field: 'shortName', from: null, to: '一队' },
        { field: 'kind', from: 'branch', to: 'team' },
      ],
    });
    // The base is there from today only: an earlier day gives way to that, and says so.
    expect(shown.list[2]!.issues).toMatchObject([{ code: 'org:import-day-later' }]);
    const done = await confirm(shown.id);
    expect(done.counts).toMatchObject({ new: 2, changed: 2, closed: 0 });
    // One entry for each changed unit and one for the import.
    expect(await entries()).toBe((before[1] as number) + 5);
    const made = (await units()).find((u) => u.name === '预制场')!;
    const above = (await units()).find((u) => u.id === made.parent_id)!;
    expect(above).toMatchObject({ name: '桥梁分公司', code: 'LQ-2', class: 'A类', units: 2 });
    expect(await confirm(shown.id)).toEqual(done);
    expect((await preview(base.id, file)).counts).toMatchObject({ unchanged: 4, new: 0 });
  });

  it('is refused when the tree changed since the preview', async () => {
    const base = await make('港务公司', world.units.parent.id);
    const shown = await preview(base.id, await book([heads, [1, '港务公司', '一港区']]));
    await make('二港区', base.id);
    expect((await confirm(shown.id)).code).toBe('conflict');
    expect((await units()).map((u) => u.name)).not.toContain('一港区');
  });

  it('two confirmations at once make it once', async () => {
    const base = await make('隧道公司', world.units.parent.id);
    const shown = await preview(base.id, await book([heads, [1, '隧道公司', '掘进队']]));
    await Promise.all([confirm(shown.id), confirm(shown.id)]);
    expect((await confirm(shown.id)).counts).toMatchObject({ new: 1 });
    expect((await units()).filter((u) => u.name === '掘进队')).toHaveLength(1);
  });

  it('sends rejected rows back in the sender’s layout; mended, they come in', async () => {
    const base = await make('水务公司', world.units.parent.id);
    await make('营业部', (await make('东区', base.id)).id);
    await make('营业部', (await make('西区', base.id)).id);
    const shown = await preview(
      base.id,
      await book([
        ['水务公司人员机构表', '水务公司人员机构表', '水务公司人员机构表'],
        ['上级部门', '部门名称', '类别'],
        ['营业部', '收费组', '班组'],
        ['东区/营业部', '抄表组', '班组'],
        ['东曲', '管网组', '班组'],
        ['西区', '调度室', '什么'],
        ['西区', null, '科室'],
      ]),
    );
    expect(statuses(shown)).toEqual(['rejected', 'new', 'rejected', 'rejected', 'rejected']);
    expect(shown.list.map((r) => r.issues[0]?.code)).toEqual([
      'org:import-which-parent',
      undefined,
      'org:import-no-parent',
      'org:import-kind',
      'org:import-no-name',
    ]);
    expect(shown.list[0]!.issues[0]!.params).toMatchObject({
      paths: '城建集团/水务公司/东区/营业部、城建集团/水务公司/西区/营业部',
    });
    expect(shown.list[2]!.issues[0]!.params!.like).toContain('东区');
    await confirm(shown.id);
    const back = await cellsOf(await download(`/api/tasks/${shown.id}/rejects`));
    expect(back[1]).toEqual(['上级部门', '部门名称', '类别', '退回原因']);
    expect(back.slice(2).map((r) => r[1])).toEqual(['收费组', '管网组', '调度室', null]);
    expect(back[4]![3]).toContain('类别');
    const mended = back.map((r) => [...r]);
    mended[2]![0] = '西区/营业部';
    mended[3]![0] = '东区';
    mended[4]![2] = '科室';
    mended[5]![1] = '化验室';
    const again = await preview(base.id, await book(mended));
    expect(again.counts).toMatchObject({ new: 4, rejected: 0 });
  });

  it('closes what the file leaves out only when asked to, and never with rejected rows', async () => {
    const base = await make('热力公司', world.units.parent.id);
    const gone = await make('旧锅炉房', base.id);
    await make('司炉班', gone.id);
    await make('管网所', base.id, { code: 'RL-1' });
    const rows = [heads, [1, '热力公司', '管网所', null, 'RL-1', '科室']];
    const kept = await preview(base.id, await book(rows));
    expect(kept.absent).toMatchObject({
      count: 2,
      units: [{ name: '旧锅炉房' }, { name: '司炉班' }],
    });
    expect((await confirm(kept.id)).counts.closed).toBe(0);
    const bad = await preview(base.id, await book([...rows, [2, '没有的', '新所']]));
    expect((await confirm(bad.id, { closeAbsent: true })).code).toBe('rows-rejected');
    const all = await preview(base.id, await book(rows));
    expect((await confirm(all.id, { closeAbsent: true })).counts).toMatchObject({ closed: 2 });
    const after = await units();
    expect(after.find((u) => u.id === gone.id)).toMatchObject({
      units: 0,
      closed_on: '2026-03-02',
    });
    expect(after.find((u) => u.id === base.id)!.units).toBe(2);
  });

  it('moves by code, exchanges codes, and refuses a circle', async () => {
    const base = await make('地铁公司', world.units.parent.id);
    const a = await make('甲线', base.id, { code: 'DT-A' });
    const b = await make('乙线', base.id, { code: 'DT-B' });
    const c = await make('一站', a.id, { code: 'DT-1' });
    const heading = ['系统编号', '上级单位', '单位名称', '代码'];
    const shown = await preview(
      base.id,
      await book([
        heading,
        [a.id, '地铁公司', '甲线', 'DT-B'],
        [b.id, '地铁公司', '乙线', 'DT-A'],
        [c.id, '乙线', '一站', 'DT-1'],
      ]),
    );
    expect(statuses(shown)).toEqual(['changed', 'changed', 'moved']);
    await confirm(shown.id);
    const after = new Map((await units()).map((u) => [u.id, u]));
    expect([after.get(a.id)!.code, after.get(b.id)!.code]).toEqual(['DT-B', 'DT-A']);
    expect([after.get(a.id)!.units, after.get(b.id)!.units]).toEqual([1, 2]);
    expect(after.get(c.id)!.path.startsWith(after.get(b.id)!.path)).toBe(true);
    const circle = await preview(
      base.id,
      await book([heading, [b.id, '一站', '乙线', 'DT-A'], [a.id, '一站', '甲线', 'DT-B']]),
    );
    expect(circle.list.map((r) => r.issues[0]?.code)).toEqual(['org:import-cycle', undefined]);
  });

  it('reads a form by levels, whose upper units may have no row of their own', async () => {
    const base = await make('公交公司', world.units.parent.id);
    const shown = await preview(
      base.id,
      await book([
        ['一级单位', '二级单位', '三级单位', '类别'],
        ['公交公司', null, null, '公司'],
        [null, '一车队', '101路', '班组'],
        [null, null, '102路', '班组'],
        [null, '二车队', null, '班组'],
      ]),
    );
    expect(shown).toMatchObject({ counts: { changed: 1, new: 3 }, implied: 1 });
    await confirm(shown.id);
    const after = await units();
    const first = after.find((u) => u.name === '一车队')!;
    expect(
      after
        .filter((u) => u.parent_id === first.id)
        .map((u) => u.name)
        .sort(),
    ).toEqual(['101路', '102路']);
    expect(after.find((u) => u.id === base.id)!.units).toBe(5);
  });

  it('refuses a file without headings, and one that is no table, with what to do', async () => {
    const none = await preview(world.units.own.id, await book([['说明'], ['请填写']]));
    expect(none).toMatchObject({ code: 'import-invalid' });
    expect(none.issues).toMatchObject([{ code: 'org:import-no-headings' }]);
    const pdf = { name: '组织.pdf', bytes: Buffer.from('%PDF-1.7 not a table') };
    expect((await preview(world.units.own.id, pdf)).code).toBe('import-invalid');
  });
});

describe('exporting a tree', () => {
  it('gives it as of any day, and the export imported again changes nothing', async () => {
    const base = await make('机场公司', world.units.parent.id, { on: '2025-01-01' });
    const one = await make('航站部', base.id, { on: '2025-01-01', code: 'JC-1' });
    await make('办公室', one.id, { on: '2025-02-01', kind: 'office' });
    await make('办公室', base.id, { on: '2025-03-01', kind: 'office' });
    await make('办公室', base.id, { on: '2025-03-01', kind: 'office' });
    const past = await cellsOf(await exported(base.id, '2025-02-10'));
    expect(past.slice(2).map((r) => [r[1], r[2]])).toEqual([
      [null, '机场公司'],
      ['机场公司', '航站部'],
      ['航站部', '办公室'],
    ]);
    const bytes = await exported(base.id);
    const shown = await preview(base.id, { name: '导出.xlsx', bytes });
    expect(shown.counts).toMatchObject({ unchanged: 5, new: 0, changed: 0, moved: 0, rejected: 0 });
    expect(shown.absent.count).toBe(0);
  });
});
