import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');

/** A tree of its own with the project's rules: the files that break them never stand in ours. */
const tree = mkdtempSync(join(tmpdir(), 'shiji-lint-'));
copyFileSync(join(root, 'biome.json'), join(tree, 'biome.json'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** What the linter says of a file of this content at this place. */
function lint(path: string, code: string): string {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), code);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'lint', '--vcs-enabled=false', path],
    {
      cwd: tree,
      encoding: 'utf8',
    },
  );
  return `${stdout}${stderr}`;
}

describe('the arrows of the house are enforced', () => {
  it.each([
    ['src/engine/x.ts', "import { readPanel } from '../office/panel/read.ts';\nreadPanel;\n"],
    ['src/engine/x.ts', "import fs from 'node:fs';\nfs;\n"],
    ['src/text/x.ts', "import fs from 'node:fs';\nfs;\n"],
    ['src/contract/x.ts', "import { startServer } from '../server/main.ts';\nstartServer;\n"],
    ['src/office/x.ts', "import { sql } from 'kysely';\nsql;\n"],
    ['src/web/x.ts', "import { startServer } from '../server/main.ts';\nstartServer;\n"],
    ['src/server/appraisal/service.ts', "import { sql } from 'kysely';\nsql;\n"],
    ['src/server/appraisal/service.ts', "import * as q from '../identity/queries.ts';\nq;\n"],
  ])('%s may not hold %j', (path, code) => {
    expect(lint(path, code)).toContain('noRestrictedImports');
  });

  it('only the configuration reads the environment', () => {
    const code = 'export const home = process.env.HOME;\n';
    expect(lint('src/server/appraisal/service.ts', code)).toContain('noProcessEnv');
    expect(lint('src/server/platform/config.ts', code)).not.toContain('noProcessEnv');
  });

  it('queries may hold SQL', () => {
    expect(
      lint(
        'src/server/appraisal/queries.ts',
        "import { sql } from 'kysely';\nexport default sql;\n",
      ),
    ).not.toContain('noRestrictedImports');
  });
});
