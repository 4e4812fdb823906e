import type { AttendanceWay, Form } from '../../contract/study/schemas.ts';
import { canScan } from '../../contract/study/verdicts.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf, startOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { EVERYWHERE, inScopesOrNamed, type Trx, withScopes } from '../platform/scope.ts';
import { enforce, note, open } from './changes.service.ts';
import { paperCode, readCode, screenCode } from './code.ts';
import * as named from './named.queries.ts';
import * as queries from './queries.ts';
import { factsOf } from './service.ts';

/** The code to be shown on the screen now, or to be printed for the day. */
export async function code(
  ctx: RequestContext,
  id: string,
  { on }: { readonly on: 'screen' | 'paper' },
): Promise<{ code: string; until: string }> {
  const today = dayOf(ctx.now());
  const naming = (trx: Trx, me: string) => named.ofHost(trx, id, me);
  const row = await inScopesOrNamed(ctx, naming, async (at, trx) => {
    const row = await queries.sessionById(trx, id);
    if (!row || !org.inReach(at, row.org_path)) throw new AppError('not-found');
    // A sheet is printed before the day; it is taken on that day alone.
    const facts = factsOf(row);
    enforce(canScan(facts, on === 'paper' && facts.on > today ? facts.on : today));
    return row;
  });
  if (on === 'screen') {
    const shown = await screenCode(ctx, id);
    return { code: shown.code, until: shown.until.toISOString() };
  }
  const until = startOf(addDays(row.on_day, 1)).toISOString();
  return { code: await paperCode(ctx, id), until };
}

/**
 * The session of a code that this server signed, on its day. Whoever holds the code stands
 * before the screen: it lets in whatever their rights are, for this one line.
 */
async function scanned<T>(
  ctx: RequestContext,
  text: string,
  work: (trx: Trx, row: queries.ListedRow, how: AttendanceWay) => Promise<T>,
): Promise<T> {
  const shown = await readCode(ctx, text);
  if (!shown) throw new AppError('scan-over');
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const row = await queries.sessionById(trx, shown.session);
    if (!row) throw new AppError('scan-over');
    const verdict = canScan(factsOf(row), dayOf(ctx.now()));
    if (!verdict.ok)
      throw new AppError(verdict.why === 'session-withdrawn' ? verdict.why : 'scan-over');
    return work(trx, row, shown.step === 0 ? 'paper' : 'screen');
  });
}

export async function here(ctx: RequestContext, text: string) {
  return scanned(ctx, text, async (trx, row) => ({
    id: row.id,
    topic: row.topic,
    form: row.form as Form,
    unit: { id: row.org_id, name: row.unit_name },
    on: row.on_day,
    here: await queries.isThere(trx, row, ctx.me!.id),
  }));
}

const line = (ctx: RequestContext, session: queries.ListedRow, how: AttendanceWay) => ({
  org_id: session.org_id,
  id: newId(ctx.now()),
  org_path: session.org_path,
  session_id: session.id,
  how,
  at: ctx.now(),
  entered_by: ctx.me!.id,
});

/** Enters the caller on the list; a second scan changes nothing. */
export async function attend(ctx: RequestContext, text: string): Promise<{ topic: string }> {
  return scanned(ctx, text, async (trx, row, how) => {
    const person = ctx.me!.id;
    const made = await queries.insertAttendance(trx, [
      { ...line(ctx, row, how), person_id: person },
    ]);
    if (made.length) await note(trx, ctx, 'attend', row, { person, how });
    return { topic: row.topic };
  });
}

/** Writes down who was there, from the day of the session on. */
export async function enter(
  ctx: RequestContext,
  id: string,
  input: { readonly people: readonly string[]; readonly guests: readonly string[] },
): Promise<{ entered: number }> {
  const naming = (trx: Trx, me: string) => named.ofHost(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const session = await open(at, trx, id);
    const today = dayOf(at.now());
    if (session.on_day > today)
      throw new AppError('day-refused', [
        { code: 'study:day-to-come', path: 'on', params: { day: session.on_day, today } },
      ]);
    const people = [...new Set(input.people)];
    const names = await person.nameOf(trx, people);
    if (people.some((p) => !names.has(p)))
      throw new AppError('session-unfit', [{ code: 'study:unfit-people', path: 'people' }]);
    const there = await queries.attendanceOf(trx, session);
    const guests = [...new Set(input.guests)].filter((g) => !there.some((a) => a.guest === g));
    const made = await queries.insertAttendance(trx, [
      ...people.map((p) => ({ ...line(at, session, 'list' as const), person_id: p, guest: null })),
      ...guests.map((guest) => ({
        ...line(at, session, 'list' as const),
        person_id: null,
        guest,
      })),
    ]);
    if (made.length) await note(trx, at, 'enter', session, { people, guests });
    return { entered: made.length };
  });
}

export async function strike(ctx: RequestContext, id: string): Promise<{ id: string }> {
  const naming = (trx: Trx, me: string) => named.ofAttendance(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const row = await queries.attendanceById(trx, id);
    if (!row) throw new AppError('not-found');
    const session = await open(at, trx, row.session_id);
    if (row.withdrawn_at) return { id };
    await queries.strike(trx, row, at.now());
    await note(trx, at, 'strike', session, { person: row.person_id, guest: row.guest });
    return { id };
  });
}
