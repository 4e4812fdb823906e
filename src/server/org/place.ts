import { isUnder, may, type Permission, scopesOf } from '../../contract/permissions.ts';
import { no, type Verdict, yes } from '../../contract/verdict.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import type { OrgRow } from './queries.ts';

/** Where a row lies: enough to say who may see it. */
export interface Place {
  readonly id: string;
  readonly path: string;
}

/** Label of a unit in paths: the last 12 digits of its id. */
export function labelOf(id: string): string {
  return id.slice(-12);
}

/** Paths from the root down to this one, itself included. */
export function pathsAbove(path: string): string[] {
  const labels = path.split('.');
  return labels.map((_, i) => labels.slice(0, i + 1).join('.'));
}

/** Path of the unit above; empty for a root. */
export function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** Whether the caller's grants allow the operation at this path. */
export function inReach(ctx: RequestContext, path: string): boolean {
  return ctx.scopes.some((s) => isUnder(path, s));
}

/** Throws `not-allowed` when the operation may not reach this path; the page never offers it. */
export function demand(ctx: RequestContext, path: string): void {
  if (!inReach(ctx, path)) throw new AppError('not-allowed');
}

/** The unit, when the operation may reach it; outside it does not exist: `not-found`. */
export function reachable(ctx: RequestContext, row: OrgRow | undefined): OrgRow {
  if (!row || !inReach(ctx, row.path)) throw new AppError('not-found');
  return row;
}

/** Whether the caller's grants allow something at a unit: for what a page offers beside the operation asked for. */
export function mayAt(ctx: RequestContext, permission: Permission, path: string): Verdict {
  const held = ctx.me?.grants ?? [];
  if (!may(held, permission)) return no('not-allowed');
  return scopesOf(held, permission).some((s) => isUnder(path, s)) ? yes : no('not-allowed');
}
