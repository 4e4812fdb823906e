import { type LedgerRole, ledgerRoles } from '../../contract/problem/roles.ts';
import { type Cell, cellText } from '../table/cells.ts';
import type { LedgerToken } from './row.ts';
import { prose } from './text.ts';

/*
 * What the last column of our own files carries: the form's number, with the day where it shows one
 * that was over («1:2026-03-05»), the problem and its version, the measure and its version, and a mark
 * of every cell as it was written:
 *
 *     1 9f8c…e2 4 77ab…01 2 source:k3f9 facts:1x0q …   joined by spaces, roles by their index
 *
 * A cell whose mark no longer fits was edited. So a file that comes back changes exactly what was
 * edited in it, also when others worked on in between.
 */
const FORM = '1';
const DAY = /^\d{4}-\d\d-\d\d$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Longer than any column of marks, and than any cell that was written with one. */
const LONGEST = 10_000;

/** A short mark of a text: its lines, width and padding as {@link prose} has them. */
export function markOf(cell: Cell): string {
  const text = prose(cell);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(36);
}

const indexOf = new Map(ledgerRoles.map((role, index) => [role, index]));

/** What the last column of a row says, of the cells that are written in it. */
export function tokenText(
  { problem, version, day, measure = '-', measureVersion = 0 }: Omit<LedgerToken, 'marks'>,
  roles: readonly LedgerRole[],
  cellOf: (role: LedgerRole) => Cell,
): string {
  const form = day ? `${FORM}:${day}` : FORM;
  let text = `${form} ${problem} ${version} ${measure} ${measureVersion}`;
  for (const role of roles) text += ` ${indexOf.get(role)}:${markOf(cellOf(role))}`;
  return text;
}

/** Nothing when the cell holds no mark of ours, or was written into. */
export function parseToken(cell: Cell): LedgerToken | undefined {
  if (typeof cell === 'string' && cell.length > LONGEST) return undefined;
  const [head = '', problem, version, measure, measureVersion, ...marks] =
    cellText(cell).split(' ');
  const [form, day] = head.split(':');
  if (day !== undefined && !DAY.test(day)) return undefined;
  if (form !== FORM || !UUID.test(problem ?? '') || !/^\d{1,9}$/.test(version ?? ''))
    return undefined;
  if (measure !== '-' && !UUID.test(measure ?? '')) return undefined;
  const byRole: Partial<Record<LedgerRole, string>> = {};
  for (const entry of marks) {
    const [index, mark] = entry.split(':');
    const role = ledgerRoles[Number(index)];
    if (role === undefined || !/^[0-9a-z]{1,8}$/.test(mark ?? '')) return undefined;
    byRole[role] = mark!;
  }
  return {
    problem: problem!,
    version: Number(version),
    ...(day === undefined ? {} : { day }),
    ...(measure === '-' ? {} : { measure: measure!, measureVersion: Number(measureVersion) || 0 }),
    marks: byRole,
  };
}

/** Whether the cell is no longer what was written; not told where it carries no mark. */
export function isEdited(token: LedgerToken, role: LedgerRole, cell: Cell): boolean {
  const mark = token.marks[role];
  if (mark === undefined) return false;
  return (typeof cell === 'string' && cell.length > LONGEST) || mark !== markOf(cell);
}
