import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { call } from '../../contract/client.ts';
import type { SurveyState } from '../../contract/survey/schemas.ts';
import { useT } from '../shell/language.tsx';

export const useSurvey = (id: string) =>
  useQuery({
    queryKey: ['survey', 'one', id],
    queryFn: () => call('survey.get', { params: { id } }),
  });

/** Something done to surveys; afterwards all of them are asked again and `said` is shown. */
export function useAct<T>(work: (input: T) => Promise<unknown>, said: string) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: work,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['survey'] });
      void message.success(t(said));
    },
  });
}

/** Shape and colour of a state; its word is `survey:state-<state>`. */
export const stateKind = {
  draft: 'later',
  open: 'open',
  closed: 'done',
  withdrawn: 'later',
} as const satisfies Record<SurveyState, string>;

export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
