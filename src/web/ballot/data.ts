import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import type { Ballot } from '../../contract/ballot/operations.ts';
import type { BallotState } from '../../contract/ballot/states.ts';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';

/** Milliseconds between looks at the turnout of a running ballot. */
const EVERY = 30_000;

export const useBallot = (id: string) =>
  useQuery({
    queryKey: ['ballot', 'one', id],
    queryFn: () => call('ballot.get', { params: { id } }),
    refetchInterval: (query) => (query.state.data?.state === 'open' ? EVERY : false),
  });

/** Something done to ballots; afterwards all of them are asked again and `said` is shown. */
export function useAct<In, Out>(
  work: (input: In) => Promise<Out>,
  said: string | ((out: Out) => readonly [string, Record<string, string | number>]),
) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: work,
    onSuccess: async (out) => {
      await client.invalidateQueries({ queryKey: ['ballot'] });
      void client.invalidateQueries({ queryKey: ['record', 'history'] });
      const [key, params] = typeof said === 'string' ? [said, {}] : said(out);
      void message.success(t(key, params));
    },
  });
}

/** Shape and colour of a state; its word is `ballot:state-<state>`. */
export const stateKind = {
  draft: 'later',
  frozen: 'soon',
  open: 'open',
  closed: 'soon',
  published: 'done',
  cancelled: 'later',
} as const satisfies Record<BallotState, string>;

export type Electorate = Ballot['electorates'][number];

/** Share of a weight in all of them, in percent. */
export const shareOf = (weight: number, all: readonly { readonly weight: number }[]): string => {
  const whole = all.reduce((sum, e) => sum + e.weight, 0);
  return whole > 0 ? `${Math.round((weight / whole) * 1000) / 10}%` : '—';
};
