import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/server/platform/db.ts';
import { startEmbedded, unlockHome } from '../../src/server/platform/postgres.ts';
import { freshHome } from './home.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

/** One real PostgreSQL for the run; the migrated database is the template of every test file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await freshHome('test');
  const database = await startEmbedded(home);
  const db = await openDatabase(database.url);
  await db.destroy();
  project.provide('databaseUrl', database.url);
  return async () => {
    await database.stop();
    await unlockHome(home);
    await rm(home, { recursive: true, force: true });
  };
}
