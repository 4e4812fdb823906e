import { merged, nameOf } from '../../contract/campaign/taxonomy.ts';
import {
  LOOK_ROWS,
  MOST_MATTERS,
  MOST_ROWS,
  type PaperFile,
  type PaperWish,
} from '../../contract/document/operations.ts';
import { problemStates } from '../../contract/problem/states.ts';
import { briefPaper } from '../../office/paper/forms/brief.ts';
import { circularPaper } from '../../office/paper/forms/circular.ts';
import { ledgerPaper, problemListPaper } from '../../office/paper/forms/ledger.ts';
import type { Provenance } from '../../office/paper/forms/provenance.ts';
import { reportPaper } from '../../office/paper/forms/report.ts';
import { resultPaper } from '../../office/paper/forms/result.ts';
import type { Paper } from '../../office/paper/paper.ts';
import * as campaign from '../campaign/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import * as problem from '../problem/figures.service.ts';
import { served } from '../problem/served.service.ts';
import { handOut } from './hand-out.service.ts';
import { plan } from './plan.service.ts';
import { render } from './render.service.ts';
import {
  filterText,
  loopFigures,
  momentText,
  paperRow,
  resultItem,
  servedFigures,
  t,
} from './words.ts';

/** On a list stands what was published and not withdrawn, unless the filter names states. */
const listed = problemStates.filter((s) => s !== 'draft' && s !== 'withdrawn');

interface Filled {
  readonly paper: Paper;
  readonly unit: { readonly id: string; readonly path: string };
  /** Rows it was filled from, and the period it speaks of. */
  readonly rows: number;
  readonly period?: { readonly from: string; readonly to: string };
}

/** The paper as a file, and the entry that it left the system with these bytes. */
export async function make(
  ctx: RequestContext,
  wish: PaperWish & { readonly file: PaperFile },
): Promise<{ name: string; bytes: Uint8Array }> {
  const { paper, unit, ...content } = await filledFrom(ctx, wish, MOST_ROWS);
  return handOut(ctx, {
    paper,
    file: wish.file,
    org: unit,
    subject: `org:${unit.id}`,
    content: { form: wish.form, ...content },
  });
}

/** The paper, and what the record tells of what it was filled from. */
async function filledFrom(ctx: RequestContext, wish: PaperWish, most: number) {
  if (wish.form === 'plan') return plan(ctx, wish);
  const { paper, unit, rows, period } = await inScopes(ctx, (trx) => filled(ctx, trx, wish, most));
  return { paper, unit, filter: filterOf(wish), rows, ...period };
}

/** Its first rows and pages as a picture; nothing leaves the system by it that the list does not show. */
export async function look(ctx: RequestContext, wish: PaperWish): Promise<Uint8Array> {
  const { paper } = await filledFrom(ctx, wish, LOOK_ROWS);
  return render(ctx, paper, 'picture');
}

const filterOf = ({ filter }: PaperWish) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

/** The tendency of a filter in the words of its campaign, else of the newest that has it. */
async function tendencyOf(
  trx: Trx,
  { filter }: PaperWish,
  frame: campaign.CampaignFrame | undefined,
): Promise<string | null> {
  if (!filter.tendency) return null;
  const frames = frame ? [frame] : await campaign.framesInReach(trx);
  return nameOf(merged(frames.map((f) => f.taxonomy)), filter.tendency);
}

