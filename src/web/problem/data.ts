import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { merged } from '../../contract/campaign/taxonomy.ts';
import { call } from '../../contract/client.ts';
import type { ProblemRow, ProblemWhole, Sort } from '../../contract/problem/schemas.ts';
import { useMay } from '../shell/parts.tsx';
import type { FilterQuery, LedgerView } from './view.ts';
import { queryOf } from './view.ts';

/** Rows asked for at once. */
const PAGE = 100;

interface Page {
  readonly rows: ProblemRow[];
  readonly next: string | null;
  readonly total: number;
  readonly more: boolean;
}

/** The order rows come in: headings go by it. */
export const sortOf = ({ group, sort }: LedgerView): Sort => group ?? sort ?? 'newest';

/** The ledger of a view, page after page. */
export function useLedger(view: LedgerView) {
  const query: FilterQuery & { sort: Sort } = { ...queryOf(view), sort: sortOf(view) };
  return useInfiniteQuery({
    queryKey: ['problem', 'list', query],
    queryFn: ({ pageParam, signal }) =>
      call('problem.list', { query: { ...query, limit: PAGE, after: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useCounts(query: FilterQuery) {
  return useQuery({
    queryKey: ['problem', 'counts', query],
    queryFn: ({ signal }) => call('problem.counts', { query }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** A problem with its chain; `own`: as somebody sees it who answers for it; or as a sub-task that one steers. */
export function useProblem(id: string | undefined, own = false, special?: string) {
  return useQuery({
    queryKey: ['problem', 'one', id, special ?? own],
    queryFn: () =>
      special
        ? call('special.task', { params: { id: special, problem: id! } })
        : call(own ? 'problem.my-row' : 'problem.get', { params: { id: id! } }),
    enabled: id !== undefined,
  });
}

/** Campaigns that hold for a unit, the closed ones too: old rows speak of them. */
export function useCampaigns(unit?: string) {
  const may = useMay();
  return useQuery({
    queryKey: ['campaign', 'list', unit],
    queryFn: () => call('campaign.list', { query: { closed: 'shown', ...(unit ? { unit } : {}) } }),
    enabled: may('campaign.read'),
    staleTime: 5 * 60_000,
  });
}

/** What a list can be narrowed by: tendencies of the campaign chosen, else of all in reach. */
export function tendenciesOf(campaigns: readonly Campaign[], chosen: string | undefined) {
  const one = campaigns.find((c) => c.id === chosen);
  return one ? one.taxonomy : merged(campaigns.map((c) => c.taxonomy));
}

/** Puts a problem as it stands now into every list that shows it. */
function patch(client: QueryClient, now: ProblemWhole): void {
  client.setQueriesData<InfiniteData<Page>>(
    { queryKey: ['problem', 'list'] },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          rows: page.rows.map((r) => (r.id === now.id ? { ...r, ...now } : r)),
        })),
      },
  );
}

/**
 * Reads a problem anew after a change: its row stays where it is in the list, so that nothing
 * jumps away under the hand; counts and what hangs on them are asked for again.
 */
export function useReread() {
  const client = useQueryClient();
  return useCallback(
    async (id: string, own = false): Promise<ProblemWhole> => {
      const now = await call(own ? 'problem.my-row' : 'problem.get', { params: { id } });
      client.setQueryData(['problem', 'one', id, own], now);
      patch(client, now);
      void client.invalidateQueries({ queryKey: ['problem', 'counts'] });
      void client.invalidateQueries({ queryKey: ['problem', 'mine'] });
      void client.invalidateQueries({ queryKey: ['today'] });
      void client.invalidateQueries({ queryKey: ['record', 'history', `problem:${id}`] });
      return now;
    },
    [client],
  );
}
