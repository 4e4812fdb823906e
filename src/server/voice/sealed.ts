import { createHash, randomBytes } from 'node:crypto';
import { canonical } from '../../engine/index.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOnly } from '../platform/days.ts';
import { newIdIn } from '../platform/ids.ts';
import type { Trx } from '../platform/scope.ts';
import { openSecret, sealSecret } from '../platform/secret.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';

type By = Context & Pick<Partial<RequestContext>, 'me'>;

/** Words of whistle-blowing as they lie in the database: under the key of the home folder. */
export const sealWords = (ctx: Context, voice: string, words: object): Promise<string> =>
  sealSecret(ctx.config.home, `voice:${voice}`, JSON.stringify(words));

export async function openWords<T extends object>(
  ctx: Context,
  voice: string,
  sealed: string,
): Promise<T> {
  return JSON.parse(await openSecret(ctx.config.home, `voice:${voice}`, sealed)) as T;
}

/**
 * An act about whistle-blowing on record: a commitment and nothing else. The entry names no
 * voice, no person, no unit and no time of day; what it commits to lies sealed beside the voice.
 */
export async function noteSealed(
  ctx: By,
  trx: Trx,
  voice: { readonly id: string; readonly org_id: string; readonly org_path: string },
  act: string,
  content: object,
): Promise<void> {
  const by = ctx.me?.id ?? null;
  const text = canonical({ act, voice: voice.id, by, ...content });
  const salt = randomBytes(32);
  const commitment = createHash('sha256').update(salt).update(text).digest('hex');
  const { me: _, ...nobody } = dayOnly(ctx);
  const [entry] = await record(
    trx,
    { ...nobody, actor: 'service:voice' },
    {
      act: 'voice.sealed',
      subject: `sealed:${newIdIn(nobody.now())}`,
      org: await org.root(trx),
      content: { commitment },
    },
  );
  await queries.insertCommitment(trx, {
    org_id: voice.org_id,
    id: newIdIn(nobody.now()),
    org_path: voice.org_path,
    voice_id: voice.id,
    entry_id: entry!,
    content: await sealWords(ctx, voice.id, { salt: salt.toString('hex'), text }),
  });
}
