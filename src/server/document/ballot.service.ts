import type { Ballot } from '../../contract/ballot/operations.ts';
import { LEAST } from '../../contract/ballot/paper.ts';
import type { BallotResults } from '../../contract/ballot/tally.ts';
import type { PaperFile } from '../../contract/document/operations.ts';
import {
  type BallotReportElectorate,
  type BallotReportInput,
  ballotPaper,
} from '../../office/paper/forms/ballot.ts';
import * as ballots from '../ballot/service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes } from '../platform/scope.ts';
import { history } from '../record/read.service.ts';
import { handOut } from './hand-out.service.ts';
import { momentText, t } from './words.ts';

/** The report of a ballot that is closed: what everybody may read of it, and nothing else. */
export async function ballotReport(
  ctx: RequestContext,
  id: string,
  file: PaperFile,
): Promise<{ name: string; bytes: Uint8Array }> {
  const ballot = await ballots.get(ctx, id);
  if (!ballot.abilities.report.ok || !ballot.results) throw new AppError('ballot-step');
  const unit = await inScopes(ctx, (trx) => org.seen(ctx, trx, ballot.unit.id));
  const paper = ballotPaper(
    {
      ...inputOf(ballot, ballot.results),
      ...(await moments(ctx, id)),
      organ: unit.name,
      day: dayOf(ctx.now()),
      note: t('document:ballot-note', { at: momentText(ctx.now()), unit: unit.name }),
    },
    t,
  );
  return handOut(ctx, {
    paper,
    file,
    org: unit,
    subject: `ballot:${id}`,
    content: { form: 'ballot', title: ballot.title, bulletin: ballot.bulletinHash },
  });
}

/** When it was opened and closed, as the record has it. */
async function moments(ctx: RequestContext, id: string) {
  const entries = await history(ctx, { subject: `ballot:${id}`, limit: 200 });
  const at = (act: string): string => {
    const entry = entries.find((e) => e.act === act);
    return entry ? momentText(new Date(entry.at)) : '—';
  };
  return { opened: at('ballot.open'), closed: at('ballot.close') };
}

type Derived = Omit<BallotReportInput, 'organ' | 'day' | 'note' | 'opened' | 'closed'>;

function inputOf(b: Ballot, results: BallotResults): Derived {
  const whole = b.electorates.reduce((sum, e) => sum + e.weight, 0);
  return {
    title: b.title,
    published: b.state === 'published',
    items: b.items.map((i) => i.text),
    options: b.options,
    least: LEAST,
    overall: results.overall.map(figure),
    electorates: b.electorates.map(
      (e, k): BallotReportElectorate => ({
        name: e.name,
        share: `${((e.weight / whole) * 100).toFixed(1)}%`,
        roll: e.roll,
        drawn: e.drawn,
        cast: e.cast,
        keyHash: e.keyHash ?? '—',
        items: results.electorates[k]!.items.map((r) => {
          const f = figure(r);
          if (!f || !r.counts) return null;
          const counts = b.options.map((o) => r.counts![o.id] ?? 0);
          return { ...f, counts, answers: r.answers ?? 0 };
        }),
      }),
    ),
    hashes: { roll: b.rollHash ?? '—', seal: b.sealHash, file: b.bulletinHash ?? '—' },
  };
}

function figure({
  mean,
  low,
  high,
}: {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}) {
  return mean === null || low === null || high === null ? null : { mean, low, high };
}
