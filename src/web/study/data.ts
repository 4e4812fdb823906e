import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import type { Translate } from '../../contract/messages/translator.ts';
import type { SessionRow } from '../../contract/study/schemas.ts';
import { useMay } from '../shell/parts.tsx';

/** Campaigns that hold for a unit, open ones only. */
export function useCampaigns(unit: string | undefined) {
  const may = useMay();
  const found = useQuery({
    queryKey: ['campaign', 'list', unit],
    queryFn: () => call('campaign.list', { query: unit ? { unit } : {} }),
    enabled: may('campaign.read'),
  });
  return { ...found, open: (found.data?.rows ?? []).filter((c) => c.closedOn === null) };
}

export const useSession = (id: string) =>
  useQuery({
    queryKey: ['study', 'session', id],
    queryFn: () => call('study.get', { params: { id } }),
  });

/** Everything shown of study, and what waits for it, is asked again. */
export function useReread(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ['study'] });
    void client.invalidateQueries({ queryKey: ['today'] });
  };
}

/** State of a session as it is shown: a word with its colour. */
export function stateOf(
  t: Translate,
  s: Pick<SessionRow, 'state' | 'late' | 'problems' | 'decisions'>,
): { kind: 'done' | 'open' | 'later' | 'soon' | 'overdue'; text: string } {
  if (s.state === 'withdrawn') return { kind: 'later', text: t('study:state-withdrawn') };
  if (s.late) return { kind: 'overdue', text: t('study:state-late') };
  if (s.state === 'planned') return { kind: 'open', text: t('study:state-planned') };
  return s.problems + s.decisions === 0
    ? { kind: 'soon', text: t('study:state-nothing') }
    : { kind: 'done', text: t('study:state-held') };
}

/** What came of a session in a line: «问题 2 · 决定 1». */
export function cameOf(t: Translate, s: Pick<SessionRow, 'problems' | 'decisions'>): string {
  const parts = [
    s.problems ? t('study:came-problems', { count: s.problems }) : '',
    s.decisions ? t('study:came-decisions', { count: s.decisions }) : '',
  ].filter(Boolean);
  return parts.join(' · ') || '—';
}
