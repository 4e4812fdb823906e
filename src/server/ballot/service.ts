import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type Bulletin, countOf, sealedText } from '../../contract/ballot/file.ts';
import type { Ballot, ballotFields } from '../../contract/ballot/operations.ts';
import { keyHash, LEAST, type Paper, rollHashOf, type Vote } from '../../contract/ballot/paper.ts';
import { type BallotState, type BallotStep, ballotTable } from '../../contract/ballot/states.ts';
import { no } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import { abilitiesOf, type Rights } from './abilities.ts';
import { daysOf, tellRoll } from './days.ts';
import { destroyKeys, keysOf, makeKeys, openVote, sealCount } from './keys.ts';
import * as queries from './queries.ts';

type Fields = Readonly<z.output<z.ZodObject<typeof ballotFields>>>;
type Electorate = Fields['electorates'][number] & { readonly n?: string };
type Row = queries.ListedRow;

const note = noteOf('ballot');
export const electoratesOf = (row: Row) => row.electorates as unknown as readonly Electorate[];

const shape = (row: Row) => ({
  id: row.id,
  unit: { id: row.org_id, name: row.unit_name },
  title: row.title,
  state: row.state as BallotState,
  opensOn: row.opens_on,
  closesOn: row.closes_on,
  version: row.version,
});

export async function list(ctx: RequestContext, under: string | undefined) {
  return inScopes(ctx, async (trx) => {
    const rows = await queries.listBallots(trx, await org.pathsFor(ctx, trx, under));
    return { rows: rows.map(shape) };
  });
}

/** One ballot. Turnout goes by fives until the close: nobody's draw can be read from it. */
export async function get(ctx: RequestContext, id: string): Promise<Ballot> {
  return inScopes(ctx, async (trx) => {
    const row = await queries.ballotById(trx, id);
    if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
    const counts = new Map((await queries.countsOf(trx, id)).map((c) => [c.electorate, c]));
    const over = row.bulletin !== null;
    const bulletin = over ? (JSON.parse(row.bulletin!) as Bulletin) : null;
    return {
      ...shape(row),
      items: row.items as unknown as Fields['items'],
      options: row.options as unknown as Fields['options'],
      electorates: electoratesOf(row).map((e) => {
        const { roll = 0, drawn = 0, bare = 0, coded = 0 } = counts.get(e.id) ?? {};
        return {
          id: e.id,
          name: e.name,
          weight: e.weight,
          keyHash: e.n ? keyHash(e.n) : null,
          roll,
          bare,
          coded,
          drawn: over ? drawn : drawn - (drawn % LEAST),
          cast: bulletin?.turnout.find((b) => b.id === e.id)?.cast ?? null,
        };
      }),
      rollHash: row.roll_hash,
      sealHash: row.seal_key === null ? null : keyHash(row.seal_key),
      bulletinHash: row.bulletin_hash,
      reason: row.reason,
      results: bulletin?.results ?? null,
      abilities: abilitiesOf(rightsTo(ctx, row), row, dayOf(ctx.now())),
    };
  });
}

/** A unit that was closed begins nothing; what it has begun is ended by the office above. */
function rightsTo(ctx: RequestContext, row: Row): Rights {
  const end = org.mayAt(ctx, 'ballot.manage', row.org_path);
  return { end, change: end.ok && row.unit_closed ? no('unit-closed') : end };
}

const columnsOf = (today: string, { title, items, options, electorates, ...days }: Fields) => ({
  ...daysOf(today, days),
  title,
  items: JSON.stringify(items),
  options: JSON.stringify(options),
  electorates: JSON.stringify(electorates),
});

export async function create(ctx: RequestContext, input: Fields & { readonly unitId: string }) {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, input.unitId);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertBallot(trx, {
      ...row,
      ...columnsOf(dayOf(ctx.now()), input),
      state: 'draft',
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    return note(trx, ctx, 'create', row, { title: input.title });
  });
}

