import { Button, Input, InputNumber, Tooltip } from 'antd';
import { useT } from '../shell/language.tsx';
import { Field, type PartProps } from './Builder.tsx';
import { shareOf } from './data.ts';
import { bodySet, type DraftElectorate, freeKey } from './draft.ts';

const MOST = 6;

/** Who votes, in which electorate and with which weight; the share is told beside it. */
export function Electorates({ draft, set }: PartProps) {
  const t = useT();
  const { electorates } = draft;
  const change = (i: number, more: Partial<DraftElectorate>) =>
    set({ electorates: electorates.map((e, k) => (k === i ? { ...e, ...more } : e)) });
  const weighed = electorates.map((e) => ({ weight: e.weight ?? 0 }));
  const empty = electorates.every((e) => e.roll === 0);
  return (
    <Field
      label={t('ballot:electorates')}
      aside={
        empty && (
          <Button
            size="small"
            onClick={() =>
              set({
                electorates: bodySet.map(([id, weight]) => ({
                  id,
                  weight,
                  name: t(`ballot:body-${id}`),
                  roll: 0,
                })),
              })
            }
          >
            {t('ballot:set-bodies')}
          </Button>
        )
      }
    >
      <ol className="ballot-lines">
        {electorates.map((e, i) => (
          <li key={e.id}>
            <Input
              aria-label={t('ballot:electorate-n', { n: i + 1 })}
              placeholder={t('ballot:electorate-like')}
              maxLength={40}
              value={e.name}
              onChange={(event) => change(i, { name: event.target.value })}
            />
            <InputNumber
              aria-label={t('ballot:weight-n', { n: i + 1 })}
              min={0}
              max={100}
              value={e.weight}
              onChange={(weight) => change(i, { weight })}
            />
            <span className="ballot-share tabular">{shareOf(e.weight ?? 0, weighed)}</span>
            <Tooltip title={e.roll > 0 ? t('ballot:drop-electorate-roll', { count: e.roll }) : ''}>
              <Button
                size="small"
                type="text"
                disabled={electorates.length < 2 || e.roll > 0}
                aria-label={t('ballot:drop-electorate', { n: i + 1 })}
                onClick={() => set({ electorates: electorates.filter((_, k) => k !== i) })}
              >
                {t('ballot:drop')}
              </Button>
            </Tooltip>
          </li>
        ))}
      </ol>
      <Button
        size="small"
        disabled={electorates.length >= MOST}
        onClick={() =>
          set({
            electorates: [
              ...electorates,
              { id: freeKey(electorates.map((e) => e.id)), name: '', weight: null, roll: 0 },
            ],
          })
        }
      >
        {t('ballot:add-electorate')}
      </Button>
      <p className="dim ballot-hint">{t('ballot:electorates-what')}</p>
    </Field>
  );
}
