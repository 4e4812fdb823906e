import type { Role } from '../../contract/permissions.ts';
import type { PostRank, TenureKind } from '../../contract/person/schemas.ts';
import { email, mobile, personNumber } from '../../contract/person/schemas.ts';
import { EngineError, type Issue } from '../../engine/errors.ts';
import { type Cell, cellText, columnLetter, isBlank, readDay, shown } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { headingsAt } from '../table/headings.ts';
import { restIsLoose, skipReason } from '../table/notes.ts';
import { type ColumnRole, columnRoleOf, kindOf, NOTHING, rankOf, roleOf } from './words.ts';

/** Where a sheet says what of people. */
export interface PeopleForm {
  /** Index of the first row below the headings. */
  readonly body: number;
  readonly columns: ReadonlyMap<ColumnRole, number>;
  readonly labels: readonly string[];
}

/** What a row says of a person and one post; what a cell leaves open is absent. */
export interface PersonLine {
  readonly row: number;
  readonly sheet: string | null;
  readonly name: string;
  readonly number?: string;
  readonly unit: string;
  /** Unit of the post, when it is another. */
  readonly postUnit?: string;
  readonly post?: string;
  readonly rank?: PostRank;
  readonly kind: TenureKind;
  readonly since?: string;
  readonly mobile?: string;
  readonly email?: string;
  readonly roles: readonly Role[];
  readonly issues: readonly Issue[];
}

export interface PeopleFile {
  readonly forms: readonly { readonly grid: Grid; readonly form: PeopleForm }[];
  readonly lines: readonly PersonLine[];
  /** Filled rows that are nobody's: notes, totals. */
  readonly skipped: number;
}

/** Titles above the headings: rarely more than a few rows. */
const SEARCHED = 30;

/** The headings of a sheet: the row, or pair of rows, that names most of what is known. */
function findForm(grid: Grid): PeopleForm | undefined {
  let best: PeopleForm | undefined;
  for (let head = 0; head < Math.min(SEARCHED, grid.rows.length); head++)
    for (const rows of [1, 2]) {
      if (head + rows > grid.rows.length) continue;
      const headings = headingsAt(grid.rows, head, rows);
      const columns = new Map<ColumnRole, number>();
      headings.forEach(({ variants }, column) => {
        const role = variants.map(columnRoleOf).find((r) => r !== undefined);
        if (role !== undefined && !columns.has(role)) columns.set(role, column);
      });
      if (!columns.has('name') || !columns.has('unit')) continue;
      if (columns.size > (best?.columns.size ?? 0))
        best = { body: head + rows, columns, labels: headings.map((h) => h.label) };
    }
  return best;
}

/**
 * Reads people from the sheets of a file that have headings for name and unit. Throws
 * {@link EngineError} when none has.
 */
export function readPeople(grids: readonly Grid[]): PeopleFile {
  const forms = grids.flatMap((grid) => {
    const form = findForm(grid);
    return form ? [{ grid, form }] : [];
  });
  if (forms.length === 0)
    throw new EngineError([
      {
        code: 'person:import-no-headings',
        ...(grids[0] ? { at: { file: grids[0].file } } : {}),
      },
    ]);
  const lines: PersonLine[] = [];
  let skipped = 0;
  for (const { grid, form } of forms) {
    const name = form.columns.get('name')!;
    let afterNotes = false;
    for (let r = form.body; r < grid.rows.length; r++) {
      const cells = grid.rows[r]!;
      const filled = cells.filter((cell) => !isBlank(cell));
      if (filled.length === 0) {
        if (restIsLoose(grid, r + 1)) afterNotes = true;
        continue;
      }
      const why = skipReason(cells, filled, { unit: name, name, listed: true }, afterNotes);
      if (why || (afterNotes && filled.length === 1)) {
        afterNotes ||= why === 'note';
        skipped++;
        continue;
      }
      lines.push(lineOf(cells, form, r + 1, grid.sheet ?? null));
    }
  }
  return { forms, lines, skipped };
}

function lineOf(
  cells: readonly Cell[],
  form: PeopleForm,
  row: number,
  sheet: string | null,
): PersonLine {
  const issues: Issue[] = [];
  const cellAt = (role: ColumnRole): Cell => {
    const column = form.columns.get(role);
    return column === undefined ? null : (cells[column] ?? null);
  };
  const wrong = (role: ColumnRole, code: string, params: Issue['params'] = {}): void => {
    const column = form.columns.get(role)!;
    issues.push({
      code,
      at: { column: `${columnLetter(column)} (${form.labels[column] ?? ''})` },
      params,
    });
  };
  const text = (role: ColumnRole, most: number): string | undefined => {
    const value = shown(cellAt(role));
    if (value === '' || NOTHING.has(value)) return undefined;
    if (value.length > most) wrong(role, 'person:import-too-long', { most });
    return value;
  };
  const checked = (
    role: 'number' | 'mobile' | 'email',
    schema: typeof mobile | typeof email | typeof personNumber,
  ): string | undefined => {
    const value = cellText(cellAt(role)).replace(/\s/g, '').replace(/\.0$/, '');
    if (value === '' || NOTHING.has(value)) return undefined;
    if (schema.safeParse(value).success) return value;
    wrong(role, `person:import-${role}`, { text: value });
    return undefined;
  };
  const one = <T>(role: 'kind' | 'rank', read: (word: string) => T | undefined): T | undefined => {
    const word = text(role, 30);
    if (word === undefined) return undefined;
    const value = read(word);
    if (value === undefined) wrong(role, `person:import-${role}`, { text: word });
    return value;
  };
  const name = text('name', 40) ?? '';
  if (name === '') wrong('name', 'person:import-no-name');
  const unit = text('unit', 200) ?? '';
  if (unit === '') wrong('unit', 'person:import-no-unit');
  const since = isBlank(cellAt('since')) ? undefined : readDay(cellAt('since'));
  if (!isBlank(cellAt('since')) && !since)
    wrong('since', 'person:import-day', { text: shown(cellAt('since')) });
  const given: Role[] = [];
  for (const word of (text('roles', 100) ?? '').split(/[、,，;；/\s]+/).filter(Boolean)) {
    const role = roleOf(word);
    if (role === undefined) wrong('roles', 'person:import-role', { text: word });
    else if (!given.includes(role)) given.push(role);
  }
  return Object.fromEntries(
    Object.entries({
      row,
      sheet,
      name,
      number: checked('number', personNumber),
      unit,
      postUnit: text('postUnit', 200),
      post: text('post', 60),
      rank: one('rank', rankOf),
      kind: one('kind', kindOf) ?? 'regular',
      since,
      mobile: checked('mobile', mobile),
      email: checked('email', email),
      roles: given,
      issues,
    }).filter(([, value]) => value !== undefined),
  ) as unknown as PersonLine;
}
