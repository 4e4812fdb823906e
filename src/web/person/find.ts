import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import { useMay } from '../shell/parts.tsx';

/** Most people offered at once. */
const MOST = 20;

/** People for a choice: those of a unit until words are written, then by name, number or mobile anywhere. */
export function usePeople(under: string | undefined, q: string) {
  const words = q.trim();
  const may = useMay();
  const found = useQuery({
    // Without a look into the directory a name is taken as it is written.
    enabled: may('person.read'),
    queryKey: ['person', 'find', words ? undefined : under, words],
    queryFn: () =>
      call('person.list', {
        query: { q: words, limit: MOST, ...(under && !words ? { under } : {}) },
      }),
  });
  const people = (found.data?.rows ?? []).map((p) => ({
    id: p.id,
    name: p.name,
    /** Post and unit, to tell people of one name apart. */
    beside: [p.posts[0]?.name, p.unit.name].filter(Boolean).join(' · '),
  }));
  return { people, waiting: found.isLoading };
}
