import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Unit } from '../../contract/org/operations.ts';
import { rooms } from '../main.ts';
import { openDatabase } from '../platform/db.ts';
import { createHttp } from '../platform/http.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  cookie = (await world.signInAs('office', world.units.parent)).cookie;
});
afterAll(() => server.close());

type App = typeof server.app;
async function ask(method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, app?: App) {
  const answer = await (app ?? server.app).inject({
    method,
    url: `/api/org/units${path}`,
    headers: { cookie },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}

/** A unit as the model has it: what held from which day on. */
interface Version {
  readonly from: string;
  readonly name: string;
  readonly parent: string;
}
interface Modelled {
  readonly id: string;
  readonly versions: Version[];
  closed?: string;
  version: number;
}

const kinds = ['create', 'rename', 'move', 'merge', 'split', 'close'] as const;
const step = fc.record({
  kind: fc.constantFrom(...kinds),
  a: fc.nat(20),
  b: fc.nat(20),
  day: fc.integer({ min: 1, max: 28 }),
});

const dayAt = (n: number): string => `2025-06-${String(n).padStart(2, '0')}`;

/** Every path, count and parent of the database holds together. */
async function expectTree(): Promise<void> {
  const rows = await server.ctx.db.selectFrom('org').selectAll().execute();
  const byId = new Map(rows.map((r) => [r.id, r]));
  for (const row of rows) {
    const parent = row.parent_id === null ? undefined : byId.get(row.parent_id)!;
    const own = row.id.slice(-12);
    expect(row.path).toBe(parent ? `${parent.path}.${own}` : own);
    const below = rows.filter((r) => !r.closed_on && `${r.path}.`.startsWith(`${row.path}.`));
    expect([row.name, row.units]).toEqual([row.name, below.length]);
  }
}

/** Replays what the server accepted: the parent and name of each unit on any day. */
class Model {
  readonly base: string;
  readonly units = new Map<string, Modelled>();
  constructor(base: string) {
    this.base = base;
  }
  add(unit: Unit): void {
    const { id, since: from, name, parentId } = unit;
    const versions = [{ from, name, parent: parentId! }];
    this.units.set(id, { id, versions, version: unit.version });
  }
  put(id: string, from: string, more: Partial<Version>): void {
    const { versions } = this.units.get(id)!;
    const last = versions.at(-1)!;
    const next = { ...last, ...more, from };
    if (last.from === from) versions[versions.length - 1] = next;
    else versions.push(next);
  }
  /** Children move when they were there already: not before their own last change. */
  moveChildren(from: string, to: string, on: string): void {
    for (const unit of this.units.values()) {
      const last = unit.versions.at(-1)!;
      if (!unit.closed && last.parent === from)
        this.put(unit.id, last.from > on ? last.from : on, { parent: to });
    }
  }
  on(day: string): Map<string, { name: string; parent: string }> {
    const then = new Map<string, { name: string; parent: string }>();
    for (const { id, versions, closed } of this.units.values()) {
      const held = versions.filter((v) => v.from <= day).at(-1);
      if (held && !(closed && closed <= day))
        then.set(id, { name: held.name, parent: held.parent });
    }
    return then;
  }
}

async function versionOf(id: string): Promise<number> {
  const row = await server.ctx.db
    .selectFrom('org')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.version;
}

async function perform(
  model: Model,
  { kind, a, b, day }: typeof step extends fc.Arbitrary<infer T> ? T : never,
) {
  const ids = [...model.units.keys()];
  const one = ids[a % Math.max(1, ids.length)];
  const other = ids[b % Math.max(1, ids.length)] ?? model.base;
  const on = dayAt(day);
  if (kind === 'create' || one === undefined) {
    const parentId = b % 3 === 0 ? model.base : other;
    const answer = await ask('POST', '', { parentId, name: `单位${a}-${b}`, kind: 'team', on });
    if (answer.status === 200) model.add(answer.body);
    return;
  }
  const version = await versionOf(one);
  const at = { version, on };
  if (kind === 'rename') {
    const answer = await ask('PUT', `/${one}`, { ...at, name: `改名${b}`, kind: 'team' });
    if (answer.status === 200) model.put(one, on, { name: `改名${b}` });
  } else if (kind === 'move') {
    const before = model.units.get(one)!.versions.at(-1)!.parent;
    const answer = await ask('POST', `/${one}/move`, { ...at, parentId: other });
    if (answer.status === 200 && before !== other) model.put(one, on, { parent: other });
  } else if (kind === 'close') {
    const answer = await ask('POST', `/${one}/close`, at);
    if (answer.status === 200) model.units.get(one)!.closed = on;
  } else if (kind === 'merge') {
    const answer = await ask('POST', `/${one}/merge`, { ...at, intoId: other });
    if (answer.status !== 200) return;
    model.moveChildren(one, other, on);
    model.units.get(one)!.closed = on;
  } else {
    const into = [`分${a}`, `分${b}`].map((name) => ({ name, kind: 'team' }));
    const answer = await ask('POST', `/${one}/split`, { ...at, into });
    if (answer.status !== 200) return;
    for (const unit of answer.body as Unit[]) model.add(unit);
    model.moveChildren(one, answer.body[0].id, on);
    model.units.get(one)!.closed = on;
  }
}

describe('a tree under any sequence of changes', () => {
  it('keeps paths and counts, and reads of any day equal a replay of what was accepted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        const made = await ask('POST', '', {
          parentId: world.units.parent.id,
          name: '试验公司',
          kind: 'company',
          on: '2025-01-01',
        });
        const model = new Model(made.body.id);
        for (const one of steps) await perform(model, one);
        await expectTree();
        for (const day of [dayAt(1), dayAt(9), dayAt(17), dayAt(28), '2026-03-01'])
          for (const [id, { name, parent }] of model.on(day)) {
            const { body } = await ask('GET', `/${id}?on=${day}`);
            expect([day, body.unit?.name, body.unit?.parentId]).toEqual([day, name, parent]);
          }
      }),
      { numRuns: 8 },
    );
  });

  it('is one tree for two servers that change it at the same time', async () => {
    const db = await openDatabase(server.databaseUrl);
    const second = await createHttp({ ...server.ctx, db }, rooms);
    const apps = [server.app, second];
    const units: string[] = [];
    for (let k = 0; k < 6; k++) {
      const input = { parentId: world.units.parent.id, name: `并发${k}`, kind: 'team' };
      units.push((await ask('POST', '', input)).body.id);
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.boolean()), { minLength: 8, maxLength: 16 }),
        async (pairs) => {
          const answers = await Promise.all(
            pairs.map(async ([a, b, makes], k) => {
              const app = apps[k % 2]!;
              if (makes)
                return ask('POST', '', { parentId: units[a]!, name: '新', kind: 'team' }, app);
              const input = { parentId: units[b]!, version: await versionOf(units[a]!) };
              return ask('POST', `/${units[a]!}/move`, input, app);
            }),
          );
          for (const { status } of answers) expect([200, 409]).toContain(status);
          await expectTree();
        },
      ),
      { numRuns: 4 },
    );
    await second.close();
    await db.destroy();
  });
});