/** A ballot for an act of its office: in reach, as it was seen, in one of these states. */
export async function held(
  ctx: RequestContext,
  trx: Trx,
  id: string,
  version: number,
  from: readonly BallotState[],
  right: keyof Rights = 'change',
): Promise<Row> {
  await queries.lockBallot(trx, id, 'update');
  const row = await queries.ballotById(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (row.version !== version) throw new AppError('conflict');
  const verdict = rightsTo(ctx, row)[right];
  if (!verdict.ok) throw new AppError(verdict.why);
  if (!from.includes(row.state as BallotState)) throw new AppError('ballot-step');
  return row;
}

export async function change(
  ctx: RequestContext,
  id: string,
  { version, ...input }: Fields & { readonly version: number },
) {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version, ['draft']);
    const gone = (await queries.countsOf(trx, id)).some(
      (c) => !input.electorates.some((e) => e.id === c.electorate),
    );
    if (gone) throw new AppError('ballot-unfit', [{ code: 'ballot:unfit-electorate' }]);
    await queries.updateBallot(trx, row, columnsOf(dayOf(ctx.now()), input));
    return note(trx, ctx, 'change', row, { title: input.title });
  });
}

interface Entry {
  readonly electorate: string;
  readonly personId?: string | null | undefined;
  readonly name: string;
}

export async function addToRoll(
  ctx: RequestContext,
  id: string,
  { version, voters }: { readonly version: number; readonly voters: readonly Entry[] },
) {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version, ['draft']);
    const known = new Set(electoratesOf(row).map((e) => e.id));
    const ids = voters.flatMap((v) => v.personId ?? []);
    const names = await person.nameOf(trx, ids);
    const stand = (await queries.votersOf(trx, id)).flatMap((v) => v.person_id ?? []);
    if (!voters.every((v) => known.has(v.electorate)))
      throw new AppError('ballot-unfit', [{ code: 'ballot:unfit-electorate', path: 'voters' }]);
    if (!ids.every((p) => names.has(p)))
      throw new AppError('ballot-unfit', [{ code: 'ballot:unfit-person', path: 'voters' }]);
    const twice = [...stand, ...ids].find((p, i, all) => all.indexOf(p) < i);
    if (twice)
      throw new AppError('ballot-unfit', [
        { code: 'ballot:unfit-twice', path: 'voters', params: { name: names.get(twice)! } },
      ]);
    await queries.insertVoters(
      trx,
      voters.map((v) => ({
        org_id: row.org_id,
        org_path: row.org_path,
        id: randomUUID(),
        ballot_id: id,
        electorate: v.electorate,
        person_id: v.personId ?? null,
        name: v.personId ? names.get(v.personId)! : v.name,
      })),
    );
    await queries.updateBallot(trx, row, {});
    return note(trx, ctx, 'roll', row, { added: voters.length });
  });
}

interface Step {
  readonly step: BallotStep;
  readonly reason?: string | undefined;
  readonly version: number;
}

export async function step(ctx: RequestContext, id: string, given: Step) {
  const { step: name, version } = given;
  const { from, to } = ballotTable[name];
  const done = await inScopes(ctx, async (trx) => {
    const right = name === 'freeze' || name === 'open' ? 'change' : 'end';
    const row = await held(ctx, trx, id, version, from, right);
    const more = await does[name](ctx, trx, row, given);
    await queries.updateBallot(trx, row, { ...more.columns, state: to });
    return note(trx, ctx, name, row, more.told);
  });
  if (to === 'closed' || to === 'cancelled') await destroyKeys(ctx.config.home, id);
  return done;
}

type Columns = Parameters<typeof queries.updateBallot>[2];
type Does = (
  ctx: RequestContext,
  trx: Trx,
  row: Row,
  given: Step,
) => Promise<{ columns: Columns; told: object }>;

