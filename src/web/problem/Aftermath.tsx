import { Alert, Form, Radio } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { today } from '../shell/day.ts';
import { newKey } from '../shell/formKey.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { localTime, State, useMay } from '../shell/parts.tsx';
import { Finding } from './Finding.tsx';
import { DayField, LongField, ReasonField } from './fields.tsx';
import { InPlace } from './InPlace.tsx';

interface Props {
  readonly problem: ProblemWhole;
  readonly onDone: () => Promise<unknown>;
}

/** Deadlines asked to be moved, and what was decided one level up. */
export function Extensions({ problem, onDone }: Props) {
  const t = useT();
  if (problem.extensions.length === 0) return null;
  return (
    <section aria-label={t('problem:extensions')} className="problem-part">
      <h2>{t('problem:extensions')}</h2>
      <ol className="way">
        {problem.extensions.map((e) => (
          <li key={e.id}>
            <span className="tabular">
              {e.was ?? '—'} → {e.wanted}
            </span>{' '}
            <State kind={extensionShapes[e.state]}>{t(`problem:extension-${e.state}`)}</State>{' '}
            <span className="dim">{e.askedBy.name}</span>
            <p>{e.reason}</p>
            {e.decidedBy && (
              <p className="dim">{[e.decidedBy.name, e.decision].filter(Boolean).join(' · ')}</p>
            )}
            {e.abilities.decide.ok && (
              <InPlace<{ grant: 'yes' | 'no'; decision?: string }>
                label={t('problem:extension-decide')}
                initial={{ grant: 'yes' }}
                run={async ({ grant, decision }) => {
                  await call('problem.decide-extension', {
                    params: { id: e.id },
                    body: { grant: grant === 'yes', ...(decision ? { decision } : {}) },
                  });
                  await onDone();
                }}
              >
                <Decision />
              </InPlace>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

const extensionShapes = {
  asked: 'soon',
  granted: 'done',
  refused: 'overdue',
  withdrawn: 'later',
} as const;

function Decision() {
  const t = useT();
  return (
    <>
      <Form.Item name="grant" label={t('problem:extension-grant')}>
        <Radio.Group
          options={(['yes', 'no'] as const).map((value) => ({
            value,
            label: t(`problem:extension-grant-${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['grant']}>
        {({ getFieldValue }) => getFieldValue('grant') === 'no' && <ReasonField name="decision" />}
      </Form.Item>
    </>
  );
}

/** What was said against a close-out under public notice. */
export function Objections({ problem, onDone }: Props) {
  const t = useT();
  const { objections, state } = problem;
  const { dismiss } = problem.abilities;
  if (objections.length === 0 && state !== 'notice') return null;
  return (
    <section aria-label={t('problem:objections')} className="problem-part">
      <h2>{t('problem:objections')}</h2>
      {state === 'notice' && problem.noticeCode && (
        <p>
          {t('problem:notice-until', { day: problem.noticeUntil ?? '' })}{' '}
          <a href={`/notice/${problem.noticeCode}`} target="_blank" rel="noreferrer">
            {t('problem:notice-page')}
          </a>{' '}
          <a href={`/notice?unit=${problem.unit.id}`} target="_blank" rel="noreferrer">
            {t('problem:notice-list')}
          </a>
        </p>
      )}
      <ol className="way">
        {objections.map((o) => (
          <li key={o.id}>
            <span className="tabular">{localTime(o.at)}</span>{' '}
            <span className="dim">{o.by?.name ?? t('problem:unnamed')}</span>{' '}
            <State kind={o.state === 'open' ? 'soon' : 'later'}>
              {t(`problem:objection-${o.state}`)}
            </State>
            <p>{o.text}</p>
            {o.answer && <p className="dim">{t('problem:answered', { answer: o.answer })}</p>}
            {o.state === 'open' && dismiss.why === 'own-work' && (
              <p className="dim">{t('problem:dismiss-not-own')}</p>
            )}
            {o.state === 'open' && dismiss.ok && (
              <InPlace<{ answer: string }>
                label={t('problem:dismiss')}
                about={about(t, t('problem:dismiss'), o.text.slice(0, 20))}
                run={async (body) => {
                  await call('problem.dismiss-objection', { params: { id: o.id }, body });
                  await onDone();
                }}
              >
                <ReasonField name="answer" label={t('problem:answer')} />
              </InPlace>
            )}
          </li>
        ))}
      </ol>
      <Objecting key={problem.id} problem={problem} onDone={onDone} />
    </section>
  );
}

/** An objection, with a name or without; without one its code is shown, this once. */
function Objecting({ problem, onDone }: Props) {
  const t = useT();
  const [key, setKey] = useState(newKey);
  const [code, setCode] = useState<string | null>(null);
  return (
    <>
      {code && (
        <Alert
          type="success"
          className="objection-said"
          role="status"
          title={t('problem:public-sent')}
          description={
            <>
              {t('problem:public-code')} <strong className="tabular objection-code">{code}</strong>{' '}
              <a href="/notice/track" target="_blank" rel="noreferrer">
                {t('problem:public-track')}
              </a>
            </>
          }
        />
      )}
      {problem.abilities.object.ok && (
        <InPlace<{ text: string; unnamed?: 'yes' | 'no' }>
          label={t('problem:object')}
          initial={{ unnamed: 'no' }}
          run={async ({ text, unnamed }) => {
            const made = await call('problem.object', {
              params: { id: problem.id },
              body: { text, unnamed: unnamed === 'yes', key },
            });
            setCode(made.code);
            setKey(newKey());
            await onDone();
          }}
        >
          <LongField first name="text" label={t('problem:object-what')} />
          <Form.Item
            name="unnamed"
            label={t('problem:object-name')}
            extra={t('problem:object-unnamed-what')}
          >
            <Radio.Group
              options={(['no', 'yes'] as const).map((value) => ({
                value,
                label: t(`problem:object-unnamed-${value}`),
              }))}
            />
          </Form.Item>
        </InPlace>
      )}
    </>
  );
}

const recheckShapes = { due: 'later', held: 'done', failed: 'overdue' } as const;

/** Looking back after the close-out: whether the effect lasts. */
export function Rechecks({ problem, onDone }: Props) {
  const t = useT();
  const may = useMay();
  if (problem.rechecks.length === 0) return null;
  return (
    <section aria-label={t('problem:rechecks')} className="problem-part">
      <h2>{t('problem:rechecks')}</h2>
      <ol className="way">
        {problem.rechecks.map((r) => (
          <li key={r.id}>
            <span className="tabular">{r.on ?? r.due}</span>{' '}
            <span className="dim">{t(`problem:recheck-kind-${r.kind}`)}</span>{' '}
            <State kind={recheckShapes[r.state]}>{t(`problem:recheck-${r.state}`)}</State>{' '}
            <span className="dim">{r.by?.name}</span>
            {r.findings && <p>{r.findings}</p>}
            <EvidenceList brief subject={`recheck:${r.id}`} />
            {r.state === 'due' && problem.state === 'closed' && may('problem.confirm') && (
              <InPlace<{ holds: 'yes' | 'no'; findings: string; on: string }>
                label={t('problem:recheck-write')}
                about={about(t, t('problem:recheck-write'), r.due)}
                initial={{ holds: 'yes', on: today() }}
                run={async ({ holds, ...f }) => {
                  await call('problem.hold-recheck', {
                    params: { id: r.id },
                    body: { ...f, holds: holds === 'yes' },
                  });
                  await onDone();
                }}
              >
                <Form.Item name="holds" label={t('problem:recheck-holds')}>
                  <Radio.Group
                    options={(['yes', 'no'] as const).map((value) => ({
                      value,
                      label: t(`problem:recheck-holds-${value}`),
                    }))}
                  />
                </Form.Item>
                <LongField name="findings" label={t('problem:recheck-findings')} />
                <DayField name="on" label={t('problem:recheck-day')} />
              </InPlace>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Every step taken, with who took it and why. */
export function Way({ problem }: { problem: ProblemWhole }) {
  const t = useT();
  return (
    <section aria-label={t('problem:way')} className="problem-part">
      <h2>{t('problem:way')}</h2>
      <ol className="way">
        {problem.steps.map((s) => (
          <li key={s.id}>
            <span className="tabular">{s.on}</span> {t(`problem:step-${s.step}`)}{' '}
            <span className="dim">{s.by?.name}</span>
            {s.reason && <p>{s.reason}</p>}
            {s.finding && <Finding of={s.finding} />}
            {s.blamed && <p className="flag">{t('problem:blamed', { name: s.blamed.name })}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
