import { Button, Checkbox, Input, InputNumber, Radio } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../contract/client.ts';
import { checkForm } from '../../contract/survey/check.ts';
import { type Question, questionKinds } from '../../contract/survey/form.ts';
import { audiences, type SurveyWhole } from '../../contract/survey/schemas.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { BankPicker } from './BankPicker.tsx';
import { useAct } from './data.ts';
import { type Draft, draftOf, freeKey, newQuestion, readRoll } from './draft.ts';
import { QuestionCard } from './QuestionCard.tsx';

interface Props {
  /** The draft to be changed; a new one when absent. */
  readonly now?: SurveyWhole | undefined;
  readonly unit?: string;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

/** A survey written: who is asked, then question by question; what keeps it from being opened is told at once. */
export function Builder({ now, unit, onClose, onMade }: Props) {
  const t = useT();
  const [draft, setDraft] = useState(() => draftOf(now));
  const [touched, setTouched] = useState(false);
  const unitId = now?.unit.id ?? unit ?? '';
  const set = (more: Partial<Draft>) => {
    setTouched(true);
    setDraft((d) => ({ ...d, ...more }));
  };
  const { rows, unknown } = readRoll(draft);
  const save = useAct(async () => {
    const { units, roll: _, ...rest } = draft;
    const body = {
      title: rest.title,
      intro: rest.intro,
      audience: rest.audience,
      anonymous: rest.audience !== 'roll' || rest.anonymous,
      needs: rest.needs,
      closesOn: rest.closesOn,
      form: rest.form as never,
      units: units.map(({ unitId: id, people }) => ({ unitId: id, people })),
      roll: rows,
    };
    const made = now
      ? await call('survey.change', {
          params: { id: now.id },
          body: { ...body, version: now.version },
        })
      : await call('survey.create', { body: { ...body, unitId } });
    setTouched(false);
    onMade(made.id);
  }, 'survey:saved');
  const ready = draft.title.trim().length > 1 && draft.intro.trim().length > 1;
  return (
    <WritingDrawer
      unsaved={touched}
      open
      size={820}
      title={t(now ? 'survey:edit' : 'survey:begin')}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t('web.cancel')}</Button>
          <Button
            type="primary"
            disabled={!ready || unknown.length > 0}
            loading={save.isPending}
            onClick={() => save.mutate(undefined)}
          >
            {t('survey:save')}
          </Button>
        </div>
      }
    >
      <Refusal error={save.error} />
      <Head draft={draft} set={set} />
      <Units draft={draft} set={set} under={unitId} />
      {draft.audience === 'roll' && (
        <Field label={t('survey:roll')}>
          <Input.TextArea
            aria-label={t('survey:roll')}
            placeholder={t('survey:roll-like')}
            autoSize={{ minRows: 3, maxRows: 12 }}
            value={draft.roll}
            onChange={(e) => set({ roll: e.target.value })}
          />
          {unknown.length > 0 && (
            <p className="survey-issues">{t('survey:roll-unknown', { line: unknown[0]! })}</p>
          )}
        </Field>
      )}
      <Questions draft={draft} set={set} unit={unitId} />
    </WritingDrawer>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly set: (more: Partial<Draft>) => void;
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="survey-field">
      <span>{label}</span>
      {children}
    </div>
  );
}

