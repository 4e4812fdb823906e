import { MOST_TOPIC } from '../../contract/voice/topics.ts';
import { EngineError, type Issue } from '../../engine/errors.ts';
import { type Cell, columnLetter, isBlank, looseKey, readDay, shown } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { headingsAt } from '../table/headings.ts';

/** What a column of a file of messages says. */
const columnRoles = [
  'number',
  'author',
  'title',
  'on',
  'text',
  'likes',
  'against',
  'topic',
  'unit',
  'kind',
  'place',
] as const;
type ColumnRole = (typeof columnRoles)[number];

/** Headings that hotlines, message boards and offices give. */
const headings: Readonly<Record<ColumnRole, readonly string[]>> = {
  number: [
    '留言编号',
    '编号',
    '工单编号',
    '工单号',
    '信件编号',
    '受理编号',
    '来信编号',
    'number',
    'id',
  ],
  author: ['留言用户', '用户', '网名', '昵称', '来信人', '反映人', '用户编号', 'author', 'user'],
  title: [
    '留言主题',
    '主题',
    '标题',
    '留言标题',
    '信件标题',
    '诉求标题',
    '工单标题',
    'title',
    'subject',
  ],
  on: [
    ...['留言时间', '时间', '日期', '来信时间', '来电时间', '受理时间', '反映时间', '提交时间'],
    ...['受理日期', 'date', 'time'],
  ],
  text: [
    ...['留言详情', '留言内容', '内容', '详情', '诉求内容', '信件内容', '反映内容', '工单内容'],
    ...['正文', 'text', 'content'],
  ],
  likes: ['点赞数', '点赞', '支持数', '赞成数', 'likes'],
  against: ['反对数', '反对', 'dislikes'],
  topic: ['一级标签', '一级分类', '标签', '主题分类', '类别', '诉求分类', '分类', 'topic', 'label'],
  unit: ['责任单位', '承办单位', '办理单位', '单位', '受理单位', 'unit'],
  kind: ['诉求类型', '信件类型', '诉求性质', '类型', 'kind'],
  place: ['地点', '地址', '事发地点', '反映地点', 'place', 'address'],
};
const roleByHeading = new Map(
  columnRoles.flatMap((role) => headings[role].map((word) => [looseKey(word), role] as const)),
);

interface Form {
  readonly body: number;
  readonly columns: ReadonlyMap<ColumnRole, number>;
  readonly labels: readonly string[];
}

/** A message as its row says it. */
export interface MessageLine {
  readonly row: number;
  readonly sheet: string | null;
  readonly number: string | null;
  readonly author: string | null;
  readonly title: string;
  readonly text: string;
  readonly on: string | null;
  readonly likes: number;
  readonly topic: string | null;
  readonly unit: string | null;
  readonly kind: string | null;
  readonly place: string | null;
  readonly issues: readonly Issue[];
}

export interface MessageFile {
  readonly forms: readonly { readonly grid: Grid; readonly form: Form }[];
  readonly lines: readonly MessageLine[];
  /** Headings that were understood. */
  readonly columns: readonly string[];
}

const SEARCHED = 30;
/** Longer than any letter; more is a file in the wrong column. */
export const MOST_MESSAGE = 20_000;
const LEAST_MESSAGE = 4;
const MOST_TITLE = 200;

function findForm(grid: Grid): Form | undefined {
  let best: Form | undefined;
  for (let head = 0; head < Math.min(SEARCHED, grid.rows.length); head++) {
    const found = headingsAt(grid.rows, head, 1);
    const columns = new Map<ColumnRole, number>();
    found.forEach(({ variants }, column) => {
      const role = variants.map((v) => roleByHeading.get(looseKey(v))).find((r) => r !== undefined);
      if (role !== undefined && !columns.has(role)) columns.set(role, column);
    });
    if (!columns.has('text') || !columns.has('on')) continue;
    if (columns.size > (best?.columns.size ?? 0))
      best = { body: head + 1, columns, labels: found.map((h) => h.label) };
  }
  return best;
}

/**
 * Reads messages that people sent to another system: each filled row below headings for text and
 * day is a line, with what is wrong in which cell. Throws {@link EngineError}
 * (`hot:import-no-headings`) when no sheet has them.
 */
export function readMessages(grids: readonly Grid[]): MessageFile {
  const forms = grids.flatMap((grid) => {
    const form = findForm(grid);
    return form ? [{ grid, form }] : [];
  });
  if (forms.length === 0)
    throw new EngineError([
      { code: 'hot:import-no-headings', ...(grids[0] ? { at: { file: grids[0].file } } : {}) },
    ]);
  const lines = forms.flatMap(({ grid, form }) =>
    grid.rows
      .slice(form.body)
      .flatMap((cells, r) =>
        cells.every(isBlank) ? [] : [lineOf(cells, form, form.body + r + 1, grid.sheet ?? null)],
      ),
  );
  const columns = [
    ...new Set(forms.flatMap(({ form }) => [...form.columns.values()].map((c) => form.labels[c]!))),
  ];
  return { forms, lines, columns };
}

function lineOf(
  cells: readonly Cell[],
  form: Form,
  row: number,
  sheet: string | null,
): MessageLine {
  const issues: Issue[] = [];
  const cellAt = (role: ColumnRole): Cell => {
    const column = form.columns.get(role);
    return column === undefined ? null : (cells[column] ?? null);
  };
  const wrong = (role: ColumnRole, code: string, params: Issue['params'] = {}): void => {
    const column = form.columns.get(role)!;
    const label = form.labels[column] ?? '';
    issues.push({ code, at: { column: `${columnLetter(column)} (${label})` }, params });
  };
  const word = (role: ColumnRole, most: number): string | null => {
    const text = shown(cellAt(role));
    if (text.length > most) wrong(role, 'hot:import-too-long', { most });
    return text === '' ? null : text;
  };
  const count = (role: ColumnRole): number => {
    const cell = cellAt(role);
    if (isBlank(cell)) return 0;
    const value = Number(shown(cell));
    if (Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
    wrong(role, 'hot:import-count', { text: shown(cell).slice(0, 20) });
    return 0;
  };
  const text = paragraphs(cellAt('text'));
  if (text.length < LEAST_MESSAGE) wrong('text', 'hot:import-no-text');
  if (text.length > MOST_MESSAGE) wrong('text', 'hot:import-too-long', { most: MOST_MESSAGE });
  const on = dayIn(cellAt('on'));
  if (!on) wrong('on', 'hot:import-day', { text: shown(cellAt('on')).slice(0, 30) });
  return {
    row,
    sheet,
    number: word('number', 60),
    author: word('author', 80),
    title: word('title', MOST_TITLE) ?? '',
    text,
    on: on ?? null,
    likes: count('likes'),
    topic: word('topic', MOST_TOPIC),
    unit: word('unit', 200),
    kind: word('kind', 20),
    place: word('place', 120),
    issues,
  };
}

/** Text without the tabs and empty lines that message boards pad it with; its paragraphs stay. */
function paragraphs(cell: Cell): string {
  if (cell === null) return '';
  return String(cell)
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\s\u3000]+/g, ' ').trim())
    .filter(Boolean)
    .join('\n');
}

/** The day of «2019/8/19 11:34:04», «2019-08-19» or a serial number with its part of a day. */
function dayIn(cell: Cell): string | undefined {
  if (cell === null) return undefined;
  return readDay(
    typeof cell === 'number'
      ? cell
      : String(cell)
          .trim()
          .split(/[\sT]+/)[0]!,
  );
}
