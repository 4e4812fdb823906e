import type { UnitKind } from '../../contract/org/operations.ts';
import type { Issue } from '../../engine/index.ts';
import { type Cell, cellText, columnLetter, isBlank, readDay, shown } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { restIsLoose, type SkipReason, skipReason } from '../table/notes.ts';
import { refuse } from '../table/refuse.ts';
import { type Form, findForm } from './form.ts';
import { type ColumnRole, kindOf } from './words.ts';

/** Which unit a row is under: nothing said, in words, or another line by its index. */
export type ParentRef =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'line'; readonly line: number };

/**
 * What one row says of a unit. An absent field says nothing, `null` says that there is none
 * («无», «—»). Lines that no row of the file is about (`implied`) are units above others in a
 * form by levels.
 */
export interface OrgLine {
  readonly row: number;
  readonly sheet: string | null;
  readonly implied: boolean;
  readonly id?: string;
  readonly name: string;
  readonly shortName?: string | null;
  readonly code?: string | null;
  readonly kind?: UnitKind;
  readonly class?: string | null;
  readonly on?: string;
  readonly parent: ParentRef;
  readonly issues: readonly Issue[];
}

export interface Skipped {
  readonly row: number;
  readonly sheet: string | null;
  readonly text: string;
  readonly why: SkipReason;
}

/** Everything a file says of units, row by row. */
export interface OrgFile {
  readonly lines: readonly OrgLine[];
  readonly skipped: readonly Skipped[];
  /** The sheets that hold units, with where their headings end. */
  readonly forms: readonly { readonly grid: Grid; readonly form: Form }[];
}

const NONE = new Set(['-', '--', '—', '——', '/', '无', '无。']);
const longest = { name: 100, shortName: 30, code: 40, class: 40 } as const;

/**
 * Reads the forms in which offices hand in their organisation: a row a unit with its unit
 * above by name, code or path; a column a level; or a column with the number of the level.
 * Titles above the headings, headings over two rows, notes and totals are known. Throws
 * EngineError (`org:import-no-headings`) when no sheet has headings that can be used.
 */
export function readOrgFile(grids: readonly Grid[]): OrgFile {
  const forms = grids.flatMap((grid) => {
    const form = findForm(grid);
    return form ? [{ grid, form }] : [];
  });
  if (!forms.length) refuse(grids[0]?.file ?? '', 'org:import-no-headings');
  const lines: OrgLine[] = [];
  const skipped: Skipped[] = [];
  for (const { grid, form } of forms) readSheet(grid, form, lines, skipped);
  return { lines, skipped, forms };
}

function readSheet(grid: Grid, form: Form, lines: OrgLine[], skipped: Skipped[]): void {
  const sheet = grid.sheet ?? null;
  const above = form.levels.length ? levels(form, lines) : depths(grid, form, lines);
  const named = form.levels.length
    ? { unit: form.levels[0]!, name: form.levels.at(-1)! }
    : { unit: form.columns.get('name')!, name: form.columns.get('name')! };
  let afterNotes = false;
  for (let index = form.body; index < grid.rows.length; index++) {
    const cells = grid.rows[index]!;
    const filled = cells.filter((cell) => !isBlank(cell));
    if (!filled.length) {
      afterNotes ||= !form.levels.length && restIsLoose(grid, index + 1);
      continue;
    }
    const why = skipReason(cells, filled, { ...named, listed: true }, afterNotes);
    if (why) {
      skipped.push({ row: index + 1, sheet, text: shown(filled[0]!).slice(0, 60), why });
      afterNotes ||= why === 'note';
      continue;
    }
    const read = fieldsOf(cells, form);
    const { at = lines.length, ...placed } = above(cells, index, read);
    lines[at] = { ...read, row: index + 1, sheet, implied: false, ...placed };
  }
}

type Above = (
  cells: readonly Cell[],
  index: number,
  read: Fields,
) => {
  readonly name: string;
  readonly parent: ParentRef;
  /** The implied line that this row is about. */
  readonly at?: number;
};

/** The unit above by the form's column for it; or, where it has none, by depth. */
function depths(grid: Grid, form: Form, lines: readonly OrgLine[]): Above {
  const parent = form.columns.get('parent');
  const depth = form.columns.get('depth');
  const name = form.columns.get('name')!;
  if (parent !== undefined)
    return (cells, _, read) => {
      const text = shown(cells[parent] ?? null);
      return {
        name: read.name,
        parent: text === '' || NONE.has(text) ? { kind: 'none' } : { kind: 'text', text },
      };
    };
  const open: { depth: number; line: number }[] = [];
  return (cells, index, read) => {
    const own =
      depth === undefined ? indent(grid.rows[index]![name] ?? null) : depthOf(cells[depth] ?? null);
    while (open.length && open.at(-1)!.depth >= own) open.pop();
    const upper = open.at(-1);
    open.push({ depth: own, line: lines.length });
    return {
      name: read.name,
      parent: upper ? { kind: 'line', line: upper.line } : { kind: 'none' },
    };
  };
}

