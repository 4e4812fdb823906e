import { Form, Input } from 'antd';
import { call } from '../../contract/client.ts';
import { benefitTexts } from '../../contract/problem/benefit.ts';
import { quantity } from '../../contract/problem/cells.ts';
import type { Measure, ProblemWhole } from '../../contract/problem/schemas.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { Answers } from '../voice/Answers.tsx';
import { Against } from './Finding.tsx';
import { DayField, NumberField, ReasonField } from './fields.tsx';
import { InPlace } from './InPlace.tsx';
import { MeasureFields, type MeasureInput, measureBody } from './MeasureFields.tsx';
import { useWords, Who } from './parts.tsx';

interface Props {
  readonly problem: ProblemWhole;
  readonly onDone: () => Promise<unknown>;
}

/** What is done about a problem, each with its effect and what may be done with it. */
export function Measures({ problem, onDone }: Props) {
  const t = useT();
  const { abilities, measures } = problem;
  return (
    <section aria-label={t('problem:measures')} className="problem-part">
      <h2>{t('problem:measures')}</h2>
      {measures.length === 0 && <p className="dim">{t('problem:measures-none')}</p>}
      <ol className="measures">
        {measures.map((m) => (
          <One key={m.id} m={m} problem={problem} onDone={onDone} />
        ))}
      </ol>
      {abilities.change.ok && (
        <InPlace<MeasureInput>
          label={t('problem:measure-add')}
          initial={{ kind: 'by-date' }}
          run={async (m) => {
            await call('problem.add-measure', {
              params: { id: problem.id },
              body: measureBody(m, problem.owner?.id),
            });
            await onDone();
          }}
        >
          <MeasureFields unit={problem.unit.id} />
        </InPlace>
      )}
    </section>
  );
}

function One({ m, problem, onDone }: Props & { m: Measure }) {
  const t = useT();
  const say = useWords();
  const benefit = benefitTexts(t, m);
  const facts: [string, React.ReactNode][] = [
    [
      t('problem:criterion'),
      m.criterion ?? <span className="flag">{say.break('no-criterion')}</span>,
    ],
    ...(m.figure
      ? [
          [
            m.figure,
            <span key="f" className="tabular">
              {m.baseline ?? '—'} → {m.effect ?? '—'} {m.figureUnit}
            </span>,
          ] as [string, React.ReactNode],
        ]
      : []),
    ...(m.target !== null
      ? [[t('problem:target-beside'), <Against key="t" m={m} />] as [string, React.ReactNode]]
      : []),
    ...(m.effectText ? [[t('problem:effect'), m.effectText] as [string, string]] : []),
    ...(benefit.length ? [[t('problem:benefit'), benefit.join(' · ')] as [string, string]] : []),
    ...(m.serves ? [[t('problem:serves'), m.serves] as [string, string]] : []),
    ...(m.withdrawnReason
      ? [[t('problem:withdrawn-for'), m.withdrawnReason] as [string, string]]
      : []),
  ];
  return (
    <li className={m.state === 'withdrawn' ? 'measure stale' : 'measure'}>
      <p className="measure-text">{m.text}</p>
      <p className="dim measure-line">
        <span>{say.kind(m.kind)}</span>
        {m.due && <span className="tabular">{m.due}</span>}
        <span>
          <Who person={m.owner} name={m.ownerName} />
        </span>
        <span>{say.measureState(m.state)}</span>
        {m.doneOn && <span className="tabular">{t('problem:done-on', { day: m.doneOn })}</span>}
      </p>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {m.state !== 'withdrawn' && <Answers problem={problem.id} measure={m.id} />}
      {m.state !== 'planned' && <EvidenceList subject={`measure:${m.id}`} />}
      <MeasureActs m={m} problem={problem} onDone={onDone} />
    </li>
  );
}

