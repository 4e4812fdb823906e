import { useQuery } from '@tanstack/react-query';
import type { SelectProps } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { aside } from '../shell/marks.ts';
import { useMay } from '../shell/parts.tsx';

/** Most people offered at once. */
const MOST = 20;

export interface FinderProps {
  /** The unit whose people come first. */
  readonly under?: string | undefined;
  readonly label?: string;
  readonly id?: string;
}

/** People for a choice: those of a unit until words are written, then by name, number or mobile anywhere. */
function usePeople(under: string | undefined, q: string) {
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

/** What every choice of people says and shows, whoever may be chosen in it. */
export function usePeopleFinder({ under, label, id }: FinderProps) {
  const t = useT();
  const [q, setQ] = useState('');
  const { people, waiting } = usePeople(under, q);
  const select = {
    ...(id ? { id } : {}),
    ...(label ? { 'aria-label': label } : {}),
    placeholder: t('person:find-person'),
    popupMatchSelectWidth: 280,
    notFoundContent: waiting ? t('web.loading') : t('person:nobody-found'),
    optionRender: ({ data }) => aside(t, String(data.label), String(data.beside ?? '')),
  } satisfies SelectProps;
  return { q, setQ, people, select };
}
