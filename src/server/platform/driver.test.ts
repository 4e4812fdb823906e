import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { sendAhead, withNext } from './driver.ts';
import { keptStatements } from './prepared.ts';
import { EVERYWHERE, type Trx, withScopes } from './scope.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
});
afterAll(() => server.close());

const nameOf = (trx: Pick<Trx, 'selectFrom'>, id: string) =>
  trx.selectFrom('person').select('name').where('id', '=', id).executeTakeFirst();
const rename = (trx: Trx, id: string, name: string) =>
  trx.updateTable('person').set({ name }).where('id', '=', id);

async function person(): Promise<{ id: string; name: string }> {
  const id = world.units.own.rows.person;
  return { id, name: (await nameOf(server.ctx.db, id))!.name };
}

describe('statements that are sent ahead', () => {
  it('are done before what is asked next, and while it is made', async () => {
    const { id } = await person();
    const seen = await withScopes(server.ctx, EVERYWHERE, async (trx) => {
      await withNext(trx, rename(trx, id, '甲'));
      await sendAhead(trx);
      await withNext(trx, rename(trx, id, '乙'));
      await sendAhead(trx);
      return nameOf(trx, id);
    });
    expect(seen).toEqual({ name: '乙' });
  });

  it('are not waited for, but for those before them', async () => {
    const order: string[] = [];
    await withScopes(server.ctx, EVERYWHERE, async (trx) => {
      await withNext(trx, sql`select pg_sleep(0.3)`);
      const first = sendAhead(trx).then(() => order.push('sent'));
      const slept = sql`select 1`.execute(trx).then(() => order.push('answered'));
      await first;
      order.push('went on');
      await slept;
    });
    expect(order).toEqual(['sent', 'went on', 'answered']);
  });

  it.each(['what is sent next', 'a question', 'the end'])(
    'fail %s with their own error, and nothing is kept',
    async (where) => {
      const { id, name } = await person();
      const refused = withScopes(server.ctx, EVERYWHERE, async (trx) => {
        await withNext(trx, rename(trx, id, '戊'));
        await withNext(trx, sql`select 1 / 0`);
        await sendAhead(trx);
        await withNext(trx, rename(trx, id, '己'));
        if (where === 'what is sent next') await sendAhead(trx);
        if (where === 'a question') await nameOf(trx, id);
      });
      await expect(refused).rejects.toThrow(/division by zero/);
      expect(await nameOf(server.ctx.db, id)).toEqual({ name });
    },
  );

  it('leave nothing behind when the transaction is given up', async () => {
    const { id, name } = await person();
    const given = withScopes(server.ctx, EVERYWHERE, async (trx) => {
      await withNext(trx, rename(trx, id, '丁'));
      await sendAhead(trx);
      throw new Error('given up');
    });
    await expect(given).rejects.toThrow('given up');
    expect(await nameOf(server.ctx.db, id)).toEqual({ name });
  });
});

