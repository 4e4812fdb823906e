import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTranslator } from '../../contract/messages/index.ts';
import { issueText } from '../../contract/messages/issue.ts';
import type { Cell } from '../table/cells.ts';
import {
  hasSample,
  issuesOf,
  plan,
  readBytes,
  readText,
  sampleBytes,
  xlsx,
} from './ledger.fixture.ts';
import { type LedgerFile, readLedger } from './read.ts';

/** Every filled row of a ledger is a line or skipped, once. */
function expectAccounted(file: LedgerFile): void {
  const filled = file.sheets.filter((s) => s.ledger).reduce((n, s) => n + s.rows, 0);
  expect(file.lines.length + file.skipped.length).toBe(filled);
  const rows = [...file.lines, ...file.skipped].map((r) => `${r.sheet}:${r.row}`);
  expect(new Set(rows).size).toBe(rows.length);
  expect(file.problems.flatMap((p) => p.lines).sort((a, b) => a - b)).toEqual([
    ...file.lines.keys(),
  ]);
}

describe('a ledger as an office sends it', () => {
  const messy = `某市分公司整改台账（截至2026年9月10日）,,,,,,,,,,
单位：某市分公司（盖章）,,,,,,,,,,
序号,存在的主要问题,责任落实,,,整改措施,整改类型,完成时限,目前进展,完成时间,佐证材料
,,责任单位,责任领导,责任人,,,,,,
一、形式主义方面,,,,,,,,,,
1,物业报修平均等待９天，群众意见较多,三分公司,李四,张三、王　五,建立２４小时受理,立行立改,三月底前,已建立,2026.3.20,照片3张
,,,,赵六（安全部）,公开维修时限,限期整改,2026年6月,,,
,,,,,,,,已上墙公示,,
2,会议过多，基层疲于应付,,李四,张三,压减会议,长期坚持,长期,持续推进,,
序号,存在的主要问题,责任落实,,,整改措施,整改类型,完成时限,目前进展,完成时间,佐证材料
3,数字注水，虚报产值,四分公司,王二,钱七,核实数据,限期,待定,,,
4,,,,,,,,,,
合计,3,,,,,,,,,
注：本表一式两份,,,,,,,,,,
,,,,,,,,,,
填表人：张三,,,,,,,,,,
`;

  test('titles, headings over two rows, sections, totals, notes and repeated headings', async () => {
    const file = await readText(messy);
    expectAccounted(file);
    expect(file.forms[0]!.form.titles).toEqual([
      '某市分公司整改台账（截至2026年9月10日）',
      '单位：某市分公司（盖章）',
    ]);
    expect(file.skipped.map((s) => [s.row, s.why])).toEqual([
      [5, 'section'],
      [10, 'heading'],
      [12, 'empty'],
      [13, 'total'],
      [14, 'note'],
      [16, 'note'],
    ]);
    expect(file.problems.map((p) => [p.section, p.fields.unit, p.lines.length])).toEqual([
      ['一、形式主义方面', '三分公司', 3],
      ['一、形式主义方面', '三分公司', 1],
      ['一、形式主义方面', '四分公司', 1],
    ]);
  });

  test('one problem with its measures, people, days and what was told', async () => {
    const file = await readText(messy);
    expect(file.problems[0]!.fields).toEqual({
      facts: '物业报修平均等待9天，群众意见较多',
      unit: '三分公司',
      leader: ['李四'],
      owner: ['张三', '王五'],
    });
    expect(file.lines[0]!.measure).toEqual({
      text: '建立24小时受理',
      kind: 'at-once',
      due: '2026-03-31',
      owner: ['张三', '王五'],
      progress: '已建立',
      evidence: '照片3张',
      closedOn: '2026-03-20',
    });
    expect(file.lines[1]!.measure).toMatchObject({ owner: ['赵六'], due: '2026-06-30' });
    expect(file.lines[2]).toMatchObject({ into: 1, measure: { progress: '已上墙公示' } });
  });

  test('which side of a target is good, in any words; one that says neither is told', async () => {
    const file = await readText(`问题表现,责任单位,整改措施,整改时限,目标值,目标方向
报修平均等待九天,三分公司,增加轮值,2026-06-30,2,越低越好
办结率偏低,三分公司,每周通报,2026-06-30,95,不低于
满意率偏低,三分公司,回访住户,2026-06-30,90,待定
`);
    expect(file.lines.map((l) => l.measure.direction)).toEqual(['down', 'up', undefined]);
    expect(file.lines[2]!.issues).toMatchObject([
      { code: 'ledger:import-direction', severity: 'warning', params: { text: '待定' } },
    ]);
  });

  test('what is wrong names the sheet, the cell and the remedy', async () => {
    const { lines } = await readText(messy);
    expect(lines[4]!.issues).toEqual([
      {
        code: 'ledger:import-due',
        at: { row: 11, column: 'H (完成时限)' },
        params: { text: '待定' },
      },
    ]);
    expect(lines[3]!.issues).toMatchObject([
      { code: 'ledger:import-carried', severity: 'warning', params: { unit: '三分公司' } },
    ]);
  });

  test('a construction group’s list: every column is placed or told', async () => {
    const file = await readText(
      '序号,组织单位,分序号,项目名称,施工标段,工点名称,问题描述,问题原因,整改措施,整改时限,责任部门,整改责任人,整改进展,销号时间,处罚情况,问题类型\n' +
        '1,某铁路公司,1,青杉线,二标,3号桥,模板支撑间距过大,交底不清,重新交底并整改支撑,2026.4.10,工程部,周一,已完成,2026.4.8,罚款2000元,质量\n',
    );
    const { form } = file.forms[0]!;
    expect(
      Object.fromEntries([...form.columns].map(([role, c]) => [role, form.labels[c]])),
    ).toEqual({
      ordinal: '序号',
      facts: '问题描述',
      cause: '问题原因',
      text: '整改措施',
      due: '整改时限',
      unit: '责任部门',
      measureOwner: '整改责任人',
      owner: '整改责任人',
      progress: '整改进展',
      closedOn: '销号时间',
      tendency: '问题类型',
    });
    expect(form.unread.map((u) => u.label)).toEqual(['组织单位', '分序号']);
    expect(form.unknown.map((u) => u.label)).toEqual([
      '项目名称',
      '施工标段',
      '工点名称',
      '处罚情况',
    ]);
  });

  test('unknown headings are suggested for, and read once somebody has said what they are', async () => {
    const text = '序号,责任单位,查找出来的突出毛病,整改举措\n1,三分公司,会议过多过长,合并会议\n';
    const file = await readText(text);
    expect(file.forms[0]!.form.unknown).toMatchObject([{ label: '查找出来的突出毛病', column: 2 }]);
    const learned = { 查找出来的突出毛病: 'facts' } as const;
    const again = await readText(text, { learned });
    expect(again.problems[0]!.fields.facts).toBe('会议过多过长');
    expect(again.forms[0]!.form.unknown).toEqual([]);
    const guess = await readText(
      '责任单位,存在问题,最后时限要紧,整改举措\n三分公司,会议过多,3月,合并会议\n',
    );
    expect(guess.forms[0]!.form.unknown[0]!.like[0]!.role).toBe('due');
  });

  test('cells merged downwards: one problem over its measures, a unit over its problems', async () => {
    const bytes = await xlsx((sheet) => {
      sheet.addRow(['第三分公司问题整改台账']);
      sheet.mergeCells('A1:G1');
      sheet.addRow(['序号', '责任单位', '问题表现', '整改措施', '整改时限', '责任人', '落实情况']);
      sheet.addRow([
        1,
        '三分公司',
        '报修等待时间长',
        '增加人手',
        new Date('2026-03-31'),
        '张三',
        '已招2人',
      ]);
      sheet.addRow([null, null, null, '公开时限', '四月底', '李四', null]);
      sheet.addRow([null, null, null, null, null, null, '已公开']);
      sheet.addRow([2, null, '会议过多过长', '合并会议', '长期', '张三', null]);
      sheet.mergeCells('A3:A5');
      sheet.mergeCells('C3:C5');
      sheet.mergeCells('D4:D5');
      sheet.mergeCells('B3:B6');
    });
    const file = await readBytes(bytes);
    expectAccounted(file);
    expect(file.problems.map((p) => p.lines)).toEqual([[0, 1, 2], [3]]);
    expect(file.problems.map((p) => p.fields.unit)).toEqual(['三分公司', '三分公司']);
    expect(file.lines[2]!.into).toBe(1);
    expect(file.lines[0]!.measure.due).toBe('2026-03-31');
  });

  test('a month typed into Excel is stored as its first day and means its last', async () => {
    const bytes = await xlsx((sheet) => {
      sheet.addRow(['问题', '措施', '整改时限', '责任单位']);
      const row = sheet.addRow(['报修等待时间长', '增加人手', new Date('2026-06-01'), '三分公司']);
      row.getCell(3).numFmt = 'yyyy"年"m"月"';
    });
    expect((await readBytes(bytes)).lines[0]!.measure.due).toBe('2026-06-30');
  });

  test('the same words for two units are two problems; on two rows of one unit they are one', async () => {
    const file = await readText(
      '编号,存在问题,责任单位,整改措施\n1,台账不全不实,三分公司,补齐台账\n2,台账不全不实,四分公司,补齐台账\n,台账不全不实,四分公司,专人管理\n',
    );
    expect(file.problems.map((p) => p.lines)).toEqual([[0], [1, 2]]);
  });

  test('another number without words is another problem, and told', async () => {
    const file = await readText(
      '序号,存在问题,责任单位,整改措施\n1,会议过多过长,三分公司,合并会议\n2,,三分公司,清理报表\n',
    );
    expect(file.problems.map((p) => p.lines)).toEqual([[0], [1]]);
    expect(file.lines[1]!.issues.map((i) => i.code)).toEqual(['ledger:import-no-facts']);
  });

  test('sheets that are no ledgers are passed over and told', async () => {
    const bytes = await xlsx((sheet) => {
      sheet.addRow(['存在问题', '整改措施', '责任单位']);
      sheet.addRow(['报修等待时间长', '增加人手', '三分公司']);
      sheet.workbook.addWorksheet('填报说明').addRows([['请于 3 月 5 日前填完'], ['联系人：王某']]);
      sheet.workbook.addWorksheet('清单').addRows([
        ['问题清单', null, null],
        ['序号', '具体问题', '责任部门'],
        [1, '会议过多过长', '四分公司'],
      ]);
    });
    const file = await readBytes(bytes);
    expect(file.sheets.map((s) => [s.sheet, s.ledger, s.rows])).toEqual([
      ['台账', true, 1],
      ['填报说明', false, 2],
      ['清单', true, 1],
    ]);
    expectAccounted(file);
  });

  test('a file without a ledger is refused with what it lacks', async () => {
    const [issue] = await issuesOf(readText('姓名,电话\n张三,123\n'));
    expect(issue!.code).toBe('ledger:import-no-headings');
  });

  test.skipIf(!hasSample)('65,203 rows of which 495 are filled (SHIJI_DATA)', async () => {
    const learned = { 留言主题: 'title', 留言详情: 'facts', 一级分类: 'tendency' } as const;
    const file = await readBytes(sampleBytes(), { learned });
    expectAccounted(file);
    expect(file.sheets[0]!.rows).toBe(495);
    expect(file.lines).toHaveLength(495);
    expect(file.lines.at(-1)!.row).toBeGreaterThan(495);
  });
});

