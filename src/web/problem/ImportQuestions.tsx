import { Button, Select } from 'antd';
import { useState } from 'react';
import type { LedgerPreview } from '../../contract/problem/imports.ts';
import { mappableRoles } from '../../contract/problem/imports.ts';
import type { LedgerRole } from '../../contract/problem/roles.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useT } from '../shell/language.tsx';
import type { Look } from '../task/ImportDrawer.tsx';
import {
  answered,
  ImportNames,
  ImportWords,
  type NameAnswers,
  saidOfNames,
  saidOfWords,
  type WordAnswers,
} from './ImportMeanings.tsx';

type Meaning = LedgerRole | 'ignore';

/**
 * What a file leaves open: headings nothing is known of, words that name no unit, nobody, or none of a few
 * codes. Answered once; the next file of the same office is read without asking.
 */
export function ImportQuestions({ task, preview, again, busy }: Look<LedgerPreview>) {
  const t = useT();
  const [headings, setHeadings] = useState<Readonly<Record<string, Meaning>>>({});
  const [units, setUnits] = useState<Readonly<Record<string, string>>>({});
  const unknown = preview.sheets.flatMap((s) => (s.ledger ? s.unknown : []));
  const other = preview.sheets.filter((s) => !s.ledger);
  const [people, setPeople] = useState<NameAnswers>({});
  const [words, setWords] = useState<WordAnswers>({});
  const answers = [headings, units, people, ...Object.values(words)];
  const count = answers.reduce((n, of) => n + Object.keys(of).length, 0);
  return (
    <div className="ledger-questions">
      {other.length > 0 && (
        <p>
          {t('ledger:import-other-sheets', {
            sheets: other.map((s) => `${s.sheet ?? task.file} (${s.rows})`).join('、'),
          })}
        </p>
      )}
      {unknown.length > 0 && (
        <section aria-label={t('ledger:import-headings')}>
          <h2>{t('ledger:import-headings')}</h2>
          <ul>
            {unknown.map(({ key, label, like }) => (
              <li key={key}>
                <label htmlFor={`heading-${key}`}>{label}</label>
                <Select<Meaning>
                  id={`heading-${key}`}
                  allowClear
                  showSearch={{ optionFilterProp: 'label' }}
                  placeholder={t('ledger:import-heading-none')}
                  value={headings[key] ?? null}
                  onChange={(role: Meaning | undefined) =>
                    setHeadings(answered(headings, key, role))
                  }
                  options={[
                    ...likeFirst(like).map((role) => ({
                      value: role,
                      label: t(`ledger:heading-${role}`),
                    })),
                    { value: 'ignore' as const, label: t('ledger:import-ignore') },
                  ]}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      {preview.units.length > 0 && (
        <section aria-label={t('ledger:import-units')}>
          <h2>{t('ledger:import-units')}</h2>
          <ul>
            {preview.units.map((u) => (
              <li key={u.key}>
                <span>
                  {u.text} <span className="dim">{t('ledger:import-rows', { count: u.rows })}</span>
                </span>
                <span className="ledger-like">
                  {u.like.slice(0, 3).map((unit) => (
                    <Button
                      key={unit.id}
                      size="small"
                      type={units[u.key] === unit.id ? 'primary' : 'default'}
                      aria-pressed={units[u.key] === unit.id}
                      onClick={() => setUnits(answered(units, u.key, unit.id))}
                    >
                      {unit.parent ? `${unit.parent}/${unit.name}` : unit.name}
                    </Button>
                  ))}
                  <UnitPicker
                    value={units[u.key]}
                    none={t('ledger:import-other-unit')}
                    permission="problem.write"
                    label={t('ledger:import-unit-for', { text: u.text })}
                    onChange={(unit) => setUnits(answered(units, u.key, unit.id))}
                  />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ImportNames
        people={preview.people}
        unit={task.org.id}
        answers={people}
        onAnswers={setPeople}
      />
      <ImportWords preview={preview} answers={words} onAnswers={setWords} />
      {count > 0 && (
        <Button
          loading={busy}
          onClick={() =>
            again({
              headings: { ...preview.said.headings, ...headings },
              units: { ...preview.said.units, ...units },
              people: saidOfNames(preview.said.people, people),
              words: saidOfWords(preview.said.words, words),
            })
          }
        >
          {t('ledger:import-answered', { count })}
        </Button>
      )}
    </div>
  );
}

const likeFirst = (like: readonly LedgerRole[]): LedgerRole[] => [
  ...like,
  ...mappableRoles.filter((role) => !like.includes(role)),
];
