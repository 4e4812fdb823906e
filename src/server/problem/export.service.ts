import type { Writable } from 'node:stream';
import { createTranslator, type Language } from '../../contract/messages/index.ts';
import { cellTexts, type LedgerColumn, ledgerColumns } from '../../contract/problem/cells.ts';
import type { exportForms } from '../../contract/problem/files.ts';
import type { ProblemFilter, Sort } from '../../contract/problem/schemas.ts';
import { knownOf } from '../../office/ledger/known.ts';
import type { ShownRow } from '../../office/ledger/shown.ts';
import type { WrittenProblem } from '../../office/ledger/written.ts';
import * as campaign from '../campaign/service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { feedingThread } from '../platform/feed.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { lightFor } from './days.ts';
import type { LedgerAsked, LedgerFed } from './export.worker.ts';
import { toldOf } from './import.queries.ts';
import { selectionOf } from './list.service.ts';
import * as queries from './queries.ts';
import { namesIn, rowsWith } from './rows.ts';

/** Problems read at a time, and ids of them. */
const AT_ONCE = 500;
const IDS_AT_ONCE = 50_000;
/** Rows of a problem are merged in files of so many problems at most; longer ones are sorted. */
const MOST_MERGED = 2000;

/** Writing takes as long as reading: a thread does it, so that one does not wait for the other. */
const inThread = feedingThread(new URL('./export.thread.js', import.meta.url), {
  idle: 60_000,
  atOnce: 3,
});

interface Asked {
  readonly form: (typeof exportForms)[number];
  readonly cols?: readonly LedgerColumn[] | undefined;
  readonly lang: Language;
  readonly sort: Sort;
}

/** What is to be written, with the name of its file; refused before anything is sent. */
export async function exported(ctx: RequestContext, query: ProblemFilter & Asked) {
  const { form, cols, lang, sort, ...filter } = query;
  const t = createTranslator(lang);
  return inScopes(ctx, async (trx) => {
    const selection = await selectionOf(ctx, trx, filter);
    const under = filter.under ? await org.seen(ctx, trx, filter.under) : undefined;
    const { today: day, past } = selection.days;
    const title = `${under?.name ?? ''}${t(`ledger:form-${form}`)}`;
    const said = past ? 'past' : form === 'shown' ? 'shown' : 'now';
    const about = { lang, titles: { title, subtitle: t(`ledger:subtitle-${said}`, { day }) } };
    return {
      ...{ ctx, sort, filter, t, name: `${title}-${day}` },
      about:
        form === 'shown'
          ? { ...about, form, columns: cols?.length ? cols : ledgerColumns }
          : {
              ...{ ...about, form, ...(past ? { day } : {}) },
              merge: (await queries.countProblems(trx, selection)) <= MOST_MERGED,
            },
    };
  });
}
type Exported = Omit<Awaited<ReturnType<typeof exported>>, 'name' | 'about'> & {
  readonly about: LedgerAsked;
};

/** Writes the rows as they are at one moment, however long it takes; ends when nobody takes them. */
export async function write(out: Writable, asked: Exported): Promise<void> {
  await inThread(asked.about, batches(asked), out, asked.ctx.signal);
}

/** Rows of the filter in its order, some at a time; those that come meanwhile are not missed twice. */
async function* batches(asked: Exported): AsyncGenerator<LedgerFed> {
  const { ctx, filter, sort } = asked;
  for (let after: queries.After | undefined; ; ) {
    const { ids, days } = await inScopes(ctx, async (trx) => {
      const selection = await selectionOf(ctx, trx, filter);
      const ids = await queries.listIds(trx, selection, { sort, after, limit: IDS_AT_ONCE });
      return { ids, days: selection.days };
    });
    const read = (from: number): Promise<LedgerFed> | undefined => {
      const some = ids.slice(from, from + AT_ONCE).map((i) => i.id);
      if (some.length === 0) return undefined;
      const rows = inScopes(ctx, (trx) => fedOf(trx, some, { days, ...asked }));
      // A failure is thrown where it is waited for.
      rows.catch(() => undefined);
      return rows;
    };
    // The database reads the next ones while these are told in words.
    for (let k = 0, next = read(0); next; k += AT_ONCE) {
      const rows = await next;
      next = read(k + AT_ONCE);
      yield rows;
    }
    if (ids.length < IDS_AT_ONCE) return;
    after = ids.at(-1)!;
  }
}

type With = Pick<Exported, 't'> & { readonly days: queries.Days };

/** Problems as the file takes them, in the order of the ids. */
async function fedOf(
  trx: Trx,
  ids: readonly string[],
  { about, ...rest }: With & Pick<Exported, 'about'>,
): Promise<LedgerFed> {
  const place = new Map(ids.map((id, k) => [id, k]));
  const rows = await queries.problemsById(trx, ids, rest.days);
  rows.sort((a, b) => place.get(a.id)! - place.get(b.id)!);
  return about.form === 'shown'
    ? shownOf(trx, rows, { ...rest, columns: about.columns })
    : writtenOf(trx, rows, rest);
}

/** What the page shows of the rows, in the words of its columns. */
async function shownOf(
  trx: Trx,
  listed: readonly queries.ListedRow[],
  { days, t, columns }: With & { readonly columns: readonly LedgerColumn[] },
): Promise<ShownRow[]> {
  const texts = cellTexts(t);
  const rows = await rowsWith(trx, listed, days);
  return rows.map((row) => ({
    cells: columns.map((c) => texts[c](row)),
    light: row.light,
  }));
}

/** Problems with their measures, whole. */
async function writtenOf(
  trx: Trx,
  rows: readonly queries.ListedRow[],
  { days, t }: With,
): Promise<WrittenProblem[]> {
  const measures = await queries.measuresOf(trx, rows);
  const name = await namesIn(trx, [
    ...rows.flatMap((r) => [r.owner_id, r.leader_id]),
    ...measures.map((m) => m.owner_id),
  ]);
  const campaigns = rows.map((r) => r.campaign_id);
  const frames = await campaign.framesOf(trx, campaigns);
  return knownOf(rows, measures, await toldOf(trx, rows), {
    ...{ name, t },
    light: (row) => lightFor(row, days),
    taxonomy: (id) => frames.get(id)?.taxonomy,
  });
}
