import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { withScopes } from '../platform/scope.ts';
import * as queries from './views.queries.ts';

/** More than these nobody finds again. */
const MOST = 50;

/** A view is its owner's alone and says nothing of any unit: it stands outside the record. */
export async function views(ctx: RequestContext) {
  return withScopes(ctx, [], async (trx) => ({
    rows: (await queries.viewsOf(trx, ctx.me!.id)).map((v) => ({
      id: v.id,
      name: v.name,
      view: v.view as Record<string, string>,
    })),
  }));
}

export async function saveView(
  ctx: RequestContext,
  input: { readonly name: string; readonly view: Record<string, string> },
): Promise<{ id: string }> {
  return withScopes(ctx, [], async (trx) => {
    const held = await queries.viewsOf(trx, ctx.me!.id);
    if (held.length >= MOST && !held.some((v) => v.name === input.name))
      throw new AppError('too-many-views');
    const id = await queries.putView(trx, {
      id: newId(ctx.now()),
      person_id: ctx.me!.id,
      name: input.name,
      view: JSON.stringify(input.view),
      created_at: ctx.now(),
    });
    return { id };
  });
}

export async function dropView(ctx: RequestContext, id: string): Promise<{ id: string }> {
  return withScopes(ctx, [], async (trx) => {
    if (!(await queries.dropView(trx, id))) throw new AppError('not-found');
    return { id };
  });
}
