import { defineConfig } from 'vitest/config';

/** Closing line `N passed, N failed` for whoever reads the log by program. */
const plainTotals = {
  onTestRunEnd(
    modules: readonly { children: { allTests(): Iterable<{ result(): { state: string } }> } }[],
  ) {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const m of modules)
      for (const t of m.children.allTests()) {
        const { state } = t.result();
        if (state in count) count[state as keyof typeof count]++;
      }
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  },
};

const pure = ['src/engine', 'src/text', 'src/contract', 'src/office', 'src/web', 'test', 'data'];

/**
 * `isolate: false`: the files of a worker share what they import (the whole server takes
 * seconds). What the server keeps belongs to a database or a context, of which each file has
 * its own; a module that keeps more fails here by the order of files.
 */
export default defineConfig({
  test: {
    reporters: ['default', plainTotals],
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'pure',
          isolate: false,
          include: pure.map((dir) => `${dir}/**/*.test.ts`),
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'cli',
          isolate: false,
          include: ['src/cli/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'server',
          isolate: false,
          include: ['src/server/**/*.test.ts'],
          globalSetup: ['test/setup/postgres.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          isolate: false,
          include: ['e2e/**/*.test.ts'],
          globalSetup: ['test/setup/web.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
