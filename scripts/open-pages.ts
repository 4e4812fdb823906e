import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

const folder = fileURLToPath(new URL('../src/web/open/', import.meta.url));

/** Names of the entries: every file of `src/web/open` itself; what they share lies in `parts`. */
export async function openEntries(): Promise<string[]> {
  const files = await readdir(folder, { withFileTypes: true });
  return files
    .filter((f) => f.isFile() && f.name.endsWith('.ts') && !f.name.endsWith('.test.ts'))
    .map((f) => f.name.slice(0, -3))
    .sort();
}

/** One entry with all it needs, as a plain script for old phones too. */
export async function buildOpen(name: string): Promise<string> {
  const made = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2019',
      lib: { entry: `${folder}${name}.ts`, formats: ['iife'], name: 'page' },
    },
  })) as Rolldown.RolldownOutput[];
  return made[0]!.output[0].code;
}
