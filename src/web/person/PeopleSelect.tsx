import { Select } from 'antd';
import { useT } from '../shell/language.tsx';
import { type FinderProps, usePeopleFinder } from './find.ts';

/** Somebody by id, or by a name that is not in the directory. */
export type Somebody = { readonly id: string; readonly name: string } | { readonly name: string };

interface Props extends FinderProps {
  readonly value?: readonly Somebody[] | undefined;
  readonly onChange?: (people: Somebody[]) => void;
  /** Only one; the next one takes the place. */
  readonly single?: boolean;
}

const keyOf = (s: Somebody): string => ('id' in s ? `id:${s.id}` : `name:${s.name}`);

/** People found by name, number or mobile; a name nobody bears in the directory is taken as written. */
export function PeopleSelect({ value = [], onChange, single, ...finder }: Props) {
  const t = useT();
  const { q, setQ, people, select } = usePeopleFinder(finder);
  const words = q.trim();
  const options = people.map((p) => ({
    value: `id:${p.id}`,
    label: p.name,
    beside: p.beside,
    somebody: { id: p.id, name: p.name } as Somebody,
  }));
  const written = words
    ? [
        {
          value: `name:${words}`,
          label: words,
          beside: t('person:as-written'),
          somebody: { name: words } as Somebody,
        },
      ]
    : [];
  const shown = [...options, ...written];
  const choose = (keys: readonly string[]) => {
    const known = new Map([
      ...value.map((s) => [keyOf(s), s] as const),
      ...shown.map((o) => [o.value, o.somebody] as const),
    ]);
    const chosen = keys.flatMap((k) => known.get(k) ?? []);
    onChange?.(single ? chosen.slice(-1) : chosen);
    setQ('');
  };
  return (
    <Select
      {...select}
      mode="multiple"
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, searchValue: q, onSearch: setQ }}
      value={value.map((s) => ({ value: keyOf(s), label: s.name }))}
      labelInValue
      onChange={(chosen: { value: string }[]) => choose(chosen.map((c) => c.value))}
      options={shown}
    />
  );
}
