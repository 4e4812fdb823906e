import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Form, Input, Progress, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { lights } from '../../contract/problem/states.ts';
import type { SpecialPart, SpecialWhole } from '../../contract/special/operations.ts';
import { LongField } from '../problem/fields.tsx';
import { InPlace } from '../problem/InPlace.tsx';
import { LightWord } from '../problem/parts.tsx';
import { partsOf } from '../shell/at.ts';
import { useDone } from '../shell/done.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, Unseen } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';
import { useReread } from './data.ts';

interface Props {
  readonly special: SpecialWhole;
  /** Reads a sub-task of a unit one has no right over. */
  readonly onRead: (problem: string) => void;
}

/** Units whose sub-tasks stand open from the beginning, while there are few. */
const OPEN = 5;

/** How far each unit is, by lights; its sub-tasks open under it. */
export function Units({ special, onRead }: Props) {
  const t = useT();
  return (
    <section aria-label={t('special:by-unit')}>
      <h2>{t('special:by-unit')}</h2>
      <Table<SpecialPart>
        // Units that come later stand open like the first.
        key={special.units.length}
        size="small"
        rowKey={(r) => r.unit.id}
        pagination={false}
        dataSource={special.units}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <p className="empty">{t('special:no-tasks')}</p> }}
        expandable={{
          columnTitle: <Unseen>{t('special:unit-tasks')}</Unseen>,
          defaultExpandedRowKeys: special.units.slice(0, OPEN).map((u) => u.unit.id),
          expandedRowRender: (r) => <Tasks special={special} part={r} onRead={onRead} />,
        }}
        columns={[
          { title: t('special:task-unit'), render: (_, r) => r.unit.name },
          {
            title: t('special:settled'),
            render: (_, r) => (
              <Progress
                size="small"
                status="normal"
                percent={Math.round((r.settled / r.tasks) * 100)}
                format={() => `${r.settled} / ${r.tasks}`}
                aria-label={t('special:settled-of', { settled: r.settled, tasks: r.tasks })}
              />
            ),
          },
          { title: t('special:lights'), render: (_, r) => <Lights part={r} /> },
          { title: t('special:next-due'), render: (_, r) => r.due ?? '—' },
          {
            title: t('special:consent'),
            render: (_, r) =>
              r.consent
                ? t('special:consented', { by: r.consent.by.name, day: r.consent.on })
                : t('special:not-consented'),
          },
          {
            title: <Unseen>{t('special:remind')}</Unseen>,
            render: (_, r) => <Acts special={special} part={r} />,
          },
        ]}
      />
    </section>
  );
}

function Lights({ part }: { part: SpecialPart }) {
  return (
    <span className="special-lights">
      {lights
        .filter((l) => (part.lights[l] ?? 0) > 0)
        .map((l) => (
          <span key={l}>
            <LightWord light={l} /> <span className="tabular">{part.lights[l]}</span>
          </span>
        ))}
    </span>
  );
}

