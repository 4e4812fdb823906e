import type { Writable } from 'node:stream';
import { createTranslator, type Language } from '../../contract/messages/index.ts';
import type { ProblemFilter, Sort } from '../../contract/problem/schemas.ts';
import { type LedgerFormKind, writeLedgerXlsx } from '../../office/ledger/write.ts';
import type { WrittenProblem } from '../../office/ledger/written.ts';
import * as campaign from '../campaign/service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { inScopes } from '../platform/scope.ts';
import { toldOf } from './import.queries.ts';
import { selectionOf } from './list.service.ts';
import * as queries from './queries.ts';
import { namesIn } from './rows.ts';
import { knownOf } from './written.ts';

/** Problems read and written at a time. */
const AT_ONCE = 250;
/** Rows of a problem are merged in files of so many problems at most; longer ones are sorted. */
const MOST_MERGED = 2000;

interface Asked {
  readonly form: LedgerFormKind;
  readonly lang: Language;
  readonly sort: Sort;
}

/** What is to be written, with the name of its file; refused before anything is sent. */
export async function exported(ctx: RequestContext, query: ProblemFilter & Asked) {
  const { form, lang, sort, ...filter } = query;
  const t = createTranslator(lang);
  return inScopes(ctx, async (trx) => {
    const selection = await selectionOf(ctx, trx, filter);
    const under = filter.under ? await org.seen(ctx, trx, filter.under) : undefined;
    const day = dayOf(ctx.now());
    const title = `${under?.name ?? ''}${t(`ledger:form-${form}`)}`;
    return {
      ...{ ctx, form, sort, filter, t, name: `${title}-${day}` },
      titles: { title, subtitle: t('ledger:subtitle', { day }) },
      merge: (await queries.countProblems(trx, selection)) <= MOST_MERGED,
    };
  });
}
type Exported = Omit<Awaited<ReturnType<typeof exported>>, 'name'>;

/** Writes the rows as they are at one moment, however long it takes. */
export async function write(out: Writable, asked: Exported): Promise<void> {
  const { form, titles, merge, t } = asked;
  await writeLedgerXlsx(out, batches(asked), { form, titles, merge, t });
}

/** Rows of the filter, some at a time, each time from where the last ended. */
async function* batches({
  ctx,
  filter,
  sort,
  t,
}: Exported): AsyncGenerator<readonly WrittenProblem[]> {
  for (let after: queries.After | undefined; ; ) {
    const page = await inScopes(ctx, async (trx) => {
      const selection = await selectionOf(ctx, trx, filter);
      const rows = await queries.listProblems(trx, selection, { sort, after, limit: AT_ONCE });
      const measures = await queries.measuresOf(trx, rows);
      const name = await namesIn(trx, [
        ...rows.flatMap((r) => [r.owner_id, r.leader_id]),
        ...measures.map((m) => m.owner_id),
      ]);
      const frames = await campaign.framesOf(
        trx,
        rows.map((r) => r.campaign_id),
      );
      const around = { name, days: selection.days, frames, t };
      return { rows, written: knownOf(rows, measures, await toldOf(trx, rows), around) };
    });
    yield page.written;
    const last = page.rows.at(-1);
    if (!last || page.rows.length < AT_ONCE) return;
    after = { value: last.sort_value, id: last.id };
  }
}
