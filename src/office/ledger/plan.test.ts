import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureKinds, severities } from '../../contract/problem/states.ts';
import { issuesOf, plan, readBytes, readText, units, written } from './ledger.fixture.ts';
import type { KnownMeasure, KnownProblem } from './plan.ts';
import { prose } from './text.ts';
import { unitResolver } from './units.ts';

let serial = 0;
const id = (): string => `00000000-0000-7000-8000-${String(++serial).padStart(12, '0')}`;

function measure(more: Partial<KnownMeasure> = {}): KnownMeasure {
  return {
    id: id(),
    version: 1,
    text: '建立24小时受理制度',
    kind: 'by-date',
    due: '2026-06-30',
    owner: ['张三'],
    criterion: '平均等待不超过3天',
    baseline: 9,
    target: 3,
    measureUnit: '天',
    direction: 'down',
    beneficiaries: '小区居民',
    progress: null,
    effect: null,
    closedOn: null,
    started: false,
    claimed: false,
    told: [],
    ...more,
  };
}

function known(more: Partial<KnownProblem> = {}): KnownProblem {
  return {
    id: id(),
    version: 3,
    number: '2026-0132',
    unit: '第三分公司',
    unitId: '第三分公司',
    foreignNumber: null,
    source: '自查',
    mirror: null,
    tendency: '办事拖延',
    title: '物业报修平均等待9天',
    facts: '物业报修平均等待9天，\n群众意见较多。',
    cause: null,
    severity: 'ordinary',
    systemic: false,
    leader: ['李四'],
    owner: ['张三', '王五'],
    state: '在办',
    light: 'soon',
    settled: false,
    told: [],
    measures: [measure(), measure({ text: '公开维修时限', kind: 'long-term', due: null })],
    ...more,
  };
}

/** The file as somebody saved it after changing some cells. */
async function edited(
  bytes: Uint8Array,
  change: (cell: (heading: string, row: number) => ExcelJS.Cell, sheet: ExcelJS.Worksheet) => void,
): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.slice().buffer as never);
  const sheet = workbook.worksheets[0]!;
  const headings = (sheet.getRow(4).values as string[]).slice(1);
  change((heading, row) => {
    const column = headings.indexOf(heading) + 1;
    if (column === 0) throw new Error(`no column ${heading}`);
    return sheet.getCell(row, column);
  }, sheet);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

const codes = (issues: readonly { code: string }[]): string[] => issues.map((i) => i.code);

describe('a new ledger against an empty one', () => {
  const text = `编号,存在问题,责任单位,整改措施,整改时限
1,会议过多过长,三分公司,合并会议,3月
,,,限制时长,4月
2,台账不实不全,第五分公司,补齐台账,3月
3,报修等待时间长,青杉集团,增加人手,3月
4,虚报产值数据,四分公司,核实数据,待定
,,,问责到人,5月
5,乱铺摊子问题,老分公司,清理项目,5月
`;

  test('rows are accepted, or rejected with the cell and the reason; a problem as a whole', async () => {
    const { lines, counts } = plan(await readText(text));
    expect(counts).toEqual({ accepted: 2, updated: 0, unchanged: 0, rejected: 5 });
    expect(lines.map((l) => [l.line.row, l.status, ...codes(l.issues)])).toEqual([
      [2, 'accepted'],
      [3, 'accepted'],
      [4, 'rejected', 'ledger:import-unit-unknown'],
      [5, 'rejected', 'ledger:import-unit-outside'],
      [6, 'rejected', 'ledger:import-due'],
      [7, 'rejected', 'ledger:import-with-row'],
      [8, 'rejected', 'ledger:import-unit-closed'],
    ]);
    expect(lines[2]!.issues[0]).toMatchObject({
      at: { row: 4, column: 'C (责任单位)' },
      params: { text: '第五分公司', like: expect.stringContaining('第三分公司') },
    });
  });

  test('units by short name, code and path; the first of several; what was picked before', () => {
    const resolve = unitResolver(units, { 五分公司: '第四分公司' });
    for (const words of ['三分公司', '第三分公司', '1003', '青杉集团/三分公司', ' 三 分公司'])
      expect(resolve(words), words).toMatchObject({ kind: 'one', unit: { name: '第三分公司' } });
    expect(resolve('五分公司')).toMatchObject({ kind: 'one', unit: { name: '第四分公司' } });
    const match = resolve('三分公司物业服务部');
    expect(match.kind === 'unknown' && match.like[0]!.unit.name).toBe('物业服务中心');
  });

  test('two numbers alike with other words are told apart; the same row twice counts once', async () => {
    const { lines } = plan(
      await readText(
        '编号,存在问题,责任单位,整改措施\n7,会议过多过长,三分公司,合并会议\n7,台账不实不全,三分公司,补齐台账\n8,会议过多过长,三分公司,合并会议\n',
      ),
    );
    expect(lines.map((l) => [l.status, ...codes(l.issues)])).toEqual([
      ['accepted'],
      ['rejected', 'ledger:import-number-twice'],
      ['unchanged'],
    ]);
  });
});

