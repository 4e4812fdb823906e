import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { importer } from '../../../test/setup/task.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { ImportPreview } from '../../contract/person/imports.ts';
import { readPeople } from '../../office/person/read.ts';
import { readGrids } from '../../office/table/grid.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  cookie = (await world.signInAs('office', world.units.own)).cookie;
});
afterAll(() => server.close());

type Cell = string | number | Date | null;

/** A workbook as an office sends it: a merged title, headings, rows, a note below. */
async function workbook(rows: readonly (readonly Cell[])[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('花名册');
  sheet.addRow(['三分公司干部花名册（2026年3月）']);
  sheet.mergeCells('A1:I1');
  sheet.addRow([
    ...['序号', '姓　名', '职工编号', '所在部门', '现任职务', '任职方式', '任现职时间'],
    ...['手机号码', '系统角色'],
  ]);
  for (const row of rows) sheet.addRow([...row]);
  sheet.addRow([]);
  sheet.addRow(['填表人：赵填表']);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const usual: readonly (readonly Cell[])[] = [
  [
    1,
    '贺　兰',
    'Ｇ001',
    '三分公司',
    '经理',
    '任职',
    '2024年3月5日',
    '１３９００００１１１１',
    '第一责任人',
  ],
  [2, '公孙策', 'G002', 'C3-1', '安全总监', '兼任', 45000, '13900002222', ''],
  [3, '贺　兰', 'G001', '三分公司', '工会主席', '兼', '2025.1.1', '', ''],
  [4, '端木磊', 'G003', '三分司', '干事', '', '', '', ''],
  [5, '百里奚', 'G004', '五分公司', '干事', '', '', '', ''],
  [6, '钟离昧', 'G005', '三分公司', '出纳', '', '去年', '打不通', '局长'],
];

/** Sends a file, and answers what it asks. */
async function preview(file: Buffer, answers: object = {}) {
  const imports = importer(server, () => cookie);
  const sent = await imports.send('/api/person/imports', {
    name: '花名册.xlsx',
    bytes: new Uint8Array(file),
  });
  const seen = await imports.shown<ImportPreview>(sent);
  const told =
    Object.keys(answers).length > 0
      ? await imports.again<ImportPreview>(seen.id, { answers })
      : seen;
  return { ...told, counts: told.counts!, rows: told.rows! };
}
const confirm = (id: string, options: object = {}) =>
  importer(server, () => cookie).confirm(id, options);

describe('people from Excel', () => {
  it('every row has its outcome and reason, and nothing is written before it is confirmed', async () => {
    const seen = await preview(await workbook(usual));
    expect(seen.counts).toEqual({
      ...{ new: 2, changed: 1, unchanged: 0, ask: 0, rejected: 3 },
      skipped: 1,
    });
    expect(seen.rows).toBe(7);
    const why = Object.fromEntries(seen.list.map((r) => [r.row, r.issues.map((i) => i.code)]));
    expect(why[6]).toEqual(['person:import-unit-unknown']);
    expect(seen.list.find((r) => r.row === 6)!.issues[0]!.params).toMatchObject({
      like: '三分公司',
    });
    expect(why[7]).toEqual(['person:import-unit-unknown']);
    expect(why[8]!.sort()).toEqual([
      'person:import-day',
      'person:import-mobile',
      'person:import-role',
    ]);
    expect(seen.list[1]!.post).toMatchObject({
      unit: '机电项目部',
      kind: 'concurrent',
      since: '2023-03-15',
    });
    const written = await server.ctx.db
      .selectFrom('person')
      .select('id')
      .where('number', '=', 'G001')
      .execute();
    expect(written).toEqual([]);
  });

  it('is written whole, and again changes nothing', async () => {
    const file = await workbook(usual);
    const seen = await preview(file);
    const twin = await preview(file);
    const done = await confirm(seen.id);
    expect(done).toMatchObject({
      state: 'done',
      result: { people: 2, posts: 3, tenures: 3, grants: 1 },
    });
    const person = await server.ctx.db
      .selectFrom('person')
      .selectAll()
      .where('number', '=', 'G001')
      .executeTakeFirstOrThrow();
    expect(person).toMatchObject({
      name: '贺兰',
      mobile: '13900001111',
      org_id: world.units.own.id,
    });
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `person:${person.id}`)
      .execute();
    expect(entries.map((e) => e.act).sort()).toEqual(['person.create', 'person.grant']);
    const again = await preview(file);
    expect(again.counts).toMatchObject({ new: 0, changed: 0, unchanged: 3, ask: 0, rejected: 3 });
    expect(await confirm(twin.id)).toMatchObject({ state: 'failed', code: 'conflict' });
  });

  it('changes of somebody known by number, and refuses a post another holds', async () => {
    const file = await workbook([
      [1, '贺兰', 'G001', 'C3-1', '', '', '', '13900009999', ''],
      [2, '公孙策', 'G002', '机电项目部', '', '', '', '', '系统管理员'],
      [3, '新人甲', 'G010', '三分公司', '经理', '任职', '2026-01-01', '', ''],
    ]);
    const seen = await preview(file);
    expect(seen.list[0]).toMatchObject({ status: 'changed', changes: ['mobile', 'unitId'] });
    expect(seen.list[1]!.issues[0]!.code).toBe('person:import-role-refused');
    expect(seen.list[2]!.issues[0]).toMatchObject({
      code: 'person:import-post-held',
      params: { holder: '贺兰' },
    });
  });

  it('asks about a namesake without a number, and does as it is answered', async () => {
    const made = await world.person('司空见', world.units.own);
    const file = await workbook([
      [1, '司空见', '', '三分公司', '统计员', '', '2025-05-01', '', ''],
    ]);
    const seen = await preview(file);
    expect(seen.list[0]).toMatchObject({ status: 'ask', candidates: [{ id: made }] });
    const { key } = seen.list[0]!;
    const same = await preview(file, { [key]: made });
    expect(same.list[0]!.status).toBe('changed');
    const other = await preview(file, { [key]: 'new' });
    expect(other.list[0]!.status).toBe('new');
    // Answers that were not part of what was shown do something else than it.
    expect((await confirm(seen.id, { answers: { [key]: made } })).code).toBe('conflict');
    expect((await confirm(same.id)).result).toMatchObject({ people: 0, tenures: 1 });
  });

  it('tells doubles inside the file, and numbers used outside one’s reach without whose', async () => {
    await server.ctx.db
      .updateTable('person')
      .set({ number: 'Z-9' })
      .where('id', '=', world.units.sibling.rows.person)
      .execute();
    const seen = await preview(
      await workbook([
        [1, '双一', 'G020', '三分公司', '会计', '', '', '', ''],
        [2, '双一', 'G020', '三分公司', '会计', '', '', '', ''],
        [3, '双二', 'G020', '三分公司', '出纳', '', '', '', ''],
        [4, '越界', 'Z-9', '三分公司', '', '', '', '', ''],
      ]),
    );
    expect(seen.list.map((r) => r.issues.map((i) => i.code))).toEqual([
      [],
      ['person:import-twice'],
      ['person:import-number-names'],
      ['person:import-number-elsewhere'],
    ]);
    expect(JSON.stringify(seen)).not.toContain('五分公司的人');
  });

  it('rejected rows come back in the layout they came in, with the reason', async () => {
    const { id } = await preview(await workbook(usual));
    const answer = await server.app.inject({
      url: `/api/tasks/${id}/rejects`,
      headers: { cookie },
    });
    expect(decodeURIComponent(answer.headers['content-disposition'] as string)).toContain(
      '退回-花名册.xlsx',
    );
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(answer.rawPayload as never);
    const sheet = book.worksheets[0]!;
    expect(sheet.name).toBe('花名册');
    expect(sheet.getRow(1).getCell(1).text).toContain('干部花名册');
    expect(sheet.getRow(2).getCell(3).text).toBe('职工编号');
    expect(sheet.rowCount).toBe(5);
    expect(sheet.getRow(3).getCell(2).text).toBe('端木磊');
    expect(sheet.getRow(3).getCell(10).text).toContain('三分公司');
    expect(sheet.getRow(5).getCell(10).text).toContain('打不通');
  });

  it('what is exported reads in again without a change', async () => {
    const answer = await server.app.inject({
      url: `/api/person/people.xlsx?under=${world.units.own.id}`,
      headers: { cookie },
    });
    const file = answer.rawPayload;
    const read = readPeople(await readGrids({ name: 'a.xlsx', bytes: new Uint8Array(file) }));
    expect(read.lines.map((l) => l.name)).toContain('贺兰');
    expect(read.lines.flatMap((l) => l.issues)).toEqual([]);
    const seen = await preview(file);
    const waiting = seen.list
      .filter((r) => r.status === 'ask')
      .map((r) => [r.key, r.candidates[0]!.id]);
    const settled = await preview(file, Object.fromEntries(waiting));
    expect(settled.list.filter((r) => r.status === 'rejected')).toEqual([]);
    expect(settled.counts).toMatchObject({ new: 0, changed: 0, ask: 0, rejected: 0 });
    expect(settled.counts.unchanged).toBe(settled.rows - settled.counts.skipped!);
  });

  it('what is no table, or names no people, is refused with what to do', async () => {
    const none = await preview(Buffer.from('编号,金额\n1,2\n'));
    expect(none).toMatchObject({
      state: 'failed',
      code: 'import-invalid',
      issues: [{ code: 'person:import-no-headings' }],
    });
    expect((await preview(Buffer.from('%PDF-1.4'))).code).toBe('import-invalid');
  });
});
