import { useNavigate, useSearch } from '@tanstack/react-router';
import { z } from 'zod';

/**
 * The unit chosen at the top stands in every address as `?at=<id>`, so that whoever is sent an
 * address sees the same. Without it a page shows everything in reach.
 */
export const frameSearch = z.object({ at: z.uuid().optional().catch(undefined) });

/** The unit that pages show, with all under it; undefined: everything one may see. */
export function useAt(): string | undefined {
  const search: { at?: string } = useSearch({ strict: false });
  return search.at;
}

/** Chooses the unit that pages show; all else in the address stays. */
export function useSetAt(): (id: string | undefined) => void {
  const navigate = useNavigate();
  return (id) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, at: id })) as never,
    });
}

/** An address of ours in the router's parts, so that the chosen unit is kept when it is followed. */
export function partsOf(link: string): { to: string; search: never } {
  const [to, query = ''] = link.split('?') as [string, string?];
  return { to, search: Object.fromEntries(new URLSearchParams(query)) as never };
}

/** Whether an address leads to a page of the server that stands by itself, outside the router. */
export const isPublic = (link: string): boolean => link.startsWith('/open/');
