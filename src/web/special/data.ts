import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';

export const useSpecial = (id: string) =>
  useQuery({
    queryKey: ['special.get', id],
    queryFn: () => call('special.get', { params: { id } }),
  });

/** Reads a special rectification anew after a change of it. */
export function useReread(id: string) {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ['special.get', id] });
    await client.invalidateQueries({ queryKey: ['special.list'] });
    await client.invalidateQueries({ queryKey: ['today'] });
    await client.invalidateQueries({ queryKey: ['record', 'history', `special:${id}`] });
  };
}
