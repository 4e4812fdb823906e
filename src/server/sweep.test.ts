import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../test/setup/server.ts';
import { type Case, cases, type Request } from '../../test/setup/sweep.ts';
import { makeWorld, type Placed, positions, type World } from '../../test/setup/world.ts';
import { address } from '../contract/client.ts';
import type { Operation } from '../contract/operation.ts';
import { operations } from '../contract/operations.ts';
import { may, type Role, roles } from '../contract/permissions.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
/** Cookies by role, each granted over the unit «own». */
const cookies = new Map<Role | 'nobody', string>();
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  for (const role of roles) cookies.set(role, (await world.signInAs(role, world.units.own)).cookie);
  cookies.set('nobody', (await world.signInAs(undefined, world.units.own)).cookie);
});
afterAll(() => server.close());

async function ask(operation: Operation, input: Request, by?: string | { token: string }) {
  const answer = await server.app.inject({
    method: operation.method,
    url: address(operation, input),
    ...(input.body ? { payload: input.body } : {}),
    headers:
      typeof by === 'string' ? { cookie: by } : by ? { authorization: `Bearer ${by.token}` } : {},
  });
  const code = answer.statusCode === 200 ? 'ok' : (answer.json() as { code: string }).code;
  return { code, text: answer.body };
}

const inputOf = (given: Case, at: Placed): Request =>
  given.kind === 'own'
    ? (given.input?.(at) ?? {})
    : given.kind === 'unit'
      ? given.input(at)
      : (given.input ?? {});

/** Faults of one operation as held against its case; empty when it keeps to its rule. */
async function sweep(name: string, operation: Operation, given: Case | undefined) {
  if (!given) return [`${name}: no case says how it is authorised`];
  const { permission } = operation;
  if (permission === 'public' || permission === 'session') {
    if (!['open', 'unit', 'own'].includes(given.kind)) return [`${name}: not of kind open`];
  } else if (given.kind === 'open' || given.kind === 'own')
    return [`${name}: open, but asks for ${permission}`];
  const faults: string[] = [];
  if (permission !== 'public') {
    const { code } = await ask(operation, inputOf(given, world.units.own));
    if (code !== 'not-signed-in') faults.push(`${name}: answers ${code} to strangers`);
  }
  for (const [role, cookie] of cookies) {
    const held = role === 'nobody' ? [] : [{ role, path: world.units.own.path }];
    if (!may(held, permission) && operation.named) {
      // Let in to be asked for by name; the row of a unit they do not belong to names them not.
      const at = world.units.sibling;
      const { code, text } = await ask(operation, inputOf(given, at), cookie);
      if (code !== 'not-found') faults.push(`${name}: ${role} unnamed gets ${code}`);
      if (text.includes(at.name)) faults.push(`${name}: ${role} unnamed is told of the unit`);
      continue;
    }
    if (!may(held, permission)) {
      const { code } = await ask(operation, inputOf(given, world.units.own), cookie);
      if (code !== 'not-allowed') faults.push(`${name}: ${role} gets ${code}`);
      continue;
    }
    if (given.kind === 'unit' && given.as && !may(held, given.as)) {
      const { code } = await ask(operation, given.input(world.units.own), cookie);
      if (code !== 'not-found') faults.push(`${name}: ${role} without ${given.as} gets ${code}`);
    } else if (given.kind === 'unit')
      faults.push(...(await sweepUnit(`${name}: ${role}`, operation, given, cookie)));
    if (given.kind === 'list')
      faults.push(...(await sweepList(`${name}: ${role}`, operation, given, cookie)));
    if (given.kind === 'own')
      faults.push(...(await sweepOwn(`${name}: ${role}`, operation, given, cookie)));
    if (given.kind === 'whole')
      faults.push(...(await sweepWhole(name, role, operation, given, cookie)));
    if (given.kind === 'anywhere') {
      const { code } = await ask(operation, given.input ?? {}, cookie);
      if (code === 'not-allowed') faults.push(`${name}: ${role} is refused`);
    }
  }
  if (operation.named) faults.push(...(await sweepNamed(name, operation, given)));
  return faults;
}

