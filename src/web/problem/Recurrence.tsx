import { useMutation } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import type { ReactNode } from 'react';
import { call } from '../../contract/client.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { Refusal } from '../shell/parts.tsx';
import { InPlace } from './InPlace.tsx';
import { ProblemSelect } from './ProblemSelect.tsx';

interface Props {
  readonly problem: ProblemWhole;
  readonly onOpen: (id: string) => void;
  readonly onDone: () => Promise<unknown>;
}

/** What it comes back from, what it has come back in, and closed ones that read alike. */
export function Recurrence({ problem, onOpen, onDone }: Props) {
  const t = useT();
  const { recursOf, recurrences, similar } = problem;
  const set = useMutation({
    mutationFn: (of: string | null) =>
      call('problem.recur', {
        params: { id: problem.id },
        body: { of, version: problem.version },
      }).then(onDone),
  });
  const change = problem.abilities.change.ok;
  const others = similar.filter((s) => s.id !== recursOf?.id);
  if (!recursOf && recurrences.length === 0 && others.length === 0 && !change) return null;
  const row = (of: { id: string; name: string }, beside?: ReactNode) => (
    <li key={of.id}>
      <button type="button" className="link" onClick={() => onOpen(of.id)}>
        {of.name}
      </button>{' '}
      {beside}
    </li>
  );
  return (
    <section aria-label={t('problem:recurrence')} className="problem-part">
      <h2>{t('problem:recurrence')}</h2>
      <Part heading={t('problem:recurs')} of={recursOf ? [recursOf] : []}>
        {(one) =>
          row(
            one,
            change && (
              <Button
                size="small"
                type="text"
                loading={set.isPending}
                onClick={() => set.mutate(null)}
              >
                {t('problem:recurs-drop')}
              </Button>
            ),
          )
        }
      </Part>
      <Part heading={t('problem:recurrences')} of={recurrences}>
        {(one) => row(one)}
      </Part>
      <Part heading={t('problem:similar-what')} of={others}>
        {(s) =>
          row(
            { id: s.id, name: `${s.number} ${s.title}` },
            <>
              <span className="dim">
                {s.unit.name} {s.closedOn && t('problem:closed-on', { day: s.closedOn })}
              </span>{' '}
              {change && (
                <Button
                  size="small"
                  aria-label={about(t, t('problem:recurs-set'), s.number)}
                  loading={set.isPending}
                  onClick={() => set.mutate(s.id)}
                >
                  {t('problem:recurs-set')}
                </Button>
              )}
            </>,
          )
        }
      </Part>
      <Refusal error={set.error} />
      {change && !recursOf && (
        <InPlace<{ of?: string[] }>
          quiet
          label={t('problem:recurs-find')}
          submit={t('problem:recurs-set')}
          run={({ of }) => set.mutateAsync(of?.[0] ?? null)}
        >
          <Form.Item
            name="of"
            label={t('problem:recurs-which')}
            rules={[{ required: true, message: t('problem:recurs-need') }]}
          >
            <ProblemSelect closed under={problem.unit.id} />
          </Form.Item>
        </InPlace>
      )}
    </section>
  );
}

function Part<T>(props: {
  heading: string;
  of: readonly T[];
  children: (one: T) => ReactNode;
}): ReactNode {
  if (props.of.length === 0) return null;
  return (
    <>
      <p className="dim">{props.heading}</p>
      <ul className="similar">{props.of.map(props.children)}</ul>
    </>
  );
}
