import { Select } from 'antd';
import { useMemo } from 'react';
import type { Tendencies } from '../../contract/campaign/taxonomy.ts';
import type { Translate } from '../../contract/messages/index.ts';
import { effectText, standing } from '../../contract/problem/cells.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import type { BreakKind, Light } from '../../contract/problem/states.ts';
import { words } from '../../contract/problem/words.ts';
import { useT } from '../shell/language.tsx';
import { State } from '../shell/parts.tsx';

/** Words of the codes of problems, in the reader's language. */
export function useWords() {
  const t = useT();
  return useMemo(() => words(t), [t]);
}

/** Shape and colour of each light (UI.md «Tokens»). */
const shapes = {
  overdue: 'overdue',
  soon: 'soon',
  open: 'open',
  waiting: 'later',
  done: 'done',
} as const satisfies Record<Light, string>;

export function LightWord({ light }: { light: Light }) {
  return <State kind={shapes[light]}>{useWords().light(light)}</State>;
}

/** The deadline with its light, and beside it how many working days are left or over. */
export function Due({ row }: { row: Pick<ProblemRow, 'due' | 'longTerm' | 'light' | 'daysLeft'> }) {
  const t = useT();
  const { due, light, daysLeft } = row;
  const title =
    daysLeft === null
      ? undefined
      : t(daysLeft < 0 ? 'problem:days-over' : 'problem:days-left', { count: Math.abs(daysLeft) });
  return (
    <span title={title}>
      <span className="tabular">{due ?? (row.longTerm ? t('problem:kind-long-term') : '—')}</span>{' '}
      <LightWord light={light} />
    </span>
  );
}

/** The first effect of a row, and how many more there are. */
export function Effect({ row }: { row: Pick<ProblemRow, 'measures'> }) {
  const told = standing(row.measures).flatMap((m) => {
    const text = effectText(m);
    return text ? [{ text, name: m.figure }] : [];
  });
  if (told.length === 0) return <span className="dim">—</span>;
  const [first] = told;
  return (
    <span title={told.map((e) => [e.name, e.text].filter(Boolean).join(' ')).join('\n')}>
      <span className="tabular">{first!.text}</span>
      {told.length > 1 && <span className="dim"> +{told.length - 1}</span>}
    </span>
  );
}

/** What the chain of a row lacks. */
export function Breaks({ breaks }: { breaks: readonly BreakKind[] }) {
  const say = useWords();
  const t = useT();
  if (breaks.length === 0) return <span className="dim">—</span>;
  const names = breaks.map(say.break);
  return (
    <span className="flag" title={names.join(t('web.mark-list'))}>
      {names[0]}
      {names.length > 1 && ` +${names.length - 1}`}
    </span>
  );
}

/** Who answers: somebody of the directory, or only a name out of a ledger. */
export function Who({ person, name }: { person: { name: string } | null; name: string | null }) {
  const t = useT();
  if (person) return <>{person.name}</>;
  if (!name) return <span className="dim">—</span>;
  return (
    <span className="dim" title={t('problem:name-only')}>
      {name}
    </span>
  );
}

/** Choices out of codes and their words. */
export const optionsOf = <T extends string>(codes: readonly T[], word: (code: T) => string) =>
  codes.map((value) => ({ value, label: word(value) }));

interface CodesProps<T extends string> {
  readonly label: string;
  readonly value: string | undefined;
  readonly codes: readonly T[];
  readonly word: (code: T) => string;
  readonly onChange: (value: string | undefined) => void;
}

/** Several codes chosen; they stand in the address by commas. */
export function Codes<T extends string>({ label, value, codes, word, onChange }: CodesProps<T>) {
  return (
    <Select<T[]>
      mode="multiple"
      allowClear
      aria-label={label}
      placeholder={label}
      maxTagCount="responsive"
      value={(value ? value.split(',') : []) as T[]}
      onChange={(chosen) => onChange(chosen.join(',') || undefined)}
      options={optionsOf(codes, word)}
      optionFilterProp="label"
    />
  );
}

/** What a campaign calls a tendency, with the group it belongs to. */
export function tendencyOptions(t: Translate, { tendencies }: Tendencies) {
  return tendencies.map((g) => ({
    label: g.name,
    title: g.name,
    options: [
      { value: g.code, label: t('problem:tendency-any', { name: g.name }) },
      ...g.items.map((i) => ({ value: i.code, label: i.name })),
    ],
  }));
}
