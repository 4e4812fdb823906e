import type { ActOf } from '../../contract/record/acts.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import type { Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';

/** Where a letter is read, and answered. */
export const letterLink = (id: string, act?: 'answer'): string =>
  `/supervision?letter=${id}${act ? `&act=${act}` : ''}`;

interface Lettered {
  readonly id: string;
  readonly org_id: string;
  readonly org_path: string;
  readonly problem_id: string;
  readonly main_id: string | null;
}
type By = Context & Pick<Partial<RequestContext>, 'me'>;

/** Entries of what became of letters: the histories of their problems tell of it. */
export async function noteLetters(
  trx: Trx,
  ctx: By,
  act: ActOf<'supervision'>,
  letters: readonly { readonly row: Lettered; readonly content: object }[],
): Promise<void> {
  await record(
    trx,
    ctx,
    ...letters.map(({ row, content }) => ({
      act: `supervision.${act}` as const,
      subject: `problem:${row.problem_id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { letter: row.main_id ?? row.id, ...content },
    })),
  );
}
