import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { VoiceWhole } from '../../contract/voice/schemas.ts';
import {
  staffSteps,
  type Transition,
  transitions,
  type VoiceStep,
} from '../../contract/voice/states.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';
import { type Door, useReread } from './data.ts';

/** What is usually done next; its button stands first and is filled. */
const NEXT: Partial<Record<VoiceWhole['state'], VoiceStep>> = {
  held: 'release',
  received: 'assign',
  assigned: 'start',
  working: 'answer',
  returned: 'start',
  elsewhere: 'assign',
};

/** Steps one may take with a voice now; one that needs words or a unit asks for them in place. */
export function StepBar({ voice, door }: { voice: VoiceWhole; door: Door }) {
  const t = useT();
  const reread = useReread();
  const { message } = App.useApp();
  const [asking, setAsking] = useState<VoiceStep>();
  const offered = staffSteps
    .filter((s) => voice.abilities.steps[s]?.ok)
    .sort((a, b) => Number(b === NEXT[voice.state]) - Number(a === NEXT[voice.state]));
  const act = useMutation({
    mutationFn: ({ step, ...said }: Said) =>
      call(door === 'sealed' ? 'voice.report-step' : 'voice.step', {
        params: { id: voice.id },
        body: { step, ...said, version: voice.version },
      }),
    onSuccess: async (_, { step }) => {
      setAsking(undefined);
      void message.success(t('voice:done', { step: t(`voice:step-${step}`) }));
      await reread();
    },
  });
  if (offered.length === 0)
    return voice.merged ? <p className="dim">{t('voice:merged-what')}</p> : null;
  const needs = (step: VoiceStep): boolean => {
    const { told, reason, unit }: Transition = transitions[step];
    return Boolean(told || reason || unit);
  };
  return (
    <div className="voice-steps">
      <div className="page-bar">
        {offered.map((step) => (
          <Button
            key={step}
            size="small"
            type={step === NEXT[voice.state] ? 'primary' : 'default'}
            aria-expanded={needs(step) ? asking === step : undefined}
            loading={act.isPending && act.variables.step === step && !asking}
            onClick={() =>
              needs(step) ? setAsking(asking === step ? undefined : step) : act.mutate({ step })
            }
          >
            {t(`voice:do-${step}`)}
          </Button>
        ))}
      </div>
      {!asking && <Refusal error={act.error} />}
      {asking && (
        <Ask
          key={asking}
          step={asking}
          error={act.error}
          pending={act.isPending}
          onClose={() => setAsking(undefined)}
          onSay={(said) => act.mutate({ step: asking, ...said })}
        />
      )}
    </div>
  );
}

interface Said {
  readonly step: (typeof staffSteps)[number];
  readonly text?: string;
  readonly note?: string;
  readonly unitId?: string;
}

function Ask(props: {
  readonly step: VoiceStep;
  readonly error: unknown;
  readonly pending: boolean;
  readonly onClose: () => void;
  readonly onSay: (said: Omit<Said, 'step'>) => void;
}) {
  const t = useT();
  const { step, error, pending, onClose, onSay } = props;
  const { told, reason, unit }: Transition = transitions[step];
  const [unitId, setUnit] = useState<string>();
  const words = told ? 'text' : 'note';
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      className="voice-inline"
      onFinish={(said: { text?: string; note?: string }) =>
        onSay({ ...said, ...(unitId ? { unitId } : {}) })
      }
    >
      <UnsavedFields />
      <Refusal error={error} />
      {unit && (
        <Form.Item label={t('voice:to-unit')} required>
          <UnitPicker
            value={unitId}
            onChange={(u) => setUnit(u.id)}
            label={t('voice:to-unit')}
            permission={step === 'assign' ? 'voice.handle' : undefined}
          />
        </Form.Item>
      )}
      {(told || reason || unit) && (
        <Form.Item
          name={words}
          label={t(told ? `voice:say-${step}` : reason ? 'voice:note' : 'voice:note-optional')}
          rules={
            told || reason
              ? [{ required: true, min: 2, whitespace: true, message: t('voice:missing-note') }]
              : []
          }
        >
          <Input.TextArea
            autoFocus
            autoSize={{ minRows: told ? 3 : 2, maxRows: 8 }}
            maxLength={told ? 4000 : 500}
          />
        </Form.Item>
      )}
      {told && <p className="dim">{t('voice:say-what')}</p>}
      <div className="drawer-foot">
        <span className="grow" />
        <Button size="small" onClick={onClose}>
          {t('web.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" loading={pending}>
          {t(`voice:do-${step}`)}
        </Button>
      </div>
    </Form>
  );
}
