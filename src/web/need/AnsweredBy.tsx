import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import { useMay } from '../shell/parts.tsx';
import { By } from './By.tsx';

/** What is planned for a need: decisions, rules, special rectifications, measures. */
export function AnsweredBy({ subject }: { subject: string }) {
  const may = useMay();
  const found = useQuery({
    queryKey: ['need', 'list', { subject }],
    enabled: may('voice.read'),
    queryFn: () => call('need.list', { query: { subject, from: 0 } }),
  });
  const row = found.data?.rows[0];
  return row ? <By row={row} /> : null;
}
