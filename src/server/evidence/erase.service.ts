import { createTranslator } from '../../contract/messages/index.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { removeFile } from '../platform/files.ts';
import { beyondScopes, inScopes } from '../platform/scope.ts';
import { redact } from '../record/redact.service.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';

/**
 * Erases a file that shows or names somebody who asks for it: name, words and content of the
 * record about it go, and the file itself unless another row names it too. That there was one stays.
 */
export async function erase(
  ctx: RequestContext,
  id: string,
  input: { readonly reason: string; readonly version: number },
): Promise<{ ok: true }> {
  const gone = await inScopes(ctx, async (trx) => {
    const row = await queries.lockEvidence(trx, id);
    if (!row) throw new AppError('not-found');
    if (row.version !== input.version || row.erased_at) throw new AppError('conflict');
    await queries.updateEvidence(trx, row, {
      name: createTranslator('zh-CN')('evidence:erased-name'),
      hash: null,
      thumb_hash: null,
      caption: null,
      taken_on: null,
      erased_at: ctx.now(),
    });
    const { entries } = row;
    const redacted =
      entries.length === 0
        ? 0
        : await redact(trx, ctx, {
            entries,
            reason: createTranslator('zh-CN')('evidence:erase-record'),
          });
    await record(trx, ctx, {
      act: 'evidence.erase',
      subject: `evidence:${id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { reason: input.reason, redacted },
    });
    const hashes = [row.hash, row.thumb_hash].flatMap((h) => h ?? []);
    return beyondScopes(trx, () => queries.unnamed(trx, hashes));
  });
  // After the commit: until then the rows name them.
  for (const hash of gone) await removeFile(ctx.config.home, hash);
  return { ok: true };
}