/** Reminding a unit, and signing for it. */
function Acts({ special, part }: { special: SpecialWhole; part: SpecialPart }) {
  const t = useT();
  const done = useDone();
  const [signing, setSigning] = useState(false);
  const [words, setWords] = useState('');
  const reread = useReread(special.id);
  useUnsaved(signing && !part.consent && words.trim() !== '');
  const params = { id: special.id };
  const remind = useMutation({
    mutationFn: () => call('special.remind', { params, body: { unitId: part.unit.id } }),
    onSuccess: async ({ told }) => {
      done(t('special:reminded', { count: told }));
      await reread();
    },
  });
  const sign = useMutation({
    mutationFn: () =>
      call('special.consent', {
        params,
        body: { unitId: part.unit.id, ...(words ? { words } : {}) },
      }),
    onSuccess: reread,
  });
  const owes = part.settled < part.tasks || part.asked > 0 || !part.consent;
  return (
    <>
      {special.abilities.steer.ok && owes && (
        <Button
          size="small"
          aria-label={`${t('special:remind')} ${part.unit.name}`}
          aria-busy={remind.isPending}
          onClick={() => remind.mutate()}
        >
          {t('special:remind')}
        </Button>
      )}{' '}
      {part.abilities.consent.ok && !part.consent && !signing && (
        <Button size="small" type="primary" onClick={() => setSigning(true)}>
          {t('special:sign-for', { unit: part.unit.name })}
        </Button>
      )}
      {signing && !part.consent && (
        <form
          className="special-sign"
          onSubmit={(e) => {
            e.preventDefault();
            sign.mutate();
          }}
        >
          <Input
            size="small"
            autoFocus
            aria-label={t('special:sign-words')}
            placeholder={t('special:sign-words')}
            maxLength={1000}
            value={words}
            onChange={(e) => setWords(e.target.value)}
          />
          <Button size="small" type="primary" htmlType="submit" aria-busy={sign.isPending}>
            {t('special:sign-consent')}
          </Button>
        </form>
      )}
      <Refusal error={remind.error ?? sign.error} />
    </>
  );
}

function Tasks({ special, part, onRead }: Props & { readonly part: SpecialPart }) {
  const t = useT();
  const rows = special.rows.filter((r) => r.unit.id === part.unit.id);
  return (
    <ul className="special-tasks">
      {rows.map((r) => (
        <li key={r.id}>
          <div>
            {r.reachable ? (
              <Link {...partsOf(`/problems?id=${r.id}`)}>
                {r.number} {r.title}
              </Link>
            ) : (
              <button type="button" className="as-link" onClick={() => onRead(r.id)}>
                {r.number} {r.title}
              </button>
            )}
          </div>
          <span className="dim">
            {t(`problem:state-${r.state}`)} · {r.owner ?? '—'} · {r.due ?? '—'}
          </span>{' '}
          <LightWord light={r.light} />
          {r.asks.map((a) => (
            <div key={a.id} className="special-ask">
              <p>{t('special:ask-by', { by: a.by.name, day: a.on, text: a.text })}</p>
              {a.answer ? (
                <p className="dim">
                  {t('special:answered-by', {
                    text: a.answer.text,
                    by: a.answer.by.name,
                    day: a.answer.on,
                  })}
                </p>
              ) : (
                part.abilities.answer.ok && <Answer special={special} ask={a.id} />
              )}
            </div>
          ))}
          {special.abilities.steer.ok && <Ask special={special} problem={r.id} title={r.title} />}
        </li>
      ))}
    </ul>
  );
}

/** What should be changed in a sub-task, asked of its unit. */
function Ask(props: { special: SpecialWhole; problem: string; title: string }) {
  const t = useT();
  const { special, problem } = props;
  const reread = useReread(special.id);
  return (
    <InPlace<{ text: string }>
      quiet
      label={t('special:ask')}
      about={`${t('special:ask')} ${props.title}`}
      submit={t('special:ask-send')}
      run={async (body) => {
        await call('special.ask', { params: { id: special.id, problem }, body });
        await reread();
      }}
    >
      <LongField name="text" label={t('special:ask-text')} first />
    </InPlace>
  );
}

function Answer({ special, ask }: { special: SpecialWhole; ask: string }) {
  const t = useT();
  const reread = useReread(special.id);
  const sent = useMutation({
    mutationFn: ({ text }: { text: string }) =>
      call('special.answer', { params: { id: special.id, ask }, body: { text } }),
    onSuccess: reread,
  });
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(f) => sent.mutate(f)}>
      <UnsavedFields />
      <LongField name="text" label={t('special:answer-text')} />
      <Refusal error={sent.error} />
      <Button size="small" htmlType="submit" aria-busy={sent.isPending}>
        {t('special:answer')}
      </Button>
    </Form>
  );
}
