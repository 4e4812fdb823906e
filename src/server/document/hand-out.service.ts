import { createHash } from 'node:crypto';
import type { PaperFile } from '../../contract/document/operations.ts';
import type { Paper } from '../../office/paper/paper.ts';
import type { RequestContext } from '../platform/context.ts';
import { inScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import { render } from './render.service.ts';

/** A paper set as a file, and the entry that it left the system with these bytes. */
export async function handOut(
  ctx: RequestContext,
  given: {
    readonly paper: Paper;
    readonly file: PaperFile;
    readonly org: { readonly id: string; readonly path: string };
    readonly subject: string;
    /** What it was filled from. */
    readonly content: object;
  },
): Promise<{ name: string; bytes: Uint8Array }> {
  const { paper, file, org, subject, content } = given;
  const bytes = await render(ctx, paper, file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await inScopes(ctx, (trx) =>
    record(trx, ctx, {
      act: 'document.make',
      subject,
      org: { id: org.id, path: org.path },
      content: { ...content, file, sha256 },
    }),
  );
  return { name: `${paper.title}.${file === 'word' ? 'docx' : 'pdf'}`, bytes };
}
