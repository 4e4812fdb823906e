import { Button, Checkbox, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import {
  type Answer,
  type Answers,
  firstWrong,
  pathOf,
  type Question,
} from '../../contract/survey/form.ts';
import type { SurveyWhole } from '../../contract/survey/schemas.ts';
import { newKey } from '../shell/formKey.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { useAct } from './data.ts';

/** Answers of a form on paper, one form after the other; the keyboard alone is enough. */
export function EnterForm({ survey: s, onClose }: { survey: SurveyWhole; onClose: () => void }) {
  const t = useT();
  const [unitId, setUnit] = useState(s.units[0]?.unit.id ?? '');
  const [answers, setAnswers] = useState<Answers>({});
  const [invite, setInvite] = useState<string>();
  const [slip, setSlip] = useState('');
  const [key, setKey] = useState(newKey);
  const named = s.audience === 'roll' && !s.anonymous;
  const act = useAct(async () => {
    await call('survey.enter', {
      params: { id: s.id },
      body: {
        unitId,
        answers: answers as never,
        key,
        ...(invite ? { invite } : {}),
        ...(slip.trim() ? { slip: slip.trim() } : {}),
      },
    });
    setAnswers({});
    setInvite(undefined);
    setSlip('');
    setKey(newKey());
  }, 'survey:entered');
  const wrong = firstWrong(s.form, answers);
  const set = (id: string, answer: Answer | undefined) => {
    const { [id]: _, ...rest } = answers;
    setAnswers(answer === undefined ? rest : { ...rest, [id]: answer });
  };
  return (
    <WritingDrawer
      unsaved={Object.keys(answers).length > 0}
      open
      size={560}
      title={t('survey:enter')}
      onClose={onClose}
      footer={
        <Button
          type="primary"
          disabled={wrong !== undefined || (named && !invite)}
          loading={act.isPending}
          onClick={() => act.mutate(undefined)}
        >
          {t('survey:enter-next')}
        </Button>
      }
    >
      <div className="survey-field">
        <span>{t('survey:unit')}</span>
        <Select
          aria-label={t('survey:unit')}
          value={unitId}
          onChange={(unit) => {
            setUnit(unit);
            setInvite(undefined);
          }}
          options={s.units.map((u) => ({ value: u.unit.id, label: u.unit.name }))}
          popupMatchSelectWidth={false}
        />
      </div>
      {named && <Whose survey={s} unitId={unitId} value={invite} onChange={setInvite} />}
      {s.audience === 'roll' && s.anonymous && (
        <div className="survey-field">
          <span>{t('survey:slip')}</span>
          <Input
            aria-label={t('survey:slip')}
            value={slip}
            onChange={(e) => setSlip(e.target.value)}
          />
        </div>
      )}
      {pathOf(s.form, answers).map((q) => (
        <fieldset key={q.id} className="survey-question">
          <legend>{q.title}</legend>
          <Field q={q} answer={answers[q.id]} set={(answer) => set(q.id, answer)} />
        </fieldset>
      ))}
      <Refusal error={act.error} />
    </WritingDrawer>
  );
}

/** By name a form belongs to somebody of the unit who has not answered yet. */
function Whose({
  survey: s,
  unitId,
  value,
  onChange,
}: {
  survey: SurveyWhole;
  unitId: string;
  value: string | undefined;
  onChange: (id: string) => void;
}) {
  const t = useT();
  const left = s.roll.filter((r) => r.unitId === unitId && r.answered === false);
  return (
    <div className="survey-field">
      <span>{t('survey:whose')}</span>
      <Select
        aria-label={t('survey:whose')}
        placeholder={t('survey:whose-like')}
        value={value ?? null}
        onChange={(id) => id && onChange(id)}
        showSearch={{ optionFilterProp: 'label' }}
        options={left.map((r) => ({ value: r.id, label: r.name }))}
        popupMatchSelectWidth={false}
      />
    </div>
  );
}

interface FieldProps {
  readonly q: Question;
  readonly answer: Answer | undefined;
  readonly set: (answer: Answer | undefined) => void;
}

function Field({ q, answer, set }: FieldProps) {
  const options = (q.options ?? []).map((o) => ({ value: o.id, label: o.text }));
  const points = Array.from({ length: q.points ?? 0 }, (_, i) => ({
    value: i + 1,
    label: String(i + 1),
  }));
  switch (q.kind) {
    case 'single':
      return <Radio.Group options={options} value={answer} onChange={(e) => set(e.target.value)} />;
    case 'multiple':
      return (
        <Checkbox.Group
          options={options}
          value={(answer as string[] | undefined) ?? []}
          onChange={(v) => set(v.length > 0 ? v : undefined)}
        />
      );
    case 'scale':
      return <Radio.Group options={points} value={answer} onChange={(e) => set(e.target.value)} />;
    case 'text':
      return (
        <Input.TextArea
          aria-label={q.title}
          value={(answer as string | undefined) ?? ''}
          onChange={(e) => set(e.target.value || undefined)}
        />
      );
    case 'matrix':
      return (q.rows ?? []).map((r) => {
        const marks = (answer ?? {}) as Record<string, number>;
        return (
          <div key={r.id} className="survey-row">
            <span className="wide">{r.text}</span>
            <Radio.Group
              aria-label={r.text}
              options={points}
              value={marks[r.id]}
              onChange={(e) => set({ ...marks, [r.id]: e.target.value })}
            />
          </div>
        );
      });
    case 'ranking':
      return <Order q={q} set={set} />;
  }
}

/** Places as they were written on paper; an order once every one has its own. */
function Order({ q, set }: Pick<FieldProps, 'q' | 'set'>) {
  const [places, setPlaces] = useState<Record<string, number>>({});
  const options = q.options ?? [];
  const change = (id: string, place: number | null) => {
    const next = { ...places, [id]: place ?? 0 };
    setPlaces(next);
    const order = options.map((o) => o.id).sort((a, b) => (next[a] ?? 0) - (next[b] ?? 0));
    const whole = order.every((id, i) => next[id] === i + 1);
    set(whole ? order : undefined);
  };
  return options.map((o) => (
    <div key={o.id} className="survey-row">
      <InputNumber
        aria-label={o.text}
        min={1}
        max={options.length}
        value={places[o.id] || null}
        onChange={(place) => change(o.id, place)}
      />
      {o.text}
    </div>
  ));
}
