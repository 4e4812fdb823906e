import { Select } from 'antd';
import { useState } from 'react';
import { useT } from '../shell/language.tsx';
import { aside } from '../shell/marks.ts';
import { usePeople } from './find.ts';

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
  const { people, waiting } = usePeople(under, q);
  const options = people.map((p) => ({ value: p.id, label: p.name, beside: p.beside }));
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
      notFoundContent={waiting ? t('web.loading') : t('person:nobody-found')}
      options={shown}
      optionRender={({ data }) => aside(t, String(data.label), String(data.beside ?? ''))}
      {...(now ? { autoFocus: true, defaultOpen: true } : {})}
      {...(props.onKeyDown ? { onInputKeyDown: props.onKeyDown } : {})}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
    />
  );
}