describe('a ledger that comes again', () => {
  test('by its number or its words: only what differs is changed, what was told is told once', async () => {
    const own = known({
      foreignNumber: '17',
      measures: [measure({ text: '合并会议', owner: ['张三'], told: ['已合并2个'] })],
    });
    const file = await readText(
      '编号,存在问题,责任单位,整改措施,整改时限,目前进展\n17,物业报修平均等待9天,三分公司,合并会议,2026-06-30,已合并2个\n',
    );
    const { problems, lines } = plan(file, [own]);
    expect(lines[0]!.status).toBe('updated');
    expect(problems[0]!.fields).toEqual({ facts: '物业报修平均等待9天' });
    expect(problems[0]!.measures).toEqual([]);
    const words = await readText(
      '存在问题,责任单位,整改措施,目前进展\n物业报修平均等待9天 群众意见较多,三分公司,合并会议,全部完成\n',
    );
    const again = plan(words, [own]).problems[0]!;
    expect(again.known).toBe(own);
    expect(again.measures[0]!.notes).toEqual([{ line: 0, role: 'progress', text: '全部完成' }]);
  });

  test('what is settled, or promised by a measure that has begun, is not changed by a file', async () => {
    const text = (due: string): string =>
      `存在问题,责任单位,整改措施,整改时限\n物业报修平均等待9天，群众意见较多,三分公司,合并会议,${due}\n`;
    const begun = known({ measures: [measure({ text: '合并会议', started: true })] });
    expect(plan(await readText(text('2026-06-30')), [begun]).lines[0]!.status).toBe('updated');
    const later = plan(await readText(text('2026-09-30')), [begun]).lines[0]!;
    expect(codes(later.issues)).toEqual(['ledger:import-started']);
    const closed = known({ settled: true, measures: [measure({ text: '合并会议' })] });
    const refused = plan(await readText(text('2026-09-30')), [closed]).lines[0]!;
    expect(codes(refused.issues)).toEqual(['ledger:import-settled']);
  });
});