describe('whatever a sheet holds', () => {
  const words = [
    ...[
      '序号',
      '问题',
      '存在问题',
      '整改措施',
      '责任单位',
      '责任人',
      '整改时限',
      '合计',
      '注：',
      '无',
      '',
    ],
    ...['一、学习方面', '2026年3月', '三分公司', '张三、李四', '长期', '１', '#REF!', '=A1'],
  ];
  const cell: fc.Arbitrary<Cell> = fc.oneof(
    fc.constantFrom(...words),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.integer(),
    fc.double(),
    fc.constant(null),
  );
  const rows = fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 12 });
  const headed = rows.map((body) => [
    ['序号', '存在问题', '整改措施', '责任单位', '整改时限', '责任人'],
    ...body,
  ]);
  const box = fc.record({
    top: fc.nat(8),
    left: fc.nat(5),
    bottom: fc.nat(12),
    right: fc.nat(8),
  });

  test('it is read or refused with a text, and every row is accounted for', () => {
    const t = createTranslator('zh-CN');
    fc.assert(
      fc.property(fc.oneof(rows, headed), fc.array(box, { maxLength: 3 }), (cells, merged) => {
        let file: LedgerFile;
        try {
          file = readLedger([{ file: 'a', sheet: 's', encoding: 'xlsx', rows: cells, merged }], {
            year: 2026,
          });
        } catch (error) {
          const { issues } = error as { issues: { code: string }[] };
          expect(issues[0]!.code).toBe('ledger:import-no-headings');
          return;
        }
        expectAccounted(file);
        const { lines, counts } = plan(JSON.parse(JSON.stringify({ ...file, forms: [] })));
        expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(lines.length);
        for (const { issues, status } of lines) {
          expect(status === 'rejected').toBe(issues.some((i) => i.severity !== 'warning'));
          for (const issue of issues) expect(issueText(issue, t)).not.toContain('ledger:');
        }
      }),
      { numRuns: 1500 },
    );
  });
});