/** Whoever a row names may, without any grant; somebody beside them and a token of theirs may not. */
async function sweepNamed(name: string, operation: Operation, given: Case) {
  if (given.kind !== 'unit' || !given.names) return [`${name}: no case says whom a row names`];
  const at = world.units.sibling;
  const [me, other] = [
    await world.signInAs(undefined, world.units.parent),
    await world.signInAs(undefined, world.units.parent),
  ];
  const reached = (code: string) => code === 'ok' || (given.reached ?? []).includes(code);
  const before = await ask(operation, given.input(at), me.cookie);
  const undo = await world.name(given.names, at, me.id);
  const own = await ask(operation, given.input(at), me.cookie);
  const beside = await ask(operation, given.input(at), other.cookie);
  const token = await ask(operation, given.input(at), { token: await world.tokenOf(me.id) });
  await undo();
  return [
    ...(before.code === 'not-found' ? [] : [`${name}: before being named: ${before.code}`]),
    ...(reached(own.code) ? [] : [`${name}: named: ${own.code}`]),
    ...(beside.code === 'not-found' ? [] : [`${name}: beside the one named: ${beside.code}`]),
    ...(token.code === 'not-allowed' ? [] : [`${name}: by token: ${token.code}`]),
  ];
}

async function sweepUnit(
  what: string,
  operation: Operation,
  given: Extract<Case, { kind: 'unit' }>,
  cookie: string,
) {
  const faults = [];
  for (const position of positions) {
    const at = world.units[position];
    const { code, text } = await ask(operation, given.input(at), cookie);
    const inside =
      position === 'child' ||
      position === 'closed' ||
      (position === 'own' && !given.above) ||
      (position === 'parent' && given.fromAbove === true);
    const reached = code === 'ok' || (given.reached ?? []).includes(code);
    if (inside !== reached) faults.push(`${what} at ${position}: ${code}`);
    if (!inside && code !== 'not-found' && code !== 'not-allowed')
      faults.push(`${what} outside at ${position}: ${code}`);
    if (!inside && position !== 'own' && text.includes(at.name))
      faults.push(`${what} names ${position}`);
  }
  return faults;
}

async function sweepList(
  what: string,
  operation: Operation,
  given: Extract<Case, { kind: 'list' }>,
  cookie: string,
) {
  const { code, text } = await ask(operation, given.input ?? {}, cookie);
  if (code !== 'ok') return [`${what}: ${code}`];
  return positions.flatMap((position) => {
    const inside =
      position === 'own' ||
      position === 'child' ||
      position === 'closed' ||
      (position === 'parent' && given.fromAbove === true);
    const expected = inside && !given.without?.includes(position);
    const found = text.includes(given.marker(world.units[position]));
    return found === expected ? [] : [`${what}: ${position} is ${found ? '' : 'not '}there`];
  });
}

async function sweepOwn(
  what: string,
  operation: Operation,
  given: Extract<Case, { kind: 'own' }>,
  cookie: string,
) {
  const faults = [];
  const theirs = async () => [
    await server.ctx.db.selectFrom('notice').selectAll().orderBy('id').execute(),
    await server.ctx.db.selectFrom('task').selectAll().orderBy('id').execute(),
  ];
  const before = await theirs();
  for (const position of positions) {
    const of = world.units[position];
    const { code, text } = await ask(operation, given.input?.(of) ?? {}, cookie);
    if (operation.params && code !== 'not-found') faults.push(`${what} of ${position}: ${code}`);
    if (text.includes(given.marker(of))) faults.push(`${what} tells of ${position}`);
  }
  if (!isDeepStrictEqual(before, await theirs())) faults.push(`${what} changes what is others'`);
  return faults;
}