function MeasureActs({ m, problem, onDone }: Props & { m: Measure }) {
  const t = useT();
  const { change, measures } = problem.abilities;
  const { finish, extend } = measures[m.id] ?? { finish: change, extend: change };
  const over = m.state === 'done' || m.state === 'withdrawn';
  const params = { id: m.id };
  const asked = problem.extensions.some((e) => e.measureId === m.id && e.state === 'asked');
  const did = (work: Promise<unknown>) => work.then(onDone);
  const named = (key: string) => ({ label: t(key), about: about(t, t(key), m.text) });
  if (m.state === 'withdrawn' || !(change.ok || finish.ok || extend.ok)) return null;
  return (
    <div className="measure-acts">
      {finish.ok && (m.state === 'working' || m.state === 'done') && (
        <Finish m={m} onDone={onDone} />
      )}
      {change.ok && m.state === 'planned' && (
        <InPlace<MeasureInput>
          {...named('problem:measure-change')}
          submit={t('problem:save')}
          initial={{
            ...(Object.fromEntries(
              Object.entries(m).filter(([, v]) => v !== null),
            ) as Partial<MeasureInput>),
            ...(m.owner ? { ownerId: m.owner.id } : {}),
          }}
          run={(f) =>
            did(
              call('problem.change-measure', {
                params,
                body: { ...measureBody(f), version: m.version },
              }),
            )
          }
        >
          <MeasureFields unit={problem.unit.id} owner={m.owner} />
        </InPlace>
      )}
      {extend.ok && m.due && !asked && (
        <InPlace<{ wanted: string; reason: string }>
          {...named('problem:extension-ask')}
          run={(f) =>
            did(call('problem.ask-extension', { params, body: { ...f, version: m.version } }))
          }
        >
          <DayField name="wanted" label={t('problem:extension-wanted')} min={m.due} to="come" />
          <ReasonField />
        </InPlace>
      )}
      {change.ok && !over && (
        <InPlace<{ reason: string }>
          quiet
          {...named('problem:measure-withdraw')}
          run={(f) =>
            did(call('problem.withdraw-measure', { params, body: { ...f, version: m.version } }))
          }
        >
          <ReasonField />
        </InPlace>
      )}
    </div>
  );
}

interface FinishInput {
  readonly doneOn: string;
  readonly effect?: number | null;
  readonly effectText?: string;
  readonly effectOn?: string;
  readonly benefited?: number | null;
}

/** Says that a measure is done, and what came of it. */
export function Finish({ m, onDone }: { m: Measure; onDone: () => Promise<unknown> }) {
  const t = useT();
  // Measured again later, or after it was sent back: the day it was done stays.
  const label = t(m.state === 'done' ? 'problem:measure-again' : 'problem:finish');
  return (
    <InPlace<FinishInput>
      label={label}
      about={about(t, label, m.text)}
      initial={{ doneOn: m.doneOn ?? today(), effectOn: today() }}
      run={async (f) => {
        const told = (f.effect ?? null) !== null || Boolean(f.effectText?.trim());
        await call('problem.finish-measure', {
          params: { id: m.id },
          body: {
            doneOn: f.doneOn,
            effect: f.effect ?? null,
            effectText: f.effectText?.trim() || null,
            effectOn: told ? (f.effectOn ?? null) : null,
            benefited: f.benefited ?? null,
            version: m.version,
          },
        });
        await onDone();
      }}
    >
      {m.criterion && <p className="dim">{t('problem:judged-by', { criterion: m.criterion })}</p>}
      <p className="dim">
        {[
          m.target !== null && t('problem:target-of', { target: quantity(m.target, m.figureUnit) }),
          m.expected !== null && t('problem:expects', { count: m.expected }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div className="two">
        <DayField name="doneOn" label={t('problem:done-day')} />
        <DayField name="effectOn" label={t('problem:effect-day')} />
        {m.figure && (
          <NumberField
            name="effect"
            label={t('problem:figure-now', { figure: m.figure, baseline: m.baseline ?? '—' })}
            unit={m.figureUnit}
          />
        )}
        <NumberField name="benefited" label={t('problem:benefited-count')} />
      </div>
      <Form.Item name="effectText" label={t('problem:effect-words')}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={1000} />
      </Form.Item>
    </InPlace>
  );
}