describe('statements that go together', () => {
  it('are done in their order before the next one is answered', async () => {
    const { id } = await person();
    const seen = await withScopes(server.ctx, EVERYWHERE, async (trx) => {
      await withNext(trx, rename(trx, id, '甲'));
      await withNext(trx, rename(trx, id, '乙'));
      return nameOf(trx, id);
    });
    expect(seen).toEqual({ name: '乙' });
  });

  it('go with the end of the transaction when nothing follows', async () => {
    const { id } = await person();
    await withScopes(server.ctx, EVERYWHERE, (trx) => withNext(trx, rename(trx, id, '丙')));
    expect(await nameOf(server.ctx.db, id)).toEqual({ name: '丙' });
  });

  it('are not done when the transaction is given up', async () => {
    const { id, name } = await person();
    const given = withScopes(server.ctx, EVERYWHERE, async (trx) => {
      await withNext(trx, rename(trx, id, '丁'));
      throw new Error('given up');
    });
    await expect(given).rejects.toThrow('given up');
    expect(await nameOf(server.ctx.db, id)).toEqual({ name });
  });

  it.each(['the next statement', 'the end'])(
    'fail %s with their own error, and nothing is kept',
    async (where) => {
      const { id, name } = await person();
      const refused = withScopes(server.ctx, EVERYWHERE, async (trx) => {
        await withNext(trx, rename(trx, id, '戊'));
        await withNext(trx, sql`select 1 / 0`);
        await withNext(trx, rename(trx, id, '己'));
        if (where === 'the next statement') await nameOf(trx, id);
      });
      await expect(refused).rejects.toThrow(/division by zero/);
      expect(await nameOf(server.ctx.db, id)).toEqual({ name });
    },
  );

  it('do nothing outside the scopes when these cannot be set', async () => {
    const { id, name } = await person();
    const outside = server.ctx.db.transaction().execute(async (trx) => {
      await withNext(trx, sql.raw('set local role nobody_of_this_name'));
      await withNext(trx, rename(trx, id, '庚'));
      await rename(trx, id, '辛').execute();
    });
    await expect(outside).rejects.toThrow(/nobody_of_this_name/);
    expect(await nameOf(server.ctx.db, id)).toEqual({ name });
  });

  it('leave the connection as it was for the next transaction', async () => {
    for (let k = 0; k < 12; k++)
      await withScopes(server.ctx, EVERYWHERE, async (trx) => {
        await withNext(trx, sql`select 1 / 0`);
        await sql`select 1`.execute(trx);
      }).catch(() => undefined);
    const { rows } = await sql<{ role: string; scopes: string | null }>`
      select current_setting('role') as role,
        nullif(current_setting('app.scopes', true), '') as scopes`.execute(server.ctx.db);
    expect(rows).toEqual([{ role: 'none', scopes: null }]);
  });

  it('that an error was swallowed among end in no commit', async () => {
    const swallowed = withScopes(server.ctx, EVERYWHERE, async (trx) => {
      await sql`select 1 / 0`.execute(trx).catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow(/aborted/);
  });

  it('are sent before too many are gathered, all of them', async () => {
    const { id } = await person();
    await withScopes(server.ctx, EVERYWHERE, async (trx) => {
      for (let k = 0; k < 50; k++) await withNext(trx, rename(trx, id, `第${k}`));
    });
    expect(await nameOf(server.ctx.db, id)).toEqual({ name: '第49' });
  });
});

describe('plans that are kept', () => {
  const kept = (text: string): boolean => {
    const nameOf = keptStatements();
    for (let k = 0; k < 3; k++) nameOf(text);
    return nameOf(text) !== undefined;
  };

  it('are those of inserts and of rows found by equality', () => {
    expect(kept('insert into "t" ("a", "b") values ($1, $2)')).toBe(true);
    expect(kept('select * from "t" where "id" = $1 for update')).toBe(true);
    expect(kept('update "t" set "a" = $1 where "org_id" = $2 and "id" = $3')).toBe(true);
  });

  it.each([
    'select * from "t" where "path" >= $1 and "path" < $2',
    'select * from "t" where "path" <@ any ($1)',
    'select * from "t" where "name" ilike $1',
    'select * from "t" where "a" = $1 order by "id" limit $2',
    'select * from "t" where "id" in ($1, $2)',
    'select * from "t" where "a" = $1 or "b" = $2',
    'insert into "t" ("a") values ($1), ($2)',
    'insert into "t" ("a") select "a" from "s" where "b" > $1',
    'set local app.scopes = $1',
  ])('are not those whose best plan depends on values: %s', (text) => {
    expect(kept(text)).toBe(false);
  });

  it('obey the walls of each transaction they are used in', async () => {
    const { own, sibling } = world.units;
    const read = (id: string) => (trx: Trx) => nameOf(trx, id);
    for (let k = 0; k < 15; k++) {
      expect(await nameOf(server.ctx.db, sibling.rows.person)).toBeDefined();
      expect(await withScopes(server.ctx, [own.path], read(sibling.rows.person))).toBeUndefined();
      expect(await withScopes(server.ctx, [own.path], read(own.rows.person))).toBeDefined();
      expect(await withScopes(server.ctx, [], read(own.rows.person))).toBeUndefined();
    }
  });

  it('are made anew when a table has changed beside the running server', async () => {
    const find = () =>
      server.ctx.db
        .selectFrom('notice_preference')
        .selectAll()
        .where('person_id', '=', world.units.own.rows.person)
        .execute();
    for (let k = 0; k < 10; k++) await find();
    await sql`alter table notice_preference add column later text`.execute(server.ctx.db);
    await expect(find()).rejects.toMatchObject({ code: '0A000' });
    expect(await find()).toEqual([]);
  });
});
