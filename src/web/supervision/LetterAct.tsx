import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Letter } from '../../contract/supervision/operations.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import type { LettersView, SetLetters } from './view.ts';

type Act = NonNullable<LettersView['act']>;

/** What one may do with a letter now, the most likely first. */
function actsOf({ abilities, state }: Letter): Act[] {
  return [
    ...(abilities.answer.ok ? (['answer'] as const) : []),
    ...(abilities.sign.ok ? (['sign'] as const) : []),
    // Refusing needs no more than the right to sign and that it is a draft.
    ...(state === 'draft' && (abilities.sign.ok || abilities.sign.why === 'letter-stale')
      ? (['refuse'] as const)
      : []),
    ...(abilities.withdraw.ok ? (['withdraw'] as const) : []),
  ];
}

/** Signs, refuses, withdraws or answers in place: one click opens the field, one more is it. */
export function LetterAct({
  letter,
  act,
  setView,
}: {
  readonly letter: Letter;
  readonly act: Act | undefined;
  readonly setView: SetLetters;
}) {
  const t = useT();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [by, setBy] = useState(letter.proposedBy);
  const acts = actsOf(letter);
  const chosen = act && acts.includes(act) ? act : undefined;
  useUnsaved(chosen !== undefined && text.trim() !== '');
  const { id, version } = letter;
  const save = useMutation({
    mutationFn: () => {
      const params = { id };
      if (chosen === 'answer')
        return call('supervision.answer', { params, body: { text, version } });
      if (chosen === 'sign')
        return call('supervision.sign', {
          params,
          body: { ...(text.trim() ? { asks: text } : {}), answerBy: by, version },
        });
      return call(chosen === 'refuse' ? 'supervision.refuse' : 'supervision.withdraw', {
        params,
        body: { reason: text, version },
      });
    },
    onSuccess: async (after) => {
      setText('');
      // Without its first problem it goes on under the address of the next.
      client.setQueryData(['supervision', 'letter', after.id], after);
      setView({ letter: after.id, act: undefined }, { replace: true });
      await client.invalidateQueries({ queryKey: ['supervision'] });
      await client.invalidateQueries({ queryKey: ['today'] });
    },
  });
  if (acts.length === 0) return null;
  if (!chosen)
    return (
      <div className="letter-acts">
        {acts.map((a, i) => (
          <Button
            key={a}
            type={i === 0 ? 'primary' : 'default'}
            onClick={() => setView({ act: a }, { replace: true })}
          >
            {t(`supervision:act-${a}`)}
          </Button>
        ))}
      </div>
    );
  const least = chosen === 'sign' ? 0 : chosen === 'answer' ? 4 : 2;
  return (
    <Form layout="vertical" className="letter-form" onFinish={() => save.mutate()}>
      {chosen === 'sign' && (
        <Form.Item label={t('supervision:label-answer-by')} htmlFor="letter-by">
          <DayInput id="letter-by" value={by} onChange={(day) => day && setBy(day)} />
        </Form.Item>
      )}
      <Form.Item label={t(`supervision:field-${chosen}`)} htmlFor="letter-text">
        <Input.TextArea
          id="letter-text"
          value={text}
          autoFocus
          autoSize={{ minRows: 3, maxRows: 12 }}
          maxLength={chosen === 'answer' ? 2000 : chosen === 'sign' ? 1000 : 500}
          onChange={(event) => setText(event.target.value)}
        />
      </Form.Item>
      <Refusal error={save.error} />
      <div className="letter-acts">
        <Button
          type="primary"
          htmlType="submit"
          loading={save.isPending}
          disabled={text.trim().length < least}
        >
          {t(`supervision:act-${chosen}`)}
        </Button>
        <Button onClick={() => setView({ act: undefined }, { replace: true })}>
          {t('supervision:not-now')}
        </Button>
      </div>
    </Form>
  );
}