function indent(cell: Cell): number {
  const lead = /^[\s\u3000]*/.exec(typeof cell === 'string' ? cell : '')![0];
  return Array.from(lead).reduce((n, c) => n + (c === '\u3000' ? 2 : 1), 0);
}

function depthOf(cell: Cell): number {
  const text = cellText(cell);
  const han = '一二三四五六七八九'.indexOf(text.replace(/[第级]/g, ''));
  return han >= 0 ? han + 1 : Number.parseInt(text, 10) || 1;
}

/**
 * A column a level. A merged cell fills every row it covers, or only its first when the file
 * was saved as CSV: what is empty is carried down. Units above that have no row of their own
 * become implied lines.
 */
function levels(form: Form, lines: OrgLine[]): Above {
  const carried: string[] = [];
  const byPath = new Map<string, number>();
  return (cells, index, read) => {
    const own = form.levels.map((column) => shown(cells[column] ?? null));
    // A cell merged across levels repeats its name to the right.
    for (let l = own.length - 1; l > 0; l--) if (own[l] === own[l - 1]) own[l] = '';
    const deepest = own.findLastIndex((text) => text !== '');
    own.forEach((text, l) => {
      if (text !== '' && text !== carried[l]) carried.length = l;
      if (text !== '') carried[l] = text;
    });
    const path = Array.from({ length: deepest + 1 }, (_, l) => carried[l] ?? '').filter(Boolean);
    let parent: ParentRef = { kind: 'none' };
    for (let l = 1; l < path.length; l++) {
      const key = path.slice(0, l).join('\n');
      const known = byPath.get(key);
      const line = known ?? lines.length;
      if (known === undefined) {
        byPath.set(key, line);
        const place = { row: index + 1, sheet: null, implied: true, issues: [] };
        lines.push({ ...place, name: path[l - 1]!, parent });
      }
      parent = { kind: 'line', line };
    }
    const key = path.join('\n');
    const before = byPath.get(key);
    // Its own row may come after rows of units under it.
    const at = before !== undefined && lines[before]!.implied ? before : lines.length;
    byPath.set(key, at);
    return { name: path.at(-1) ?? read.name, parent, at };
  };
}

type Fields = Pick<OrgLine, 'id' | 'name' | 'shortName' | 'code' | 'kind' | 'class' | 'on'> & {
  readonly issues: Issue[];
};

function fieldsOf(cells: readonly Cell[], form: Form): Fields {
  const issues: Issue[] = [];
  const cellAt = (role: ColumnRole): Cell => {
    const column = form.columns.get(role);
    return column === undefined ? null : (cells[column] ?? null);
  };
  const wrong = (role: ColumnRole, code: string, params: Issue['params'] = {}): void => {
    const column = form.columns.get(role)!;
    const label = form.labels[column] ?? '';
    const letter = columnLetter(column);
    issues.push({ code, at: { column: label ? `${letter} (${label})` : letter }, params });
  };
  const text = (role: keyof typeof longest): string | null | undefined => {
    const cell = cellAt(role);
    if (isBlank(cell)) return undefined;
    const value = role === 'code' ? cellText(cell).replace(/\s/g, '') : shown(cell);
    if (role !== 'name' && NONE.has(value)) return null;
    const most = longest[role];
    if (value.length > most) wrong(role, 'org:import-too-long', { most });
    return value;
  };
  const name = text('name') ?? '';
  const [shortName, code, unitClass] = [text('shortName'), text('code'), text('class')];
  if (code && !/^[\w.-]*$/.test(code)) wrong('code', 'org:import-code-form', { code });
  const kindText = shown(cellAt('kind'));
  const kind = kindText === '' ? undefined : kindOf(kindText);
  if (kindText !== '' && !kind) wrong('kind', 'org:import-kind', { text: kindText });
  const on = isBlank(cellAt('on')) ? undefined : readDay(cellAt('on'));
  if (!isBlank(cellAt('on')) && !on) wrong('on', 'org:import-day', { text: shown(cellAt('on')) });
  const id = cellText(cellAt('id')).toLowerCase();
  return {
    ...(id ? { id } : {}),
    name,
    ...(shortName === undefined ? {} : { shortName }),
    ...(code === undefined ? {} : { code }),
    ...(kind ? { kind } : {}),
    ...(unitClass === undefined ? {} : { class: unitClass }),
    ...(on ? { on } : {}),
    issues,
  };
}
