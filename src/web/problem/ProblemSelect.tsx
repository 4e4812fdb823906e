import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';

interface Props {
  readonly value?: string[];
  readonly onChange?: (ids: string[]) => void;
  readonly under?: string | undefined;
  /** Only those that are closed, and one alone. */
  readonly closed?: true;
  /** Those chosen before, so that their words show. */
  readonly known?: readonly {
    readonly id: string;
    readonly number: string;
    readonly title: string;
  }[];
  readonly id?: string;
}

/** Problems in reach, found by their words or number. */
export function ProblemSelect({ value, onChange, under, closed, known = [], id }: Props) {
  const t = useT();
  const [q, setQ] = useState('');
  const state = closed ? { state: 'closed' as never } : {};
  const found = useQuery({
    queryKey: ['problem.list', 'find', under, closed, q],
    queryFn: () =>
      call('problem.list', {
        query: { limit: 20, ...(under ? { under } : {}), ...(q ? { q } : {}), ...state },
      }),
  });
  const rows = [
    ...known,
    ...(found.data?.rows ?? []).filter((r) => !known.some((k) => k.id === r.id)),
  ];
  return (
    <Select
      mode="multiple"
      {...(closed ? { maxCount: 1 } : {})}
      {...(id ? { id } : {})}
      value={value ?? []}
      onChange={(ids: string[]) => onChange?.(ids)}
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('problem:find')}
      notFoundContent={found.isPending ? t('web.loading') : t('problem:none-found')}
      options={rows.map((r) => ({ value: r.id, label: `${r.number} ${r.title}` }))}
    />
  );
}
