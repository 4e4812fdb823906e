import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import type { Unit } from '../../contract/org/operations.ts';
import type { OrgLine } from '../../office/org/read.ts';
import type { RequestContext } from '../platform/context.ts';
import { EVERYWHERE } from '../platform/scope.ts';
import { loadLines } from './imports.service.ts';
import { MOST_ENTRIES } from './load.service.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let cookie: string;
let lines: OrgLine[];
beforeAll(async () => {
  server = await testServer();
  cookie = await server.signUp();
  lines = madeUp();
  await load();
});
afterAll(() => server.close());

const everywhere = (): RequestContext => ({
  ...server.ctx,
  scopes: EVERYWHERE,
  address: 'test',
  signal: new AbortController().signal,
});
const load = () =>
  loadLines(everywhere(), { under: undefined, lines, source: { file: 'made up', hash: '-' } });

/** 6 cities of 20 towns of 175 villages; villages of one city are named unlike those of others. */
function madeUp(): OrgLine[] {
  const out: OrgLine[] = [];
  const words = Array.from('东西南北中新大高平安和兴华河山城桥门坪湾');
  const endings = ['村', '村委会', '社区', '嘎查', '社区居委会', '村民委员会驻地工作站'];
  const add = (name: string, kind: OrgLine['kind'], above: number | undefined, short?: string) => {
    const parent =
      above === undefined ? { kind: 'none' as const } : { kind: 'line' as const, line: above };
    const code = `T${out.length}`;
    const shortName = short === undefined ? {} : { shortName: short };
    const at = { row: out.length + 2, sheet: null, implied: false, issues: [] };
    out.push({ ...at, name, code, kind: kind!, parent, ...shortName });
    return out.length - 1;
  };
  const letter = (n: number): string => words[n % words.length]!;
  for (let c = 0; c < 6; c++) {
    const city = add(`${letter(c * 7)}${letter(c)}市`, 'city', undefined);
    for (let t = 0; t < 20; t++) {
      const town = add(`${letter(c + t)}${letter(t * 3 + c)}镇`, 'township', city);
      for (let v = 0; v < 175; v++) {
        const name = `${letter(v)}${v % 3 ? letter(v * 5 + t) : ''}${endings[(c + (v % 5 ? 0 : v)) % 6]}`;
        add(name, 'village', town, v % 40 === 0 ? `${letter(t)}社` : undefined);
      }
    }
  }
  return out;
}