function Head({ draft, set }: PartProps) {
  const t = useT();
  return (
    <>
      <Field label={t('survey:title')}>
        <Input
          aria-label={t('survey:title')}
          maxLength={100}
          value={draft.title}
          placeholder={t('survey:title-like')}
          onChange={(e) => set({ title: e.target.value })}
        />
      </Field>
      <Field label={t('survey:intro')}>
        <Input.TextArea
          aria-label={t('survey:intro')}
          maxLength={1000}
          autoSize={{ minRows: 2 }}
          value={draft.intro}
          placeholder={t('survey:intro-like')}
          onChange={(e) => set({ intro: e.target.value })}
        />
      </Field>
      <Field label={t('survey:audience')}>
        <Radio.Group
          aria-label={t('survey:audience')}
          value={draft.audience}
          options={audiences.map((value) => ({ value, label: t(`survey:audience-${value}`) }))}
          onChange={(e) => set({ audience: e.target.value })}
        />
      </Field>
      <div className="survey-row">
        {draft.audience === 'roll' && (
          <Checkbox
            checked={draft.anonymous}
            onChange={(e) => set({ anonymous: e.target.checked })}
          >
            {t('survey:anonymous')}
          </Checkbox>
        )}
        <Checkbox checked={draft.needs} onChange={(e) => set({ needs: e.target.checked })}>
          {t('survey:needs-what')}
        </Checkbox>
        <span>{t('survey:closes-on')}</span>
        <DayInput
          label={t('survey:closes-on')}
          min={today()}
          value={draft.closesOn}
          onChange={(day) => day && set({ closesOn: day })}
        />
      </div>
    </>
  );
}

/** Units asked about, with how many people each has: figures weigh by it. */
function Units({ draft, set, under }: PartProps & { under: string }) {
  const t = useT();
  const change = (i: number, people: number | null) =>
    set({ units: draft.units.map((u, k) => (k === i ? { ...u, people } : u)) });
  return (
    <Field label={t('survey:units')}>
      {draft.units.map((u, i) => (
        <div key={u.unitId} className="survey-row">
          <span className="wide">{u.name}</span>
          {draft.audience !== 'roll' && (
            <InputNumber
              aria-label={t('survey:people-of', { unit: u.name })}
              placeholder={t('survey:people')}
              min={1}
              value={u.people}
              onChange={(people) => change(i, people)}
            />
          )}
          <Button
            size="small"
            type="text"
            onClick={() => set({ units: draft.units.filter((_, k) => k !== i) })}
          >
            {t('survey:remove')}
          </Button>
        </div>
      ))}
      <UnitPicker
        under={under}
        label={t('survey:add-unit')}
        none={t('survey:add-unit')}
        refused={(u) => draft.units.some((known) => known.unitId === u.id)}
        onChange={(u) =>
          set({ units: [...draft.units, { unitId: u.id, name: u.name, people: null }] })
        }
      />
      <p className="dim">{t('survey:units-what')}</p>
    </Field>
  );
}

function Questions({ draft, set, unit }: PartProps & { unit: string }) {
  const t = useT();
  const { questions } = draft.form;
  const issues = checkForm(draft.form);
  const put = (next: readonly Question[]) => set({ form: { questions: next } });
  const used = questions.map((q) => q.id);
  return (
    <section className="survey-part">
      <h2>{t('survey:questions')}</h2>
      {questions.map((q, i) => (
        <QuestionCard
          key={q.id}
          question={q}
          index={i}
          all={questions}
          unit={unit}
          onChange={(next) => put(questions.map((old, k) => (k === i ? next : old)))}
          onMove={(by) => put(moved(questions, i, by))}
          onRemove={() => put(questions.filter((_, k) => k !== i))}
        />
      ))}
      <div className="survey-row">
        {questionKinds.map((kind) => (
          <Button
            key={kind}
            size="small"
            onClick={() => put([...questions, newQuestion(kind, used)])}
          >
            ＋{t(`survey:kind-${kind}`)}
          </Button>
        ))}
        <BankPicker
          under={unit}
          onPick={(q) => put([...questions, { ...q, id: freeKey(used, 'q') }])}
        />
      </div>
      {questions.length > 0 && issues.length > 0 && (
        <ul className="survey-issues" aria-live="polite">
          {issues.map((i) => (
            <li key={`${i.code} ${i.path}`}>{t(`survey:form-${i.code}`, i.params)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function moved(questions: readonly Question[], from: number, by: 1 | -1): Question[] {
  const next = [...questions];
  const to = from + by;
  if (to < 0 || to >= next.length) return next;
  [next[from], next[to]] = [next[to]!, next[from]!];
  return next;
}