describe('our own file', () => {
  test.each(['zh-CN', 'en'] as const)('comes back in %s and changes nothing', async (lang) => {
    const problems = [known(), known({ measures: [], number: '2026-0133', facts: '会议过多过长' })];
    for (const form of ['ledger', 'list'] as const) {
      const file = await readBytes(await written(problems, form, lang));
      expect(file.forms[0]!.form.unknown).toEqual([]);
      const { counts, lines } = plan(file, problems);
      expect(counts).toEqual({ accepted: 0, updated: 0, unchanged: lines.length, rejected: 0 });
      expect(lines).toHaveLength(form === 'ledger' ? 3 : 2);
    }
  });

  test('edited, it changes exactly the edited cells; an emptied cell empties', async () => {
    const own = known();
    const bytes = await edited(await written([own]), (cell) => {
      cell('产生原因', 5).value = '无人统筹';
      cell('成效标准', 5).value = null;
      cell('整改时限', 6).value = '2026年9月';
      cell('阶段进展', 6).value = '已公开';
    });
    const { problems, lines } = plan(await readBytes(bytes), [own]);
    expect(lines.map((l) => l.status)).toEqual(['updated', 'updated']);
    expect(problems[0]!.fields).toEqual({ cause: '无人统筹' });
    expect(problems[0]!.measures).toEqual([
      { line: 0, known: own.measures[0], fields: { criterion: null }, notes: [] },
      {
        line: 1,
        known: own.measures[1],
        fields: { due: '2026-09-30' },
        notes: [{ line: 1, role: 'progress', text: '已公开' }],
      },
    ]);
  });

  test('what others changed meanwhile stays; a cell changed on both sides is refused', async () => {
    const own = known();
    const bytes = await edited(await written([own]), (cell) => {
      cell('产生原因', 5).value = '无人统筹';
    });
    const file = await readBytes(bytes);
    const elsewhere = { ...own, version: 4, severity: 'grave' as const };
    expect(plan(file, [elsewhere]).problems[0]!.fields).toEqual({ cause: '无人统筹' });
    const same = { ...own, version: 4, cause: '人手不足' };
    const refused = plan(file, [same]).lines[0]!;
    expect(refused.issues).toMatchObject([
      { code: 'ledger:import-changed-since', at: { row: 5, column: 'H (产生原因)' } },
    ]);
  });

  test('a copied row, a changed unit and an emptied measure are refused; a row added is new', async () => {
    const own = known({ measures: [measure()] });
    const other = known({ number: '2026-0134', facts: '会议过多过长', measures: [measure()] });
    const bytes = await edited(await written([own, other]), (cell, sheet) => {
      sheet.getRow(7).values = sheet.getRow(5).values as ExcelJS.CellValue[];
      cell('整改措施', 5).value = null;
      cell('责任单位', 6).value = '四分公司';
      cell('责任单位', 8).value = '四分公司';
      cell('问题表现', 8).value = '虚报产值数据';
    });
    const { lines } = plan(await readBytes(bytes), [own, other]);
    expect(lines.map((l) => [l.line.row, l.status, ...codes(l.issues)])).toEqual([
      [5, 'rejected', 'ledger:import-emptied'],
      [6, 'rejected', 'ledger:import-unit-moved'],
      [7, 'rejected', 'ledger:import-twice'],
      [8, 'accepted'],
    ]);
  });

  test('any problems come back as they were written', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    const words = text.map((s) => `某问题${prose(s)}`);
    const maybe = fc.option(words, { nil: null });
    const names = fc.uniqueArray(fc.constantFrom('张三', '李四', '王五', '欧阳明', 'Li Wei'), {
      maxLength: 3,
    });
    const day = fc.option(
      fc
        .date({ min: new Date('2010-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
        .map((d) => d.toISOString().slice(0, 10)),
      { nil: null },
    );
    const figure = fc.option(
      fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      { nil: null },
    );
    const measures = fc.array(
      fc.record({
        text: words,
        kind: fc.constantFrom(...measureKinds),
        due: day,
        owner: names,
        criterion: maybe,
        baseline: figure,
        target: figure,
        direction: fc.constantFrom('up' as const, 'down' as const, null),
        progress: maybe,
        effect: fc.oneof(maybe, figure),
      }),
      { maxLength: 3 },
    );
    const problems = fc.array(
      fc.record({
        facts: words,
        title: words,
        cause: maybe,
        source: maybe,
        severity: fc.constantFrom(...severities),
        systemic: fc.boolean(),
        leader: names,
        owner: names,
        measures,
      }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(problems, async (made) => {
        const own = made.map((p, k) =>
          known({
            ...p,
            number: `2026-${k}`,
            measures: p.measures.map((m) => measure({ ...m, effect: m.effect as string | null })),
          }),
        );
        const { counts, lines } = plan(await readBytes(await written(own)), own);
        expect(lines.flatMap((l) => l.issues)).toEqual([]);
        expect(counts.unchanged).toBe(lines.length);
        expect(lines.length).toBe(own.reduce((n, p) => n + Math.max(1, p.measures.length), 0));
      }),
      { numRuns: 60 },
    );
  });
});

describe('our own file of a day that is over', () => {
  const day = '2026-02-01';
  const own = () => known({ measures: [measure({ due: '2026-05-31' })] });

  test('is refused with the day, by its marks or by its words', async () => {
    const bytes = await written([own()], 'ledger', 'zh-CN', day);
    const unmarked = await edited(bytes, (cell) => {
      cell('系统标识', 5).value = null;
    });
    const untitled = await edited(bytes, (_, sheet) => {
      sheet.getCell('A2').value = '第三分公司';
    });
    const english = await written([own()], 'list', 'en', day);
    for (const [file, marks] of [
      ...([bytes, untitled, english] as const).map((file) => [file, 1] as const),
      [unmarked, 0] as const,
    ])
      expect(await issuesOf(readBytes(file))).toMatchObject([
        { code: 'ledger:import-past', params: { day, marks } },
      ]);
    // Without marks nobody knows what was edited.
    expect(codes(await issuesOf(readBytes(unmarked, { past: true })))).toEqual([
      'ledger:import-past',
    ]);
    const today = await readBytes(await written([own()]));
    expect(today.lines).toHaveLength(1);
  });

  test('gives the cells edited in it alone, where that is asked for', async () => {
    const then = own();
    const now = { ...then, measures: [{ ...then.measures[0]!, due: '2026-06-30' }] };
    const read = async (...change: Parameters<typeof edited>[1][]) => {
      const bytes = await written([then], 'ledger', 'zh-CN', day);
      return plan(await readBytes(await edited(bytes, change[0]!), { past: true }), [now]);
    };
    const words = await read((cell) => {
      cell('产生原因', 5).value = '人手不够';
    });
    expect(words.problems[0]).toMatchObject({ status: 'updated', fields: { cause: '人手不够' } });
    expect(words.problems[0]!.measures).toEqual([]);
    const due = await read((cell) => {
      cell('整改时限', 5).value = '2026-05-20';
    });
    expect(codes(due.lines[0]!.issues)).toEqual(['ledger:import-changed-since']);
    const added = await read((cell) => {
      cell('问题表现', 6).value = '电梯停运三天未修';
      cell('责任单位', 6).value = '第三分公司';
    });
    // What is there no more is not made anew out of what it was.
    const gone = await readBytes(await written([then], 'ledger', 'zh-CN', day), { past: true });
    expect(plan(gone).lines.map((l) => [l.status, ...codes(l.issues)])).toEqual([
      ['rejected', 'ledger:import-past-gone'],
    ]);
    expect(added.lines.map((l) => [l.status, ...codes(l.issues)])).toEqual([
      ['unchanged'],
      ['rejected', 'ledger:import-past-row'],
    ]);
  });
});
