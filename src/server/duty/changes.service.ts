import type { DutyKind, Signature } from '../../contract/duty/operations.ts';
import { canAcknowledge, canAnswer, canChange, canSign } from '../../contract/duty/verdicts.ts';
import type { Translate } from '../../contract/messages/index.ts';
import type { Verdict } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { isDuplicate } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, inScopesOrNamed, type Trx } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import * as queries from './queries.ts';
import { ofHolder } from './waiting.queries.ts';

/** What a person may say of a duty. */
export interface Wording {
  readonly title: string;
  readonly text: string;
  readonly postId?: string | null | undefined;
  readonly departmentId?: string | null | undefined;
}

export function enforce(verdict: Verdict): void {
  if (!verdict.ok) throw new AppError(verdict.why);
}

const unfit = (path: string): AppError =>
  new AppError('duty-unfit', [{ code: `duty:unfit-${path}`, path }]);

/** One post or one department answers; both must belong to the unit. */
async function fitting(trx: Trx, unit: org.Place, kind: DutyKind, given: Wording, on: string) {
  const posts = await person.holdersOf(trx, unit.id, on);
  const post = given.postId ? posts.find((p) => p.id === given.postId) : undefined;
  if (given.postId && !post) throw unfit('postId');
  if (!canAnswer(kind, post?.rank ?? null).ok) throw unfit('rank');
  if (given.departmentId && kind !== 'part') throw unfit('departmentId');
  if (given.departmentId && !(await org.liesUnder(trx, given.departmentId, unit.path)))
    throw unfit('departmentId');
  return {
    kind,
    title: given.title,
    text: given.text,
    post_id: given.postId ?? null,
    department_id: given.departmentId ?? null,
  };
}

const note = noteOf('duty');

/** A second whole of one unit is refused by the database; the message says which. */
async function once<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicate(error)) throw unfit('first');
    throw error;
  }
}

function newRow(ctx: RequestContext, unit: org.Place, position: number) {
  return {
    id: newId(ctx.now()),
    org_id: unit.id,
    org_path: unit.path,
    position,
    wording: 1,
    since: dayOf(ctx.now()),
    closed_on: null,
    version: 1,
  };
}

export async function create(
  ctx: RequestContext,
  unitId: string,
  input: Wording & { readonly kind: DutyKind },
): Promise<{ id: string }> {
  return once(() =>
    inScopes(ctx, async (trx) => {
      const unit = await org.placeOf(ctx, trx, unitId);
      const columns = await fitting(trx, unit, input.kind, input, dayOf(ctx.now()));
      const position = (await queries.lastDutyPosition(trx, unit.id)) + 1;
      const row = { ...newRow(ctx, unit, position), ...columns };
      await queries.insertDuties(trx, [row]);
      return note(trx, ctx, 'create', row, columns);
    }),
  );
}

/** The stored duty and its unit, as its editor saw it. */
async function open(ctx: RequestContext, trx: Trx, id: string, version: number) {
  const row = await queries.lockDuty(trx, id);
  if (!row) throw new AppError('not-found');
  const unit = await org.seen(ctx, trx, row.org_id);
  enforce(canChange({ unitClosed: unit.closedOn !== null, closedOn: row.closed_on }));
  if (row.version !== version) throw new AppError('conflict');
  return { row, unit };
}

/**
 * A new wording, post or department. One of an earlier day is closed and followed by a new row,
 * so that the earlier day still reads as it was; either way signatures under it do not count.
 */
export async function change(
  ctx: RequestContext,
  id: string,
  input: Wording & { readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const { row, unit } = await open(ctx, trx, id, input.version);
    const today = dayOf(ctx.now());
    const columns = await fitting(trx, unit, row.kind as DutyKind, input, today);
    if (row.since >= today) {
      await queries.updateDuty(trx, row, { ...columns, wording: row.wording + 1 });
      return note(trx, ctx, 'change', row, columns);
    }
    await queries.updateDuty(trx, row, { closed_on: today });
    const next = { ...newRow(ctx, unit, row.position), ...columns };
    await queries.insertDuties(trx, [next]);
    return note(trx, ctx, 'change', next, { ...columns, before: row.id });
  });
}

export async function close(
  ctx: RequestContext,
  id: string,
  input: { readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const { row } = await open(ctx, trx, id, input.version);
    const on = dayOf(ctx.now());
    await queries.updateDuty(trx, row, { closed_on: on });
    return note(trx, ctx, 'close', row, { title: row.title, on });
  });
}

