import type { SpecialPart, SpecialWhole } from '../../contract/special/operations.ts';
import { canCloseSpecial, canConsent, canFind, canSteer } from '../../contract/special/verdicts.ts';
import { no, type Verdict } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx, underScopes } from '../platform/scope.ts';
import { changeHeld } from '../platform/version.ts';
import * as problem from '../problem/service.ts';
import * as queries from './queries.ts';
import { note, open, specialOf, unfit } from './service.ts';
import {
  actorOf,
  ownJoint,
  type PartState,
  placeOf,
  type State,
  seenParts,
  settled,
  statesOf,
} from './state.ts';
import { type Found, held } from './steer.service.ts';

function enforce(verdict: Verdict): void {
  if (!verdict.ok) throw new AppError(verdict.why);
}

/** Units whose first post the caller holds today: they sign for them without another right. */
export async function firstIn(
  ctx: RequestContext,
  trx: Trx,
  units: readonly string[],
): Promise<ReadonlySet<string>> {
  const posts = await person.postsOf(trx, units, dayOf(ctx.now()), ['first']);
  const mine = posts.filter((p) => p.holders.some((h) => h.personId === ctx.me!.id));
  return new Set(mine.map((p) => p.orgId));
}

/** What is signed: the sub-tasks as they stand now. Signed again while they do, it is the same. */
interface Signed {
  readonly kind: 'consent' | 'finding';
  readonly at: org.Place;
  readonly stood: string;
  readonly words: string | null;
}

async function sign(ctx: RequestContext, trx: Trx, { row }: Found, given: Signed) {
  const { id: org_id, path: org_path } = given.at;
  const signature = { id: newId(ctx.now()), org_id, org_path };
  await underScopes(trx, [org_path], () =>
    queries.insertSignature(trx, {
      ...signature,
      special_id: row.id,
      kind: given.kind,
      words: given.words,
      stood: given.stood,
      by_person: ctx.me!.id,
      at: ctx.now(),
    }),
  );
  const act = given.kind === 'consent' ? 'consent' : 'find';
  const content = { signature: signature.id, stood: given.stood, words: given.words };
  await note(trx, ctx, act, { id: row.id, org_id, org_path }, content);
  return { id: signature.id };
}

/** A unit's consent, by its leader or who stands in for them. */
export async function consent(
  ctx: RequestContext,
  id: string,
  input: { readonly unitId: string; readonly words?: string | undefined },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const found = await held(ctx, trx, id);
    const part = found.state.parts.find((p) => p.unit.id === input.unitId);
    if (!part) throw unfit('units', 'unitId');
    const first = (await firstIn(ctx, trx, [part.unit.id])).has(part.unit.id);
    enforce(canConsent(part.path, ownJoint(part), actorOf(ctx, { first })));
    if (part.consent) return { id: part.consent.id };
    return sign(ctx, trx, found, {
      kind: 'consent',
      at: { id: part.unit.id, path: part.path },
      stood: part.stood,
      words: input.words || null,
    });
  });
}

/** Whether the caller may write the lead's finding now; whoever signed for a unit may not. */
export async function mayFind(ctx: RequestContext, trx: Trx, { row, state }: Found) {
  const home = (await person.homeOf(trx, ctx.me!.id))?.path;
  const signed = state.parts.some((p) => p.consent?.by_person === ctx.me!.id);
  return canFind(placeOf(row), state.joint, signed, actorOf(ctx, { home }));
}

/** What the lead department finds of the whole. */
export async function find(
  ctx: RequestContext,
  id: string,
  input: { readonly words: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const found = await held(ctx, trx, id);
    const { row, state } = found;
    enforce(await mayFind(ctx, trx, found));
    if (state.finding) return { id: state.finding.id };
    return sign(ctx, trx, found, {
      kind: 'finding',
      at: { id: row.lead_id, path: row.lead_path },
      stood: state.stood,
      words: input.words,
    });
  });
}

export async function close(
  ctx: RequestContext,
  id: string,
  input: { readonly outcome: string; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, input.version);
    const state = (await statesOf(trx, [id])).get(id)!;
    enforce(canCloseSpecial(state.joint, actorOf(ctx)));
    const values = { closed_on: dayOf(ctx.now()), outcome: input.outcome };
    await changeHeld(trx, 'special', row, values);
    return note(trx, ctx, 'close', row, {
      ...values,
      tasks: state.tasks.map((t) => t.id),
      consents: state.parts.map((p) => p.consent!.id),
      finding: state.finding!.id,
    });
  });
}

type Names = ReadonlyMap<string, string>;

const signatureOf = (row: queries.SignatureRow | undefined, names: Names) =>
  row
    ? {
        words: row.words,
        by: { id: row.by_person, name: names.get(row.by_person) ?? '' },
        on: dayOf(row.at),
      }
    : null;

