import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { enteredFields } from '../../contract/voice/operations.ts';
import type { PlaceRow } from '../../contract/voice/schemas.ts';
import { isSealed } from '../../contract/voice/states.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes } from '../platform/scope.ts';
import { openSecret } from '../platform/secret.ts';
import { lettersOf, shownCode } from '../platform/tracking.ts';
import { noteOf } from '../record/service.ts';
import { receive } from './intake.service.ts';
import * as places from './place.queries.ts';
import { behind, type Door, found, mayOpenContact } from './service.ts';
import { noteStep } from './steps.service.ts';

type Entered = Readonly<z.output<z.ZodObject<typeof enteredFields>>>;

/** Writes down what somebody said at the desk, on the telephone, in a letter or on a visit. */
export async function enter(
  ctx: RequestContext,
  { unitId, ...given }: Entered,
): Promise<{ id: string | null; number: string; code: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, unitId);
    if (given.visitId && !(await places.visitInReach(trx, given.visitId)))
      throw new AppError('voice-unfit', [{ code: 'voice:unfit-visit', path: 'visitId' }]);
    if (given.repeatsId) await found(ctx, trx, given.repeatsId, 'open');
    const taken = await receive(ctx, trx, {
      ...given,
      unit,
      key: randomBytes(24).toString('base64url'),
    });
    // Whoever wrote whistle-blowing down does not see it again.
    const id = isSealed(given.kind) ? null : taken.id;
    return { id, number: taken.number, code: shownCode(taken.code) };
  });
}

/** The contact that was left, opened with a reason: on record before it is told. */
export async function contact(
  ctx: RequestContext,
  id: string,
  { reason }: { readonly reason: string },
  door: Door,
): Promise<{ contact: string }> {
  return behind(ctx, door, async (trx) => {
    const row = await found(ctx, trx, id, door);
    const verdict = mayOpenContact(ctx, row);
    if (!verdict.ok) throw new AppError(verdict.why);
    await noteStep(ctx, trx, row, 'read-contact', { reason });
    const text = await openSecret(ctx.config.home, `voice-contact:${row.id}`, row.contact!);
    return { contact: text };
  });
}

const note = noteOf('voice', 'voice-place');

const shape = (row: places.PlacedRow): PlaceRow => ({
  id: row.id,
  unit: { id: row.org_id, name: row.unit_name },
  name: row.name,
  code: row.code,
  closedOn: row.closed_on,
  version: row.version,
});

/** Codes of the units in reach and of their places, those in use first. */
export async function listPlaces(ctx: RequestContext, under: string | undefined) {
  return inScopes(ctx, async (trx) => {
    const paths = await org.pathsFor(ctx, trx, under);
    return { rows: (await places.listPlaces(trx, paths)).map(shape) };
  });
}

/** Makes a code for a place, or for the unit itself; one of a kind. */
export async function makePlace(
  ctx: RequestContext,
  { unitId, name }: { readonly unitId: string; readonly name?: string | null | undefined },
): Promise<PlaceRow> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, unitId);
    if (await places.placeNamed(trx, unit.id, name ?? null)) throw new AppError('place-taken');
    const row = {
      org_id: unit.id,
      id: newId(ctx.now()),
      org_path: unit.path,
      code: lettersOf(randomBytes(8), 8).toLowerCase(),
      name: name ?? null,
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    };
    await places.insertPlace(trx, row);
    await note(trx, ctx, 'make-place', row, { code: row.code, name: row.name });
    return shape({ ...row, closed_on: null, unit_name: unit.name });
  });
}

export async function closePlace(
  ctx: RequestContext,
  id: string,
  { version }: { readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await places.placeById(trx, id);
    if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
    if (row.version !== version || row.closed_on) throw new AppError('conflict');
    await places.closePlace(trx, row, dayOf(ctx.now()));
    return note(trx, ctx, 'close-place', row, { code: row.code, name: row.name });
  });
}
