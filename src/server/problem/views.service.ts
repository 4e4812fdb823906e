import { scopesOf } from '../../contract/permissions.ts';
import type { ActOf } from '../../contract/record/acts.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Scopes, type Trx, withScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './views.queries.ts';

/** More than these nobody finds again. */
const MOST = 50;

interface Named {
  readonly name: string;
  readonly view: Record<string, string>;
}

/** Where somebody works: the unit they belong to, and where they may read the ledger. */
async function worksAt(ctx: RequestContext): Promise<Scopes> {
  const home = await withScopes(ctx, [], (trx) => person.homeOf(trx, ctx.me!.id));
  return [...scopesOf(ctx.me!.grants, 'problem.read'), ...(home ? [home.path] : [])];
}

const keeps = (ctx: RequestContext, path: string | null): boolean =>
  path !== null && org.mayAt(ctx, 'campaign.manage', path).ok;

/** The caller's own views, and those the office offers where they work. */
export async function views(ctx: RequestContext) {
  const paths = await worksAt(ctx);
  return withScopes(ctx, paths, async (trx) => ({
    rows: (await queries.viewsFor(trx, ctx.me!.id, paths)).map((v) => {
      const own = v.person_id === ctx.me!.id;
      return {
        ...{ id: v.id, name: v.name, view: v.view as Record<string, string>, own },
        offered: v.offered ? { id: v.org_id!, name: v.unit_name ?? '' } : null,
        drop: own || keeps(ctx, v.org_path),
      };
    }),
  }));
}

/**
 * A private view says nothing of any unit: it stands outside the record. What others are offered is on
 * it, with each change of it.
 */
async function noteOffer(
  ctx: RequestContext,
  trx: Trx,
  act: ActOf<'problem'>,
  view: { readonly id: string; readonly org_id: string | null; readonly org_path: string | null },
  content: object,
): Promise<void> {
  await record(trx, ctx, {
    act: `problem.${act}`,
    subject: `view:${view.id}`,
    org: { id: view.org_id!, path: view.org_path! },
    content,
  });
}

async function put(
  ctx: RequestContext,
  trx: Trx,
  { name, view }: Named,
  offerAt: (held: queries.ViewRow | undefined) => org.Place | undefined,
): Promise<{ id: string }> {
  const all = await queries.viewsOf(trx, ctx.me!.id);
  const held = all.find((v) => v.name === name);
  if (all.length >= MOST && !held) throw new AppError('too-many-views');
  const unit = offerAt(held);
  const place = { org_id: unit?.id ?? null, org_path: unit?.path ?? null };
  const id = await queries.putView(trx, {
    ...{ id: newId(ctx.now()), person_id: ctx.me!.id, name },
    ...{ view: JSON.stringify(view), created_at: ctx.now(), ...place, offered: unit !== undefined },
  });
  if (held?.offered && held.org_id !== place.org_id)
    await noteOffer(ctx, trx, 'withdraw-view', held, { name });
  if (unit) await noteOffer(ctx, trx, 'offer-view', { id, ...place }, { name, view });
  return { id };
}

/** Saves a view; one that is offered stays so as long as its owner may offer it. */
export async function saveView(ctx: RequestContext, input: Named): Promise<{ id: string }> {
  return withScopes(ctx, [], (trx) =>
    put(ctx, trx, input, (held) =>
      held?.offered && keeps(ctx, held.org_path)
        ? { id: held.org_id!, path: held.org_path! }
        : undefined,
    ),
  );
}

/** Saves a view and offers it to everybody who works under a unit. */
export async function offerView(
  ctx: RequestContext,
  { unitId, ...input }: Named & { readonly unitId?: string | undefined },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const unit = unitId ? await org.placeOf(ctx, trx, unitId) : await org.ownUnit(ctx, trx);
    return put(ctx, trx, input, () => unit);
  });
}

/** Drops a view of the caller, or takes back what is offered under a unit they keep. */
export async function dropView(ctx: RequestContext, id: string): Promise<{ id: string }> {
  return withScopes(ctx, scopesOf(ctx.me!.grants, 'campaign.manage'), async (trx) => {
    const view = await queries.viewById(trx, id);
    const own = view?.person_id === ctx.me!.id;
    if (!view || !(own || (view.offered && keeps(ctx, view.org_path))))
      throw new AppError('not-found');
    if (own) await queries.dropView(trx, id);
    else await queries.takeBack(trx, id);
    if (view.offered) await noteOffer(ctx, trx, 'withdraw-view', view, { name: view.name });
    return { id };
  });
}
