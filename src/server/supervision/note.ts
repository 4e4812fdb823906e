import type { ActOf } from '../../contract/record/acts.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import type { Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';

/** Where a letter is read, and answered. */
export const letterLink = (id: string, act?: 'answer'): string =>
  `/supervision?letter=${id}${act ? `&act=${act}` : ''}`;

/** The entry of what became of a letter: the history of its problem tells of it. */
export async function noteLetter(
  trx: Trx,
  ctx: Context & Pick<Partial<RequestContext>, 'me'>,
  act: ActOf<'supervision'>,
  row: {
    readonly id: string;
    readonly org_id: string;
    readonly org_path: string;
    readonly problem_id: string;
  },
  content: object,
): Promise<void> {
  await record(trx, ctx, {
    act: `supervision.${act}`,
    subject: `problem:${row.problem_id}`,
    org: { id: row.org_id, path: row.org_path },
    content: { letter: row.id, ...content },
  });
}
