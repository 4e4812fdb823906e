import { rm } from 'node:fs/promises';
import { createAdminLink } from '../src/server/identity/service.ts';
import { startServer } from '../src/server/main.ts';
import { freshHome } from '../test/setup/home.ts';

/**
 * `npm run bench:sign-in -- [rounds]`: whether the time of a refusal tells an outsider
 * something about an account. Refusals of five kinds are asked for in turn, in a new random
 * order each round; each kind is held against «unknown login» by the area under the ROC
 * curve (0.5: one cannot be told from the other) with its standard error under no difference.
 */
const rounds = Number(process.argv[2] ?? 400);
const password = '院里的枇杷树又结果了';
const home = await freshHome('bench');
const { app, ctx, stop } = await startServer({ home, port: 0, log: 'silent' });

const post = (url: string, payload: object, address = '127.0.0.1') =>
  app.inject({ method: 'POST', url, payload, remoteAddress: address });
for (const login of ['known', 'shut', 'bare']) {
  const token = await createAdminLink(ctx);
  await post('/api/identity/link', { token, login, name: login, password });
}
const set = (login: string, values: object) =>
  ctx.db.updateTable('account').set(values).where('login', '=', login).execute();
await set('shut', { disabled_at: new Date() });
await set('bare', { password_hash: null });

const kinds = {
  'unknown login': () => ({ login: `nobody${Math.random()}`, password }),
  'unknown login again': () => ({ login: `nobody${Math.random()}`, password }),
  'wrong password': () => ({ login: 'known', password: `${password}!` }),
  'shut account, right password': () => ({ login: 'shut', password }),
  'account without password': () => ({ login: 'bare', password }),
} as const;
type Kind = keyof typeof kinds;
const names = Object.keys(kinds) as Kind[];
const times = Object.fromEntries(names.map((k) => [k, [] as number[]])) as Record<Kind, number[]>;

for (let i = -20; i < rounds; i++) {
  const order = names.map((k) => [Math.random(), k] as const).sort(([a], [b]) => a - b);
  for (const [, kind] of order) {
    // The throttle would answer before the password is looked at.
    await ctx.db.deleteFrom('sign_in_attempt').execute();
    const body = kinds[kind]();
    const began = process.hrtime.bigint();
    const { statusCode } = await post('/api/identity/sign-in', body);
    const took = Number(process.hrtime.bigint() - began) / 1e6;
    if (statusCode !== 401) throw new Error(`${kind}: ${statusCode}`);
    if (i >= 0) times[kind].push(took);
  }
}
await stop();
await rm(home, { recursive: true, force: true });

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Mann–Whitney: the chance that one of the first takes longer than one of the second. */
function auc(a: readonly number[], b: readonly number[]): number {
  let wins = 0;
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0;
  return wins / (a.length * b.length);
}
const base = times['unknown login'];
const error = Math.sqrt((2 * rounds + 1) / (12 * rounds * rounds));
console.log(`${rounds} rounds; standard error of the AUC ${error.toFixed(4)}\n`);
console.log('| refusal | median ms | AUC against unknown login | in standard errors |');
console.log('| --- | ---: | ---: | ---: |');
for (const kind of names) {
  const area = auc(times[kind], base);
  const cells = [middle(times[kind]), area, (area - 0.5) / error];
  console.log(`| ${kind} | ${cells.map((c, i) => c.toFixed(i === 1 ? 3 : 2)).join(' | ')} |`);
}
