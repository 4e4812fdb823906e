import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';

interface Props {
  /** Id of the person chosen; forms of antd give it. */
  readonly value?: string | null | undefined;
  readonly onChange?: (id: string | undefined) => void;
  /** Whom the id means, so that the name shows before anybody was looked for. */
  readonly known?: { readonly id: string; readonly name: string } | null | undefined;
  /** The unit whose people come first. */
  readonly under?: string | undefined;
  readonly label?: string;
  readonly id?: string;
  /** Opened at once, for writing in place. */
  readonly now?: boolean;
  readonly onKeyDown?: (e: React.KeyboardEvent) => void;
  readonly onBlur?: () => void;
}

/** Somebody found by name, number or mobile: of the unit until words are written, then anywhere. */
export function PersonSelect(props: Props) {
  const t = useT();
  const [q, setQ] = useState('');
  const { value, known, under, now } = props;
  const found = useQuery({
    queryKey: ['person', 'find', q ? undefined : under, q],
    queryFn: () =>
      call('person.list', { query: { q, limit: 20, ...(under && !q ? { under } : {}) } }),
  });
  const options = (found.data?.rows ?? []).map((p) => ({
    value: p.id,
    label: p.name,
    beside: [p.posts[0]?.name, p.unit.name].filter(Boolean).join(' · '),
  }));
  const shown =
    known && value === known.id && !options.some((o) => o.value === known.id)
      ? [{ value: known.id, label: known.name, beside: '' }, ...options]
      : options;
  return (
    <Select
      {...(props.id ? { id: props.id } : {})}
      {...(props.label ? { 'aria-label': props.label } : {})}
      showSearch={{ filterOption: false, onSearch: setQ }}
      allowClear
      value={value ?? null}
      onChange={(id: string | null) => props.onChange?.(id ?? undefined)}
      placeholder={t('person:find-person')}
      popupMatchSelectWidth={260}
      notFoundContent={found.isPending ? t('web.loading') : t('person:nobody-found')}
      options={shown}
      optionRender={({ data }) => (
        <>
          {data.label} <span className="dim">{data.beside}</span>
        </>
      )}
      {...(now ? { autoFocus: true, defaultOpen: true } : {})}
      {...(props.onKeyDown ? { onInputKeyDown: props.onKeyDown } : {})}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
    />
  );
}