const does: Readonly<Record<BallotStep, Does>> = {
  freeze,
  open: async (ctx, trx, row) => {
    await tellRoll(trx, ctx, row, 'open', `ballot-open:${row.id}`);
    return { columns: {}, told: keysTold(row, electoratesOf(row)) };
  },
  close,
  publish: async (_ctx, _trx, row) => ({
    columns: {},
    told: { bulletin: row.bulletin_hash },
  }),
  cancel: async (_ctx, trx, row, { reason }) => {
    if (!reason)
      throw new AppError('ballot-unfit', [{ code: 'ballot:unfit-reason', path: 'reason' }]);
    await queries.emptyBox(trx, row.id);
    return { columns: { reason }, told: { reason } };
  },
};

const keysTold = (
  row: Pick<Row, 'roll_hash' | 'seal_key'>,
  electorates: readonly Electorate[],
) => ({
  rollHash: row.roll_hash,
  keys: electorates.map((e) => ({ electorate: e.id, hash: keyHash(e.n!) })),
  seal: keyHash(row.seal_key!),
});

/** From here on the roll and the keys stand; the hash of both is on record before it opens. */
async function freeze(ctx: RequestContext, trx: Trx, row: Row) {
  const voters = await queries.votersOf(trx, row.id);
  const electorates = electoratesOf(row);
  const small = electorates.find((e) => voters.filter((v) => v.electorate === e.id).length < LEAST);
  if (small)
    throw new AppError('ballot-unfit', [
      { code: 'ballot:unfit-small', path: 'electorates', params: { name: small.name } },
    ]);
  const keys = await makeKeys(
    ctx.config.home,
    row.id,
    electorates.map((e) => e.id),
  );
  const keyed = electorates.map((e) => ({ ...e, n: keys.signing.get(e.id)! }));
  const columns = { roll_hash: rollHashOf(voters), seal_key: keys.seal };
  return {
    columns: { electorates: JSON.stringify(keyed), ...columns },
    told: keysTold(columns, keyed),
  };
}

/** What everybody is shown of a ballot; a roll's sizes with it. */
export async function paperOf(trx: Trx, row: Row): Promise<Paper> {
  const counts = new Map((await queries.countsOf(trx, row.id)).map((c) => [c.electorate, c.roll]));
  return {
    id: row.id,
    title: row.title,
    items: row.items as unknown as Fields['items'],
    options: row.options as unknown as Fields['options'],
    electorates: electoratesOf(row).map(({ id, name, weight, n }) => ({
      id,
      name,
      weight,
      n: n ?? '',
      roll: counts.get(id) ?? 0,
    })),
    rollHash: row.roll_hash ?? '',
    sealKey: row.seal_key ?? '',
  };
}

/**
 * Opens the box: all votes at once become one document, sorted by their random tokens and sealed
 * by a key that is destroyed with the others.
 */
async function close(ctx: RequestContext, trx: Trx, row: Row) {
  const keys = await keysOf(ctx.config.home, row.id);
  const votes = (await queries.envelopesOf(trx, row.id)).map(
    ({ sealed }) => JSON.parse(openVote(keys, sealed)) as Vote,
  );
  const counts = await queries.countsOf(trx, row.id);
  const drawn = Object.fromEntries(counts.map((c) => [c.electorate, c.drawn]));
  const count = countOf(await paperOf(trx, row), drawn, votes);
  const whole: Bulletin = { ...count, seal: sealCount(keys, sealedText(count)) };
  const bulletin = JSON.stringify(whole);
  const bulletin_hash = createHash('sha256').update(bulletin).digest('hex');
  await queries.emptyBox(trx, row.id);
  return { columns: { bulletin, bulletin_hash }, told: { bulletin: bulletin_hash, drawn } };
}

export async function mine(ctx: RequestContext) {
  return withScopes(ctx, EVERYWHERE, async (trx) => ({
    rows: await queries.ballotsFor(trx, ctx.me!.id),
  }));
}
