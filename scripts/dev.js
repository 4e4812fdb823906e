// Development: the server, restarted when its source changes, and Vite, which serves the
// page with hot reload and passes /api on. `npm run dev`, then open the address Vite prints.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const module = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

const commands = [
  [
    module('tsx/dist/cli.mjs'),
    'watch',
    '--clear-screen=false',
    'bin/shiji.js',
    'serve',
    '--no-build',
    ...process.argv.slice(2),
  ],
  [module('vite/bin/vite.js')],
];

const children = commands.map((args) =>
  spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }),
);
let ending = false;

/** One gone, all go; a child that already had the terminal's Ctrl+C is told again at no cost. */
function end(code) {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}

for (const child of children) child.on('exit', (code) => end(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0));