async function namesFor(trx: Trx, state: State): Promise<Names> {
  return person.nameOf(trx, [
    ...state.tasks.flatMap((t) => t.owner_id ?? []),
    ...state.asks.flatMap((a) => [a.asked_by, ...(a.answered_by ? [a.answered_by] : [])]),
    ...state.parts.flatMap((p) => p.consent?.by_person ?? []),
    ...(state.finding ? [state.finding.by_person] : []),
  ]);
}

const asksOn = (state: State, problemId: string, names: Names) =>
  state.asks
    .filter((a) => a.problem_id === problemId)
    .map((a) => ({
      id: a.id,
      text: a.text,
      by: { id: a.asked_by, name: names.get(a.asked_by) ?? '' },
      on: dayOf(a.asked_at),
      answer: a.answered_at
        ? {
            text: a.answer ?? '',
            by: { id: a.answered_by!, name: names.get(a.answered_by!) ?? '' },
            on: dayOf(a.answered_at),
          }
        : null,
    }));

type Lit = Awaited<ReturnType<typeof problem.daysFor>>;

function partOf(
  ctx: RequestContext,
  part: PartState,
  around: { readonly names: Names; readonly days: Lit; readonly first: ReadonlySet<string> },
  over: boolean,
): SpecialPart {
  const lights: SpecialPart['lights'] = { overdue: 0, soon: 0, open: 0, waiting: 0, done: 0 };
  for (const t of part.tasks) lights[problem.lightFor(t, around.days)] += 1;
  const actor = actorOf(ctx, { first: around.first.has(part.unit.id) });
  const may = org.mayAt(ctx, 'problem.write', part.path);
  return {
    unit: part.unit,
    tasks: part.tasks.length,
    settled: part.tasks.filter(settled).length,
    lights,
    due:
      part.tasks
        .filter((t) => !settled(t))
        .flatMap((t) => t.due ?? [])
        .sort()[0] ?? null,
    asked: part.asked,
    consent: signatureOf(part.consent, around.names),
    abilities: {
      consent: over ? no('special-closed') : canConsent(part.path, ownJoint(part), actor),
      answer: over ? no('special-closed') : may,
    },
  };
}

/** A special rectification unit by unit, with its sub-tasks and what the joint closing waits for. */
export async function get(ctx: RequestContext, id: string): Promise<SpecialWhole> {
  return inScopes(ctx, async (trx) => {
    const [row] = await queries.listSpecials(trx, { id, closed: true });
    if (!row) throw new AppError('not-found');
    const state = (await statesOf(trx, [id])).get(id)!;
    const shape = specialOf(ctx, row, state);
    const actor = actorOf(ctx);
    const steer = canSteer(placeOf(row), actor);
    const parts = seenParts(ctx, state, steer.ok);
    const around = {
      names: await namesFor(trx, state),
      days: await problem.daysFor(ctx, trx),
      first: await firstIn(
        ctx,
        trx,
        parts.map((p) => p.unit.id),
      ),
    };
    const over = row.closed_on !== null;
    const unlessOver = (verdict: Verdict): Verdict => (over ? no('special-closed') : verdict);
    const change = shape.abilities.change as Verdict;
    return {
      ...shape,
      rows: state.tasks
        .filter((t) => steer.ok || org.inReach(ctx, t.org_path))
        .map((t) => ({ ...taskOf(state, t, around), reachable: org.inReach(ctx, t.org_path) })),
      units: parts.map((p) => partOf(ctx, p, around, over)),
      joint: steer.ok ? jointOf(state, around.names) : null,
      abilities: {
        change,
        steer: unlessOver(steer),
        find: unlessOver(await mayFind(ctx, trx, { row, state })),
        close: change.ok ? canCloseSpecial(state.joint, actor) : change,
      },
    };
  });
}

const jointOf = (state: State, names: Names): SpecialWhole['joint'] => ({
  open: state.joint.open,
  asked: state.joint.asked,
  missing: state.parts.filter((p) => !p.consent).map((p) => p.unit),
  finding: signatureOf(state.finding, names),
});

function taskOf(
  state: State,
  t: State['tasks'][number],
  { names, days }: { readonly names: Names; readonly days: Lit },
): Omit<SpecialWhole['rows'][number], 'reachable'> {
  return {
    id: t.id,
    number: t.number,
    title: t.title,
    unit: { id: t.org_id, name: t.unit_name },
    state: t.state as SpecialWhole['rows'][number]['state'],
    light: problem.lightFor(t, days),
    due: t.due,
    systemic: t.systemic,
    owner: t.owner_id ? (names.get(t.owner_id) ?? null) : t.owner_name,
    asks: asksOn(state, t.id, names),
  };
}
