import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { fillDemo } from './service.ts';

let server: Awaited<ReturnType<typeof testServer>>;
beforeAll(async () => {
  server = await testServer();
  // The first unit begins on the day the database was made.
  server.clock.now = new Date();
});
afterAll(() => server.close());

async function counts() {
  const of = async (table: 'org' | 'person' | 'post' | 'tenure' | 'duty' | 'record_entry') => {
    const row = await server.ctx.db
      .selectFrom(table)
      .select((e) => e.fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow();
    return Number(row.n);
  };
  return {
    units: await of('org'),
    people: await of('person'),
    posts: await of('post'),
    tenures: await of('tenure'),
    duties: await of('duty'),
    entries: await of('record_entry'),
  };
}

describe('the organisation of the demonstration', () => {
  it('is filled by the services, on record, with vacant posts to be seen', async () => {
    await fillDemo(server.ctx);
    const found = await counts();
    expect(found.units).toBeGreaterThan(20);
    expect(found.tenures).toBe(found.people);
    expect(found.posts).toBeGreaterThan(found.tenures);
    expect(found.duties).toBeGreaterThan(20);
    const { units, people, posts, tenures, duties } = found;
    expect(found.entries).toBe(units + people + posts + tenures + duties);
  });

  it('is not filled twice', async () => {
    const before = await counts();
    await fillDemo(server.ctx);
    expect(await counts()).toEqual(before);
  });
});
