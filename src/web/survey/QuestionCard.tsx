import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { call } from '../../contract/client.ts';
import { END, type Jump, type Option, type Question } from '../../contract/survey/form.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useAct } from './data.ts';
import { freeKey } from './draft.ts';

interface Props {
  readonly question: Question;
  readonly index: number;
  readonly all: readonly Question[];
  readonly unit: string;
  readonly onChange: (q: Question) => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
}

/** One question as it is written: its text, what can be answered, and where answers lead. */
export function QuestionCard(props: Props) {
  const { question: q, index, onChange, onMove, onRemove } = props;
  const t = useT();
  const name = t('survey:question-n', { n: index + 1 });
  const marks = q.kind === 'scale' || q.kind === 'matrix';
  const keep = useAct(
    () =>
      call('survey.keep', {
        body: { unitId: props.unit, topic: t(`survey:kind-${q.kind}`), question: q as never },
      }),
    'survey:kept',
  );
  return (
    <fieldset className="survey-question" aria-label={name}>
      <div className="survey-row">
        <strong>{index + 1}</strong>
        <span className="dim">{t(`survey:kind-${q.kind}`)}</span>
        <Input
          className="wide"
          aria-label={name}
          maxLength={200}
          placeholder={t('survey:question-like')}
          value={q.title}
          onChange={(e) => onChange({ ...q, title: e.target.value })}
        />
        <Button size="small" type="text" onClick={() => onMove(-1)}>
          {t('survey:up')}
        </Button>
        <Button size="small" type="text" onClick={() => onMove(1)}>
          {t('survey:down')}
        </Button>
        <Button
          size="small"
          type="text"
          loading={keep.isPending}
          onClick={() => keep.mutate(undefined)}
        >
          {t('survey:keep')}
        </Button>
        <Button size="small" type="text" onClick={onRemove}>
          {t('survey:remove')}
        </Button>
      </div>
      <Refusal error={keep.error} />
      {q.options && <Choices {...props} list="options" />}
      {q.rows && <Choices {...props} list="rows" />}
      <div className="survey-row">
        {marks && <Points question={q} onChange={onChange} />}
        <Checkbox
          checked={q.required}
          onChange={(e) => onChange({ ...q, required: e.target.checked })}
        >
          {t('survey:required')}
        </Checkbox>
        {marks && (
          <Checkbox
            checked={q.satisfaction ?? false}
            onChange={(e) => onChange({ ...q, satisfaction: e.target.checked })}
          >
            {t('survey:is-satisfaction')}
          </Checkbox>
        )}
      </div>
    </fieldset>
  );
}

function Points({ question: q, onChange }: Pick<Props, 'question' | 'onChange'>) {
  const t = useT();
  return (
    <>
      <span>{t('survey:points')}</span>
      <InputNumber
        aria-label={t('survey:points')}
        min={2}
        max={10}
        value={q.points ?? 5}
        onChange={(points) => onChange({ ...q, points: points ?? 5 })}
      />
      {(['low', 'high'] as const).map((end) => (
        <Input
          key={end}
          aria-label={t(`survey:end-${end}`)}
          placeholder={t(`survey:end-${end}`)}
          maxLength={20}
          style={{ width: 140 }}
          value={q[end] ?? ''}
          onChange={(e) => onChange({ ...q, [end]: e.target.value || undefined })}
        />
      ))}
    </>
  );
}

/** Options or rows; of a single choice each may lead elsewhere. */
function Choices({
  question: q,
  index,
  all,
  onChange,
  list,
}: Props & { readonly list: 'options' | 'rows' }) {
  const t = useT();
  const items = q[list] ?? [];
  const put = (next: readonly Option[]) => onChange({ ...q, [list]: next });
  const targets = [
    ...all.slice(index + 1).map((other, k) => ({
      value: other.id,
      label: t('survey:jump-to', { n: index + k + 2 }),
    })),
    { value: END, label: t('survey:jump-end') },
  ];
  return (
    <>
      {items.map((o, i) => (
        <div key={o.id} className="survey-row">
          <Input
            className="wide"
            aria-label={t('survey:option-n', { n: i + 1 })}
            placeholder={t('survey:option-n', { n: i + 1 })}
            maxLength={120}
            value={o.text}
            onChange={(e) =>
              put(items.map((old, k) => (k === i ? { ...old, text: e.target.value } : old)))
            }
          />
          {q.kind === 'single' && (
            <Select
              allowClear
              size="small"
              aria-label={t('survey:jump-of', { n: i + 1 })}
              placeholder={t('survey:jump-next')}
              style={{ width: 130 }}
              value={q.jumps?.find((j) => j.option === o.id)?.to ?? null}
              onChange={(to: string | null) => onChange({ ...q, jumps: withJump(q, o.id, to) })}
              options={targets}
            />
          )}
          <Button
            size="small"
            type="text"
            onClick={() => {
              const left = items.filter((_, k) => k !== i);
              onChange({ ...q, [list]: left, jumps: withJump(q, o.id, null) });
            }}
          >
            {t('survey:remove')}
          </Button>
        </div>
      ))}
      <Button
        size="small"
        type="dashed"
        onClick={() => put([...items, { id: freeKey(items.map((o) => o.id)), text: '' }])}
      >
        {t(list === 'rows' ? 'survey:add-row' : 'survey:add-option')}
      </Button>
    </>
  );
}

function withJump(q: Question, option: string, to: string | null | undefined): Jump[] | undefined {
  const others = (q.jumps ?? []).filter((j) => j.option !== option);
  const jumps = to ? [...others, { option, to }] : others;
  return jumps.length > 0 ? jumps : undefined;
}
