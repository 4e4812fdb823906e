import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { type Step, steps } from '../../contract/problem/states.ts';
import type { Said } from '../../contract/problem/verdicts.ts';
import { useDone } from '../shell/done.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useWords } from './parts.tsx';
import { StepWords } from './StepWords.tsx';
import { leadsBack, needsWords, takeStep } from './steps.ts';

interface Props {
  readonly problem: ProblemWhole;
  readonly onDone: () => Promise<ProblemWhole>;
}

/** Whether a step was refused for want of a right: then it is somebody else's, and not offered. */
const isOthers = (why: string | undefined): boolean => why === 'not-allowed';

/**
 * The steps of a problem as buttons. One that may not be taken yet says why beside it; one that
 * leads back asks for its reason here, one that judges for what was seen.
 */
export function StepBar({ problem, onDone }: Props) {
  const t = useT();
  const say = useWords();
  const done = useDone();
  const [asking, setAsking] = useState<Step>();
  const verdicts = problem.abilities.steps;
  const offered = steps.filter((s) => verdicts[s] && !isOthers(verdicts[s].why));
  const act = useMutation({
    mutationFn: ({ step, said }: { step: Step; said?: Said }) => takeStep(step, problem, said),
    onSuccess: async (_, { step }) => {
      setAsking(undefined);
      const now = await onDone();
      said(step, now);
    },
  });
  /** An application made too early can be taken back from the message. */
  const said = (step: Step, now: ProblemWhole) => {
    const recall = () => takeStep('recall', now, { reason: t('problem:taken-back') }).then(onDone);
    done(t('problem:step-done', { number: problem.number, state: say.state(now.state) }), {
      ...{ key: problem.id, back: step === 'apply' ? recall : undefined },
    });
  };
  const forward = offered.filter((s) => !leadsBack(s));
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
        <StepWords
          key={asking}
          step={asking}
          measures={problem.measures}
          pending={act.isPending}
          onSay={(said) => act.mutate({ step: asking, said })}
          onCancel={() => setAsking(undefined)}
        />
      ) : (
        <div className="drawer-foot">
          {offered.filter(leadsBack).map((s) => (
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
              onClick={() => (needsWords(s) ? setAsking(s) : act.mutate({ step: s }))}
            >
              {say.step(s)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
