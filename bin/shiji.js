#!/usr/bin/env node
// Runs the command from source, so that it works right after `npm install` with no build
// (docs/decisions/0001-run-from-source.md). Plain JavaScript that also parses on old Node.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

const wanted = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
const old = major < wanted[0] || (major === wanted[0] && minor < wanted[1]);
if (old) stop('cli.node-too-old');

let tsx;
try {
  tsx = await import('tsx/esm/api');
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  stop('cli.not-installed');
}
// What loads the sources has a heap of its own, which keeps its nursery for as long as we run.
setFlagsFromString('--max-semi-space-size=1');
// Nothing of a tsconfig that happens to lie in the user's folder may change how this runs.
tsx.register({ tsconfig: false });
setFlagsFromString('--max-semi-space-size=0');

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const { main } = await import('../src/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));

function stop(key) {
  const lang = process.argv.some((a) => a === 'en' || a === '--lang=en') ? 'en' : 'zh-CN';
  const catalogue = new URL(`../src/contract/messages/${lang}/cli.json`, import.meta.url);
  const text = JSON.parse(readFileSync(catalogue, 'utf8'))[key];
  process.stderr.write(`✗ ${text.replace('{{version}}', process.versions.node)}\n`);
  process.exit(4);
}