async function search(q: string, more = ''): Promise<(Unit & { above: { name: string }[] })[]> {
  const url = `/api/org/units?q=${encodeURIComponent(q)}${more}`;
  const answer = await server.app.inject({ url, headers: { cookie } });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

/** Every unit that has the words, by reading all of them. */
async function reading(q: string, under = '') {
  const rows = await server.ctx.db.selectFrom('org').selectAll().execute();
  const parts = q.toLowerCase().split(/\s+/);
  return rows
    .filter((r) => r.closed_on === null && (under === '' || r.path.startsWith(under)))
    .filter((r) => {
      const text = `${r.name} ${r.short_name ?? ''}`.toLowerCase();
      return parts.every((p) => text.includes(p));
    })
    .map((r) => ({ id: r.id, length: Math.min(r.name.length, (r.short_name ?? r.name).length) }))
    .sort((a, b) => a.length - b.length);
}

describe('search among very many units', () => {
  const asked = ['村', '社区', '村委会', '嘎查', '居委会', '河', '东门', '山 社区', '中', '工作站'];
  it.each([...asked, '委员会驻', '东社', '没有这个'])(
    '%s: those with the shortest names, all that there are or as many as asked for',
    async (q) => {
      const all = await reading(q);
      for (const limit of [7, 50, 500]) {
        const found = await search(q, `&limit=${limit}`);
        expect(found).toHaveLength(Math.min(limit, all.length));
        const ids = new Set(found.map((u) => u.id));
        expect(ids.size).toBe(found.length);
        const lengths = found.map((u) => Math.min(u.name.length, (u.shortName ?? u.name).length));
        expect(lengths).toEqual(all.slice(0, limit).map((u) => u.length));
        const have = new Set(all.map((u) => u.id));
        expect(found.filter((u) => !have.has(u.id))).toEqual([]);
      }
    },
  );

  it('tells only what lies under a unit, however common the word is', async () => {
    const city = (await search('T0'))[0]!;
    for (const q of ['村', '社区', '嘎查']) {
      const all = await reading(q, city.path);
      const found = await search(q, `&under=${city.id}&limit=50`);
      expect(found).toHaveLength(Math.min(50, all.length));
      expect(found.every((u) => u.path.startsWith(city.path))).toBe(true);
    }
  });

  it('puts an exact name before longer ones and the higher unit before lower ones', async () => {
    const town = (await search('T1'))[0]!;
    expect(town.kind).toBe('township');
    const found = await search(town.name);
    expect(found[0]!.name).toBe(town.name);
    const kinds = found.filter((u) => u.name.length === town.name.length).map((u) => u.kind);
    expect(kinds).toEqual([...kinds].sort());
  });

  it('shows somebody with one city nothing of the others', async () => {
    const city = (await search('T0'))[0]!;
    await sql`update access_grant set org_id = ${city.id}, org_path = ${city.path}`.execute(
      server.ctx.db,
    );
    for (const q of ['村', '社区', '市'])
      for (const u of await search(q, '&limit=500'))
        expect(u.path === city.path || u.path.startsWith(`${city.path}.`)).toBe(true);
    const root = await server.ctx.db.selectFrom('org').selectAll().where('parent_id', 'is', null);
    const { id, path } = await root.executeTakeFirstOrThrow();
    await sql`update access_grant set org_id = ${id}, org_path = ${path}`.execute(server.ctx.db);
  });
});

describe('a load of more units than have entries of their own', () => {
  it('counts every unit above, and names each in the entry of the one it is under', async () => {
    expect(lines.length).toBeGreaterThan(MOST_ENTRIES);
    const { db } = server.ctx;
    const rows = await db.selectFrom('org').selectAll().execute();
    expect(rows).toHaveLength(lines.length + 1);
    for (const row of rows) {
      const under = rows.filter((r) => r.kind !== 'village' && r.parent_id === row.id);
      if (row.kind === 'organisation') expect(row.units).toBe(lines.length + 1);
      if (row.kind === 'city') expect(row.units).toBe(1 + under.length * 176);
      if (row.kind === 'township') expect(row.units).toBe(176);
    }
    const loads = await db
      .selectFrom('record_entry as e')
      .innerJoin('record_content as c', 'c.entry_id', 'e.id')
      .where('e.act', '=', 'org.load')
      .select(['e.subject', 'c.content'])
      .execute();
    const told = loads.flatMap(({ subject, content }) =>
      (JSON.parse(content) as { units: { id: string }[] }).units.map((u) => [u.id, subject]),
    );
    const parents = new Map(rows.map((r) => [r.id, `org:${r.parent_id}`]));
    expect(told).toHaveLength(lines.length);
    expect(told.every(([id, subject]) => parents.get(id!) === subject)).toBe(true);
  });

  it('changes and records nothing the second time', async () => {
    const count = async () => {
      const { db } = server.ctx;
      const n = db.selectFrom('record_entry').select((e) => e.fn.countAll().as('n'));
      const version = db.selectFrom('org').select((e) => e.fn.sum('version').as('n'));
      return [await n.executeTakeFirstOrThrow(), await version.executeTakeFirstOrThrow()];
    };
    const before = await count();
    const { counts, rejected } = await load();
    expect(counts).toMatchObject({ new: 0, changed: 0, moved: 0, unchanged: lines.length });
    expect(rejected).toEqual([]);
    expect(await count()).toEqual(before);
  });
});
