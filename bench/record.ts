import { rm } from 'node:fs/promises';
import { openContext } from '../src/server/main.ts';
import * as org from '../src/server/org/service.ts';
import { EVERYWHERE, withScopes } from '../src/server/platform/scope.ts';
import { seal } from '../src/server/record/seal.service.ts';
import { record } from '../src/server/record/service.ts';
import { verifyRecord } from '../src/server/record/verify.service.ts';
import { freshHome } from '../test/setup/home.ts';

/**
 * `node --import tsx bench/record.ts [entries]`: entries written one a transaction by ten
 * writers, sealed and verified a second. Sealing keeps up when its figure is above that of writing.
 */
const entries = Number(process.argv[2] ?? 30_000);
const home = await freshHome('bench');
const { ctx, close } = await openContext({ home, log: 'silent' });

async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(count / ((performance.now() - start) / 1000));
}

const place = await org.root(ctx.db);
const change = (n: number) => ({
  act: 'org.change' as const,
  subject: `org:${place.id}`,
  org: place,
  content: { n, name: '某某单位', note: '一条与真实变更差不多长的内容'.repeat(5) },
});
const few = Math.min(3_000, entries);
let next = 0;
const writer = async (): Promise<void> => {
  while (next < few) await withScopes(ctx, EVERYWHERE, (trx) => record(trx, ctx, change(next++)));
};
const written = await perSecond(few, () => Promise.all(Array.from({ length: 10 }, writer)));
for (let n = next; n < entries; n += 1_000)
  await withScopes(ctx, EVERYWHERE, (trx) =>
    record(trx, ctx, ...Array.from({ length: 1_000 }, (_, i) => change(n + i))),
  );
let sealed = 0;
const sealing = await perSecond(entries, async () => {
  sealed = (await seal(ctx)).sealed;
});
const verifying = await perSecond(sealed, () => verifyRecord(ctx));
console.log(`entries ${sealed}
written/s, ten writers, one a transaction  ${written}
sealed/s                                   ${sealing}
verified/s                                 ${verifying}
sealing / writing                          ${(sealing / written).toFixed(1)}`);
await close();
await rm(home, { recursive: true, force: true });
