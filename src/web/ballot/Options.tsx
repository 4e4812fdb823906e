import { Button, Input, InputNumber } from 'antd';
import { useT } from '../shell/language.tsx';
import { Field, type PartProps } from './Builder.tsx';
import { type GradeSet, gradeSets } from './draft.ts';

const MOST = 8;

/** Grades and their scores; ready sets put in what offices use. */
export function Options({ draft, set }: PartProps) {
  const t = useT();
  const { options } = draft;
  const change = (i: number, more: Partial<(typeof options)[number]>) =>
    set({ options: options.map((o, k) => (k === i ? { ...o, ...more } : o)) });
  return (
    <Field
      label={t('ballot:options')}
      aside={(Object.keys(gradeSets) as GradeSet[]).map((name) => (
        <Button
          key={name}
          size="small"
          onClick={() =>
            set({
              options: gradeSets[name].map(([key, score]) => ({
                text: t(`ballot:grade-${key}`),
                score,
              })),
            })
          }
        >
          {t(`ballot:set-${name}`)}
        </Button>
      ))}
    >
      <ol className="ballot-lines">
        {options.map((o, i) => (
          <li key={i}>
            <Input
              aria-label={t('ballot:option-n', { n: i + 1 })}
              maxLength={20}
              value={o.text}
              onChange={(e) => change(i, { text: e.target.value })}
            />
            <InputNumber
              aria-label={t('ballot:score-n', { n: i + 1 })}
              min={0}
              max={100}
              value={o.score}
              suffix={t('ballot:points')}
              onChange={(score) => change(i, { score })}
            />
            <Button
              size="small"
              type="text"
              disabled={options.length <= 2}
              aria-label={t('ballot:drop-option', { n: i + 1 })}
              onClick={() => set({ options: options.filter((_, k) => k !== i) })}
            >
              {t('ballot:drop')}
            </Button>
          </li>
        ))}
      </ol>
      <Button
        size="small"
        disabled={options.length >= MOST}
        onClick={() => set({ options: [...options, { text: '', score: null }] })}
      >
        {t('ballot:add-option')}
      </Button>
      <p className="dim ballot-hint">{t('ballot:abstain-what')}</p>
    </Field>
  );
}
