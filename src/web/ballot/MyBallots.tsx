import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';

/** Ballots in which the reader has not drawn a paper, for whoever has nothing else to do here. */
export function MyBallots() {
  const t = useT();
  const found = useQuery({ queryKey: ['ballot', 'mine'], queryFn: () => call('ballot.mine', {}) });
  const rows = found.data?.rows.filter((r) => !r.drawn) ?? [];
  return rows.map((r) => (
    <p key={r.id}>
      <a href={`/open/ballot/${r.id}`}>{t('ballot:today-vote', { title: r.title })}</a>
    </p>
  ));
}
