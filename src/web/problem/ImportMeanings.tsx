import { Button, Select } from 'antd';
import type { Translate } from '../../contract/messages/index.ts';
import type {
  LedgerPeople,
  LedgerPreview,
  LedgerSuggestion,
} from '../../contract/problem/imports.ts';
import { type CodedRole, NONE } from '../../contract/problem/roles.ts';
import { words } from '../../contract/problem/words.ts';
import { PersonSelect } from '../person/PersonSelect.tsx';
import { useT } from '../shell/language.tsx';
import { aside } from '../shell/marks.ts';

/** Answers about names, by the name. */
export type NameAnswers = Readonly<Record<string, string>>;
/** Answers about words, by role and word. */
export type WordAnswers = Readonly<Partial<Record<CodedRole, Readonly<Record<string, string>>>>>;

interface Asked<T> {
  readonly answers: T;
  readonly onAnswers: (answers: T) => void;
}

/** Whom names mean that nobody, or several, in the directory have. */
export function ImportNames({
  people,
  unit,
  answers,
  onAnswers,
}: Asked<NameAnswers> & { people: LedgerPreview['people']; unit: string }) {
  const t = useT();
  if (people.length === 0) return null;
  const set = (key: string, id: string | undefined) => onAnswers(answered(answers, key, id));
  return (
    <section aria-label={t('ledger:import-people')}>
      <h2>{t('ledger:import-people')}</h2>
      <p className="dim">{t('ledger:import-people-what')}</p>
      <ul>
        {people.map((p) => (
          <li key={p.key}>
            <span>
              {p.text}{' '}
              <span className="dim">
                {t(`ledger:import-person-${p.why}`)} · {t('ledger:import-rows', { count: p.rows })}
              </span>
            </span>
            <span className="ledger-like">
              {[...p.like.slice(0, 4), undefined].map((like) => (
                <Button
                  key={like?.id ?? NONE}
                  size="small"
                  type={answers[p.key] === (like?.id ?? NONE) ? 'primary' : 'default'}
                  aria-pressed={answers[p.key] === (like?.id ?? NONE)}
                  onClick={() => set(p.key, like?.id ?? NONE)}
                >
                  {like ? placed(t, like) : t('ledger:import-person-none')}
                </Button>
              ))}
              <PersonSelect
                label={t('ledger:import-person-for', { text: p.text })}
                under={unit}
                value={
                  p.like.some((l) => l.id === answers[p.key]) || answers[p.key] === NONE
                    ? undefined
                    : answers[p.key]
                }
                onChange={(id) => set(p.key, id)}
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Somebody with what tells them from others of the name. */
const placed = (t: Translate, { name, unit, post }: LedgerSuggestion): string =>
  aside(t, name, [unit, post].filter(Boolean).join(' '));

/** Which of a few codes words mean that are none of them. */
export function ImportWords({
  preview,
  answers,
  onAnswers,
}: Asked<WordAnswers> & { preview: LedgerPreview }) {
  const t = useT();
  if (preview.words.length === 0) return null;
  const nameOf = (role: CodedRole, code: string): string =>
    role === 'severity' || role === 'kind'
      ? words(t)[role](code as never)
      : (preview.choices[role]?.find((c) => c.code === code)?.name ?? code);
  return (
    <section aria-label={t('ledger:import-words')}>
      <h2>{t('ledger:import-words')}</h2>
      <ul>
        {preview.words.map(({ role, key, text, rows, like }) => (
          <li key={`${role} ${key}`}>
            <label htmlFor={`word-${role}-${key}`}>
              {text}{' '}
              <span className="dim">
                {t(`ledger:heading-${role}`)} · {t('ledger:import-rows', { count: rows })}
              </span>
            </label>
            <Select<string>
              id={`word-${role}-${key}`}
              aria-label={t('ledger:import-word-for', { role: t(`ledger:heading-${role}`), text })}
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={
                like.map((code) => nameOf(role, code)).join(t('web.mark-list')) ||
                t('ledger:import-word-pick')
              }
              value={answers[role]?.[key] ?? null}
              onChange={(code: string | undefined) =>
                onAnswers({ ...answers, [role]: answered(answers[role] ?? {}, key, code) })
              }
              options={[
                ...likeFirst(
                  like,
                  (preview.choices[role] ?? []).map((c) => c.code),
                ).map((code) => ({ value: code, label: nameOf(role, code) })),
                { value: NONE, label: t('ledger:import-word-none') },
              ]}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const likeFirst = (like: readonly string[], all: readonly string[]): string[] => [
  ...like,
  ...all.filter((code) => !like.includes(code)),
];

/** The answers with one given, or taken back. */
export function answered<T>(
  answers: Readonly<Record<string, T>>,
  key: string,
  value: T | undefined,
): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = answers;
  return value === undefined ? rest : { ...rest, [key]: value };
}

/** What was said of names before, with the new answers before the older ones. */
export function saidOfNames(before: LedgerPeople, now: NameAnswers): LedgerPeople {
  const out: LedgerPeople = { ...before };
  for (const [key, id] of Object.entries(now)) {
    const known = before[key];
    const others = known === undefined || known === NONE ? [] : known;
    out[key] = id === NONE ? NONE : [id, ...others.filter((o) => o !== id)];
  }
  return out;
}

/** What was said of words before, and now. */
export function saidOfWords(before: WordAnswers, now: WordAnswers): WordAnswers {
  const roles = [...Object.keys(before), ...Object.keys(now)] as CodedRole[];
  return Object.fromEntries(roles.map((r) => [r, { ...before[r], ...now[r] }]));
}
