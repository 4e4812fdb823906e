import type { Act } from '../../contract/record/acts.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import type { Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';

/** Writes that something happened to a person's account, in the unit of the person. */
export async function recordFor(
  trx: Trx,
  ctx: Context & Pick<Partial<RequestContext>, 'me'>,
  personId: string,
  act: Act,
  content: object,
): Promise<void> {
  const person = await queries.findPerson(trx, personId);
  if (!person) throw new AppError('not-found');
  await record(trx, ctx, {
    act,
    subject: `person:${personId}`,
    org: { id: person.org_id, path: person.org_path },
    content,
  });
}
