import { useQueries, useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import type { Unit, UnitNode } from '../../contract/org/operations.ts';
import { isUnder, type Permission, scopesOf } from '../../contract/permissions.ts';
import { useMe } from '../shell/parts.tsx';

/** Which day the tree is read on, and whether closed units are told of. */
export interface AsOf {
  readonly on?: string | undefined;
  readonly closed?: 'shown' | undefined;
}

/** Only what is set: the address and the keys of queries hold nothing else. */
export function asked({ on, closed }: AsOf): { on?: string; closed?: 'shown' } {
  return { ...(on ? { on } : {}), ...(closed ? { closed } : {}) };
}

/** Where one may do something. The server asks again; the page does not offer what it refuses. */
export function useReach(permission: Permission): (path: string) => boolean {
  const scopes = scopesOf(useMe()?.grants ?? [], permission);
  return (path) => scopes.some((scope) => isUnder(path, scope));
}

/** Whether a unit is closed today; on a past day it is told only while it was open. */
export function isClosed(unit: Pick<Unit, 'closedOn' | 'units'>): boolean {
  return unit.closedOn !== null && unit.units !== null;
}

/** Whether a unit may be moved, merged, split or closed: that is decided above it. */
export function pathAbove(unit: Pick<Unit, 'path'>): string | undefined {
  const cut = unit.path.lastIndexOf('.');
  return cut < 0 ? undefined : unit.path.slice(0, cut);
}

export function useUnit(id: string | undefined, asOf: AsOf = {}) {
  return useQuery({
    queryKey: ['org', 'unit', id, asked(asOf)],
    queryFn: () => call('org.unit', { params: { id: id! }, query: asked(asOf) }),
    enabled: id !== undefined,
  });
}

interface Top {
  readonly units: readonly UnitNode[];
  readonly waiting: boolean;
  readonly error: unknown;
}

/** Topmost units: of one unit, of where one may do something, or of all one may see. */
export function useTop(
  limits: { readonly under?: string | undefined; readonly permission?: Permission | undefined },
  asOf: AsOf = {},
): Top {
  const me = useMe();
  const { under, permission } = limits;
  const scopes = permission ? scopesOf(me?.grants ?? [], permission) : [];
  const ids = under
    ? [under]
    : [...new Set(me?.grants.filter((g) => scopes.includes(g.path)).map((g) => g.orgId))];
  const all = under === undefined && permission === undefined;
  const roots = useQuery({
    queryKey: ['org', 'roots', asked(asOf)],
    queryFn: () => call('org.roots', { query: asked(asOf) }),
    enabled: all,
  });
  const named = useQueries({
    queries: (all ? [] : ids).map((id) => ({
      queryKey: ['org', 'unit', id, asked(asOf)],
      queryFn: () => call('org.unit', { params: { id }, query: asked(asOf) }),
    })),
  });
  if (all) return { units: roots.data ?? [], waiting: roots.isPending, error: roots.error };
  return {
    units: named.flatMap((q) => (q.data ? [q.data.unit] : [])),
    waiting: named.some((q) => q.isPending),
    error: named.find((q) => q.error)?.error,
  };
}