/** Duties every unit of the campaign has, with the post that usually answers for each. */
const usual: readonly { kind: DutyKind; key: string; rank?: string }[] = [
  { kind: 'first', key: 'first', rank: 'first' },
  { kind: 'part', key: 'organisation' },
  { kind: 'part', key: 'discipline' },
  { kind: 'part', key: 'publicity' },
  { kind: 'liaison', key: 'liaison', rank: 'liaison' },
];

/** Writes down the usual duties a unit lacks, and a line for each deputy; again changes nothing. */
export async function start(
  ctx: RequestContext,
  unitId: string,
  t: Translate,
): Promise<{ made: number }> {
  return once(() =>
    inScopes(ctx, async (trx) => {
      const unit = await org.placeOf(ctx, trx, unitId);
      const today = dayOf(ctx.now());
      const there = await queries.dutiesOn(trx, unit.id, today);
      const posts = await person.holdersOf(trx, unit.id, today);
      const wanted = [
        ...usual.map(({ kind, key, rank }) => ({
          kind,
          title: t(`duty:usual-${key}`),
          text: t(`duty:usual-${key}-text`),
          post_id: (rank && posts.find((p) => p.rank === rank)?.id) || null,
        })),
        ...posts
          .filter((p) => p.rank === 'deputy')
          .map((p) => ({
            kind: 'line' as const,
            title: t('duty:usual-line', { post: p.name }).slice(0, 60),
            text: t('duty:usual-line-text'),
            post_id: p.id,
          })),
      ];
      const missing = wanted.filter((w) => !there.some((d) => answersAlready(d, w)));
      let position = await queries.lastDutyPosition(trx, unit.id);
      const rows = missing.map((w) => ({ ...newRow(ctx, unit, ++position), ...w }));
      await queries.insertDuties(trx, rows);
      for (const row of rows) {
        const { kind, title, text, post_id } = row;
        await note(trx, ctx, 'create', row, { kind, title, text, post_id });
      }
      return { made: rows.length };
    }),
  );
}

/** A part by its name, a line by its post, the whole and the liaison by their kind. */
function answersAlready(
  duty: queries.DutyRow,
  wanted: { kind: DutyKind; title: string; post_id: string | null },
): boolean {
  if (duty.kind !== wanted.kind) return false;
  if (wanted.kind === 'part') return duty.title === wanted.title;
  return wanted.kind === 'line' ? duty.post_id === wanted.post_id : true;
}

/** Signs the wording that holds now. A second signature of one person is refused, not kept twice. */
export async function acknowledge(
  given: RequestContext,
  id: string,
  input: { readonly version: number; readonly signature: Signature },
): Promise<{ id: string }> {
  const me = given.me!;
  try {
    const naming = (trx: Trx) => ofHolder(trx, id, me.id, dayOf(given.now()));
    return await inScopesOrNamed(given, naming, async (ctx, trx) => {
      const { row, unit } = await open(ctx, trx, id, input.version);
      const posts = await person.holdersOf(trx, unit.id, dayOf(ctx.now()));
      const name = (await person.nameOf(trx, [me.id])).get(me.id) ?? '';
      const signed = await queries.signaturesOf(trx, unit.id, [row.id]);
      enforce(
        canAcknowledge(
          {
            unitClosed: unit.closedOn !== null,
            closedOn: row.closed_on,
            holders: posts.find((p) => p.id === row.post_id)?.holders.map((h) => h.personId) ?? [],
            signed: signed.filter((s) => s.wording === row.wording).map((s) => s.person_id),
          },
          me.id,
        ),
      );
      if (!canSign(input.signature, name).ok)
        throw new AppError('signature-unfit', [
          { code: `duty:signature-${input.signature.kind}`, path: 'signature', params: { name } },
        ]);
      await queries.insertSignature(trx, {
        id: newId(ctx.now()),
        org_id: unit.id,
        org_path: unit.path,
        duty_id: row.id,
        wording: row.wording,
        person_id: me.id,
        at: ctx.now(),
        signature: JSON.stringify(input.signature),
      });
      const { title, text, wording } = row;
      const content = { title, text, wording, person: me.id, signature: input.signature };
      return note(trx, ctx, 'acknowledge', row, content);
    });
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('signed-already');
    throw error;
  }
}
