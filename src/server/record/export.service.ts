import { canonical } from '../../engine/canonical.ts';
import type { RequestContext } from '../platform/context.ts';
import { numberOf } from '../platform/numbers.ts';
import { inScopes } from '../platform/scope.ts';
import * as queries from './queries.ts';
import { conditions, type Filter, narrowed } from './read.service.ts';

const STEP = 1_000;

const columns = [
  'position',
  'id',
  'at',
  'actor',
  'act',
  'subject',
  'org',
  'commitment',
  'salt',
  'content',
] as const;
type Row = Readonly<Record<(typeof columns)[number], string | number | null>>;

/**
 * Entries in reach with contents and salts, oldest first, piece by piece: an auditor can
 * recompute every commitment. A page of rows is read at a time, and no transaction stays open.
 */
export async function exportEntries(
  ctx: RequestContext,
  query: Filter & { readonly form: 'csv' | 'jsonl' },
): Promise<AsyncGenerator<string>> {
  const within = await narrowed(ctx, query.under);
  return pieces(within, conditions(query), query.form === 'csv' ? csv : lines);
}

async function* pieces(
  ctx: RequestContext,
  wanted: ReturnType<typeof conditions>,
  write: (rows: readonly Row[], first: boolean) => string,
): AsyncGenerator<string> {
  for (let after: string | undefined, first = true; ; first = false) {
    ctx.signal.throwIfAborted();
    const rows = await inScopes(ctx, (trx) =>
      queries.listEntries(trx, { ...wanted, after, limit: STEP, oldestFirst: true }),
    );
    yield write(rows.map(rowOf), first);
    if (rows.length < STEP) return;
    after = rows.at(-1)!.id;
  }
}

function rowOf(row: queries.EntryRow): Row {
  return {
    position: numberOf(row.position),
    id: row.id,
    at: row.moment,
    actor: row.actor,
    act: row.act,
    subject: row.subject,
    org: row.org_id,
    commitment: `${row.algorithm}:${row.commitment.toString('hex')}`,
    salt: row.salt === null ? null : row.salt.toString('hex'),
    content: row.content,
  };
}

function lines(rows: readonly Row[]): string {
  return rows.map((row) => `${canonical(row)}\n`).join('');
}

/** RFC 4180 with a byte-order mark, for Excel to read Chinese. Contents are JSON: never a formula. */
function csv(rows: readonly Row[], first: boolean): string {
  const head = first ? `\ufeff${columns.join(',')}\r\n` : '';
  return head + rows.map((row) => `${columns.map((c) => cell(row[c])).join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
