import { Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import type { Finding, Measure } from '../../contract/problem/schemas.ts';
import { findingWays, type Step } from '../../contract/problem/states.ts';
import { isShort, type Said, wordsFor } from '../../contract/problem/verdicts.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';
import { Against } from './Finding.tsx';
import { DayField, LongField, ReasonField } from './fields.tsx';
import { optionsOf, useWords } from './parts.tsx';

interface Props {
  readonly step: Step;
  /** Of the problem, or of all rows that are moved at once. */
  readonly measures: readonly Measure[];
  readonly pending?: boolean;
  readonly onSay: (said: Said) => void;
  readonly onCancel: () => void;
}

/** The words a step calls for: why it leads back, or what was seen. */
export function StepWords(props: Props) {
  return wordsFor(props.step, props.measures).finding ? (
    <FindingForm {...props} />
  ) : (
    <ReasonForm {...props} />
  );
}

function ReasonForm({ step, pending = false, onSay, onCancel }: Props) {
  const t = useT();
  const say = useWords();
  const [reason, setReason] = useState('');
  useUnsaved(reason.trim() !== '');
  const label = t('problem:reason-of', { step: say.step(step) });
  return (
    <form
      className="step-reason"
      onSubmit={(e) => {
        e.preventDefault();
        if (reason.trim().length >= 2) onSay({ reason: reason.trim() });
      }}
    >
      <Input.TextArea
        autoFocus
        autoSize={{ minRows: 1, maxRows: 5 }}
        maxLength={500}
        value={reason}
        aria-label={label}
        placeholder={label}
        onChange={(e) => setReason(e.target.value)}
      />
      <Button
        type="primary"
        htmlType="submit"
        loading={pending}
        disabled={reason.trim().length < 2}
      >
        {say.step(step)}
      </Button>
      <Button onClick={onCancel}>{t('web.cancel')}</Button>
    </form>
  );
}

function FindingForm({ step, measures, pending = false, onSay, onCancel }: Props) {
  const t = useT();
  const say = useWords();
  const short = wordsFor(step, measures).despite ? measures.filter(isShort) : [];
  return (
    <Form<Finding>
      layout="vertical"
      requiredMark={false}
      className="in-place"
      aria-label={t('problem:finding')}
      initialValues={{ ways: [], on: today() }}
      onFinish={({ ways, seen, on, despite }) =>
        onSay({
          finding: { ways, seen: seen.trim(), on, ...(despite ? { despite: despite.trim() } : {}) },
        })
      }
    >
      <UnsavedFields />
      <div className="two">
        <Form.Item
          name="ways"
          label={t('problem:finding-ways')}
          // Not `required`: a group of boxes may not say so (ARIA).
          rules={[
            {
              validator: (_, ways: Finding['ways']) =>
                ways.length > 0
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('problem:need-ways'))),
            },
          ]}
        >
          <Checkbox.Group options={optionsOf(findingWays, say.findingWay)} />
        </Form.Item>
        <DayField name="on" label={t('problem:finding-day')} />
      </div>
      <LongField
        first
        name="seen"
        label={t('problem:finding-seen')}
        like={t('problem:finding-like')}
        most={1000}
        {...(step === 'confirm' ? { extra: t('problem:finding-public') } : {})}
      />
      {short.length > 0 && (
        <>
          <ul className="step-short" aria-label={t('problem:short')}>
            {short.map((m) => (
              <li key={m.id}>
                {[m.figure, m.criterion].find(Boolean)} <Against m={m} />
              </li>
            ))}
          </ul>
          <ReasonField quiet name="despite" label={t('problem:finding-despite')} />
        </>
      )}
      <div className="in-place-does">
        <Button type="primary" htmlType="submit" loading={pending}>
          {say.step(step)}
        </Button>
        <Button onClick={onCancel}>{t('web.cancel')}</Button>
      </div>
    </Form>
  );
}