/** Refused to a right over a part of the organisation, given to one over all of it. */
async function sweepWhole(
  name: string,
  role: Role | 'nobody',
  operation: Operation,
  given: Extract<Case, { kind: 'whole' }>,
  cookie: string,
) {
  if (role === 'nobody') return [`${name}: anybody may`];
  const part = await ask(operation, given.input ?? {}, cookie);
  const faults = part.code === 'not-allowed' ? [] : [`${name}: ${role} of a part: ${part.code}`];
  const over = await world.signInAs(role, world.units.parent);
  const { code } = await ask(operation, given.input ?? {}, over.cookie);
  if (code !== 'ok' && !(given.reached ?? []).includes(code))
    faults.push(`${name}: ${role} of the whole: ${code}`);
  return faults;
}

describe('who may do what', () => {
  for (const [name, operation] of Object.entries(operations))
    it(name, async () => {
      const given = (cases as Record<string, Case>)[name];
      expect(await sweep(name, operation, given)).toEqual([]);
    });

  it('the sweep fails on an operation for named people that asks nobody who they are', async () => {
    const anybody: Case = {
      kind: 'unit',
      names: { table: 'problem', column: 'owner_id' },
      input: () => ({}),
    };
    const named = { ...operations['identity.account'], named: true } as const;
    const faults = await sweepNamed('identity.account', named, anybody);
    expect(faults).toContain('identity.account: beside the one named: ok');
    expect(await sweepNamed('x', named, { kind: 'open' })).toHaveLength(1);
    const nobody: Case = {
      ...anybody,
      input: () => ({ params: { id: world.units.own.rows.problem } }),
    };
    const missed = await sweepNamed('problem.get', operations['problem.get'], nobody);
    expect(missed.some((f) => f.includes('named: not-allowed'))).toBe(true);
  });

  it('the sweep fails on an operation without a rule', async () => {
    expect(await sweep('org.new', operations['org.roots'], undefined)).toHaveLength(1);
  });

  it('the sweep fails on one that is open although it asks for a permission, and the reverse', async () => {
    const open: Case = { kind: 'open' };
    expect(await sweep('org.roots', operations['org.roots'], open)).toHaveLength(1);
    const anywhere: Case = { kind: 'anywhere' };
    expect(await sweep('identity.me', operations['identity.me'], anywhere)).toHaveLength(1);
  });

  it('the sweep fails on a list that shows more or less than it may', async () => {
    const all: Case = { kind: 'list', marker: () => '[' };
    expect((await sweep('org.roots', operations['org.roots'], all)).length).toBeGreaterThan(0);
    const nothing: Case = { kind: 'list', marker: () => '没有' };
    expect((await sweep('org.roots', operations['org.roots'], nothing)).length).toBeGreaterThan(0);
  });

  it('the sweep fails on rows of others, and on what a part of the organisation may not', async () => {
    const told: Case = { kind: 'own', marker: () => '"unread"' };
    const own = await sweep('notice.list', operations['notice.list'], told);
    expect(own.some((f) => f.includes('tells of sibling'))).toBe(true);
    const found: Case = { kind: 'own', input: () => ({ params: { id: 'x' } }), marker: () => '-' };
    const read = await sweep('notice.read', operations['notice.read'], found);
    expect(read.some((f) => f.includes('of own: invalid'))).toBe(true);
    const whole: Case = { kind: 'whole' };
    const faults = await sweep('system.robots', operations['system.robots'], whole);
    expect(faults.some((f) => f.includes('of a part: ok'))).toBe(true);
  });

  it('the sweep fails on an operation that acts outside', async () => {
    const outside: Case = {
      kind: 'unit',
      input: () => ({ params: { id: world.units.sibling.id } }),
    };
    const faults = await sweep('org.unit', operations['org.unit'], outside);
    expect(faults.some((f) => f.includes('at own: not-found'))).toBe(true);
    const loose: Case = { kind: 'unit', input: () => ({ params: { id: world.units.own.id } }) };
    const more = await sweep('org.unit', operations['org.unit'], loose);
    expect(more.some((f) => f.includes('at sibling: ok'))).toBe(true);
  });
});
