import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { type Step, steps } from '../../contract/problem/states.ts';
import { useDone } from '../shell/done.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useWords } from './parts.tsx';
import { needsReason, takeStep } from './steps.ts';

interface Props {
  readonly problem: ProblemWhole;
  readonly onDone: () => Promise<ProblemWhole>;
}

/** Whether a step was refused for want of a right: then it is somebody else's, and not offered. */
const isOthers = (why: string | undefined): boolean => why === 'not-allowed';

/**
 * The steps of a problem as buttons. One that may not be taken yet says why beside it; one that
 * leads back asks for its reason here.
 */
export function StepBar({ problem, onDone }: Props) {
  const t = useT();
  const say = useWords();
  const done = useDone();
  const [asking, setAsking] = useState<Step>();
  const [reason, setReason] = useState('');
  const verdicts = problem.abilities.steps;
  const offered = steps.filter((s) => verdicts[s] && !isOthers(verdicts[s].why));
  const act = useMutation({
    mutationFn: ({ step, why }: { step: Step; why?: string }) => takeStep(step, problem, why),
    onSuccess: async (_, { step }) => {
      setAsking(undefined);
      setReason('');
      const now = await onDone();
      said(step, now);
    },
  });
  /** An application made too early can be taken back from the message. */
  const said = (step: Step, now: ProblemWhole) => {
    const recall = () => takeStep('recall', now, t('problem:taken-back')).then(onDone);
    done(t('problem:step-done', { number: problem.number, state: say.state(now.state) }), {
      ...{ key: problem.id, back: step === 'apply' ? recall : undefined },
    });
  };
  const forward = offered.filter((s) => !needsReason(s));
  const refused = forward.filter((s) => verdicts[s]?.ok === false);
  if (offered.length === 0) return null;
  return (
    <div className="step-bar">
      <Refusal error={act.error} />
      {refused.map((s) => (
        <p key={s} className="dim step-why">
          {t('problem:not-yet', { step: say.step(s), why: t(`server.error-${verdicts[s]!.why}`) })}
        </p>
      ))}
      {asking ? (
        <form
          className="step-reason"
          onSubmit={(e) => {
            e.preventDefault();
            if (reason.trim().length >= 2) act.mutate({ step: asking, why: reason.trim() });
          }}
        >
          <Input.TextArea
            autoFocus
            autoSize={{ minRows: 1, maxRows: 5 }}
            maxLength={500}
            value={reason}
            aria-label={t('problem:reason-of', { step: say.step(asking) })}
            placeholder={t('problem:reason-of', { step: say.step(asking) })}
            onChange={(e) => setReason(e.target.value)}
          />
          <Button
            type="primary"
            htmlType="submit"
            loading={act.isPending}
            disabled={reason.trim().length < 2}
          >
            {say.step(asking)}
          </Button>
          <Button onClick={() => setAsking(undefined)}>{t('web.cancel')}</Button>
        </form>
      ) : (
        <div className="drawer-foot">
          {offered.filter(needsReason).map((s) => (
            <Button
              key={s}
              disabled={verdicts[s]?.ok === false}
              title={verdicts[s]?.why ? t(`server.error-${verdicts[s].why}`) : undefined}
              onClick={() => setAsking(s)}
            >
              {say.step(s)}
            </Button>
          ))}
          {forward.map((s) => (
            <Button
              key={s}
              type="primary"
              disabled={verdicts[s]?.ok === false}
              loading={act.isPending}
              onClick={() => act.mutate({ step: s })}
            >
              {say.step(s)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
