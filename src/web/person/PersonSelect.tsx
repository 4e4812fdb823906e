import { Select } from 'antd';
import { type FinderProps, usePeopleFinder } from './find.ts';

interface Props extends FinderProps {
  /** Id of the person chosen; forms of antd give it. */
  readonly value?: string | null | undefined;
  readonly onChange?: (id: string | undefined) => void;
  /** Whom the id means, so that the name shows before anybody was looked for. */
  readonly known?: { readonly id: string; readonly name: string } | null | undefined;
  /** Opened at once, for writing in place. */
  readonly now?: boolean;
  readonly onKeyDown?: (e: React.KeyboardEvent) => void;
  readonly onBlur?: () => void;
}

/** Somebody found by name, number or mobile: of the unit until words are written, then anywhere. */
export function PersonSelect(props: Props) {
  const { value, known, now } = props;
  const { setQ, people, select } = usePeopleFinder(props);
  const options = people.map((p) => ({ value: p.id, label: p.name, beside: p.beside }));
  const shown =
    known && value === known.id && !options.some((o) => o.value === known.id)
      ? [{ value: known.id, label: known.name, beside: '' }, ...options]
      : options;
  return (
    <Select
      {...select}
      showSearch={{ filterOption: false, onSearch: setQ }}
      allowClear
      value={value ?? null}
      onChange={(id: string | null) => props.onChange?.(id ?? undefined)}
      options={shown}
      {...(now ? { autoFocus: true, defaultOpen: true } : {})}
      {...(props.onKeyDown ? { onInputKeyDown: props.onKeyDown } : {})}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
    />
  );
}