async function filled(
  ctx: RequestContext,
  trx: Trx,
  wish: PaperWish,
  most: number,
): Promise<Filled> {
  const unit = await org.seen(ctx, trx, wish.unitId ?? (await org.ownUnit(ctx, trx)).id);
  const chosen = wish.filter.campaign;
  const frame = chosen ? (await campaign.framesOf(trx, [chosen])).get(chosen) : undefined;
  if (chosen && !frame) throw new AppError('not-found');
  const people = [wish.filter.owner, wish.filter.leader].flatMap((id) => id ?? []);
  const names = await person.nameOf(trx, people);
  // Of today a paper speaks anyway; the day is said where it is over.
  const today = dayOf(ctx.now());
  const on = wish.filter.on && wish.filter.on < today ? wish.filter.on : undefined;
  const { confirmer } = wish.filter;
  const filter = filterText(
    { ...wish.filter, on },
    {
      campaign: frame?.name,
      tendency: await tendencyOf(trx, wish, frame),
      unit: confirmer && (await org.namesOf(trx, [confirmer])).get(confirmer),
      person: (id) => names.get(id) ?? '—',
    },
  );
  const from = (rows: number): Provenance => ({
    at: momentText(ctx.now()),
    unit: unit.name,
    ...(filter ? { filter } : {}),
    rows,
  });
  if (wish.form === 'brief' || wish.form === 'report' || wish.form === 'circular')
    return figured(ctx, trx, wish, { unit, from, most });
  const { rows, total } = await ledger(ctx, trx, { wish, unit }, most);
  if (wish.form === 'result') {
    const { organ = unit.name, number, recipient } = wish;
    const head = { organ, number, recipient, unit: unit.name, day: dayOf(ctx.now()) };
    const items = rows.map(resultItem);
    const contact = ctx.me?.name;
    return {
      paper: resultPaper({ ...head, items, contact, provenance: from(total) }, t),
      unit,
      rows: total,
    };
  }
  const input = { unit: unit.name, rows: rows.map(paperRow), provenance: from(total) };
  const paper = (wish.form === 'list' ? problemListPaper : ledgerPaper)(input, t);
  return { paper, unit, rows: total };
}

async function figured(
  ctx: RequestContext,
  trx: Trx,
  wish: PaperWish,
  { unit, from, most }: { unit: org.SeenUnit; from: (rows: number) => Provenance; most: number },
): Promise<Filled> {
  const period = periodOf(wish, dayOf(ctx.now()));
  const found = await problem.figures(ctx, trx, {
    path: unit.path,
    of: wish.filter,
    ...period,
  });
  const common = {
    organ: wish.organ ?? unit.name,
    unit: unit.name,
    day: dayOf(ctx.now()),
    figures: loopFigures(found, period.from, period.to),
    provenance: from(found.standing.total),
  };
  const said = { unit, rows: found.standing.total, period };
  if (wish.form === 'brief') return { paper: briefPaper({ ...wish, ...common }, t), ...said };
  if (wish.form === 'circular') return { paper: circularPaper({ ...wish, ...common }, t), ...said };
  const rows = wish.annex ? (await ledger(ctx, trx, { wish, unit }, most)).rows : [];
  const serving = await served(ctx, trx, { path: unit.path, of: wish.filter, ...period });
  const input = {
    ...common,
    figures: { ...common.figures, served: servedFigures(serving.rows) },
    ledger: rows.map(paperRow),
  };
  return { paper: reportPaper({ ...wish, ...input }, t), ...said };
}

/** Rows of the list. More than a paper holds are refused; a look shows the first. */
async function ledger(
  ctx: RequestContext,
  trx: Trx,
  { wish: { filter, form }, unit }: { wish: PaperWish; unit: org.Place },
  most: number,
) {
  const bound = form === 'result' ? MOST_MATTERS : MOST_ROWS;
  const found = await problem.ledger(
    ctx,
    trx,
    { ...filter, under: unit.id, state: filter.state ?? [...listed] },
    most,
  );
  const code = form === 'result' ? 'document:too-many-letter' : 'document:too-many';
  if (most === MOST_ROWS && found.total > bound)
    throw new AppError('too-many-rows', [{ code, params: { rows: found.total, most: bound } }]);
  return found;
}

/** A brief speaks of the last seven days, a report of the year, unless told otherwise. */
function periodOf({ form, from, to }: PaperWish, today: string): { from: string; to: string } {
  const end = to ?? today;
  const start = from ?? (form === 'brief' ? addDays(end, -6) : `${end.slice(0, 4)}-01-01`);
  const refuse = (code: string, path: string) =>
    new AppError('day-refused', [{ code, path, params: { day: today } }]);
  if (end > today) throw refuse('document:period-future', 'to');
  if (start > end) throw refuse('document:period-backwards', 'from');
  return { from: start, to: end };
}
