import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../contract/client.ts';
import type { ProblemState } from '../../contract/problem/states.ts';
import { words } from '../../contract/problem/words.ts';
import type { SessionWhole } from '../../contract/study/schemas.ts';
import { MinutesButton } from '../document/MinutesButton.tsx';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { History } from '../record/History.tsx';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State, Waiting } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { Attendance } from './Attendance.tsx';
import { Decisions } from './Decisions.tsx';
import { stateOf, useSession } from './data.ts';
import { RaiseForm } from './RaiseForm.tsx';
import { Paper, ScanScreen } from './ScanScreen.tsx';
import { SessionForm } from './SessionForm.tsx';
import { WithdrawButton } from './WithdrawButton.tsx';

interface Props {
  readonly id: string;
  readonly editing: boolean;
  readonly onEdit: (on: boolean) => void;
  readonly onClose: () => void;
}

/** One session: its chain from what it serves to what came of it, who was there, materials. */
export function SessionDrawer({ id, editing, onEdit, onClose }: Props) {
  const t = useT();
  const found = useSession(id);
  const s = found.data;
  const missing = found.error instanceof ApiError && found.error.code === 'not-found';
  return (
    <WritingDrawer
      unsaved={false}
      open
      size={640}
      title={s?.topic ?? t('study:session')}
      onClose={onClose}
    >
      {found.isPending && <Waiting label={t('web.loading')} />}
      {missing ? <p className="empty">{t('study:not-here')}</p> : <Refusal error={found.error} />}
      {s && (
        <>
          <Bar session={s} onEdit={() => onEdit(true)} />
          <Facts session={s} />
          {s.agenda.length > 0 && (
            <Part title={t('study:agenda')}>
              <ol className="study-agenda">
                {s.agenda.map((item, i) => (
                  <li key={i}>{item}</li>
                ))}
              </ol>
            </Part>
          )}
          <Part title={t('study:came')}>
            {s.outcome && <p className="study-text">{s.outcome}</p>}
            {s.state === 'held' && s.problems + s.decisions === 0 && (
              <p>
                <State kind="soon">{t('study:nothing-yet')}</State>
              </p>
            )}
            <Raised session={s} />
            <Decisions session={s} />
          </Part>
          <Part title={t('study:there')}>
            <Attendance session={s} />
          </Part>
          <Part title={t('study:materials')}>
            <EvidenceList subject={`session:${s.id}`} />
          </Part>
          <Part title={t('study:happened')}>
            <History subject={`session:${s.id}`} />
          </Part>
          {editing && (
            <SessionForm
              now={s}
              held={s.late || s.state === 'held'}
              onClose={() => onEdit(false)}
              onMade={() => onEdit(false)}
            />
          )}
        </>
      )}
    </WritingDrawer>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="study-part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Bar({ session: s, onEdit }: { session: SessionWhole; onEdit: () => void }) {
  const t = useT();
  const [shown, setShown] = useState<'screen' | 'paper'>();
  if (!s.abilities.change.ok) return null;
  const planned = s.state === 'planned';
  return (
    <div className="study-bar">
      <Button size="small" type={planned ? 'primary' : 'default'} onClick={onEdit}>
        {t(planned ? 'study:write-down' : 'study:change')}
      </Button>
      {s.abilities.scan.ok && (
        <Button size="small" onClick={() => setShown('screen')}>
          {t('study:show-code')}
        </Button>
      )}
      {planned && (
        <Button size="small" onClick={() => setShown('paper')}>
          {t('study:print-code')}
        </Button>
      )}
      {s.state === 'held' && <MinutesButton session={s} />}
      <div className="grow" />
      <WithdrawButton session={s} />
      {shown === 'screen' && <ScanScreen session={s} onClose={() => setShown(undefined)} />}
      {shown === 'paper' && <Paper session={s} onClose={() => setShown(undefined)} />}
    </div>
  );
}

function Facts({ session: s }: { session: SessionWhole }) {
  const t = useT();
  const { kind, text } = stateOf(t, s);
  const rows: [string, ReactNode][] = [
    [
      t('study:state'),
      <State key="s" kind={kind}>
        {text}
      </State>,
    ],
    [t('study:form'), t(`study:form-${s.form}`)],
    [t('study:on'), s.at ? `${s.on} ${s.at}` : s.on],
    [t('study:unit'), s.unit.name],
    [
      t('study:serves'),
      <>
        {s.serves}
        {s.problem && <ProblemLink problem={s.problem} />}
      </>,
    ],
    [t('study:place'), s.place],
    [t('study:host'), s.host?.name ?? s.hostName],
    [t('study:speaker'), s.speaker],
    [t('study:campaign'), s.campaign.name],
    [t('study:reason'), s.withdrawnReason],
  ];
  return (
    <dl className="study-facts">
      {rows.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function ProblemLink({ problem }: { problem: { id: string; number: string; title: string } }) {
  return (
    <Link className="study-problem" {...partsOf(`/problems?id=${problem.id}`)}>
      {problem.number} {problem.title}
    </Link>
  );
}

const kindOf = (state: ProblemState): 'done' | 'open' | 'later' =>
  state === 'closed' ? 'done' : state === 'draft' || state === 'withdrawn' ? 'later' : 'open';

/** Problems raised from the session, and where they stand; raising one more in place. */
function Raised({ session: s }: { session: SessionWhole }) {
  const t = useT();
  const say = words(t);
  const [raising, setRaising] = useState(false);
  const hidden = s.problems - s.raised.filter((p) => p.state !== 'withdrawn').length;
  return (
    <>
      <h2>{t('study:problems')}</h2>
      <ul className="study-rows">
        {s.raised.map((p) => (
          <li key={p.id}>
            <span className="grow">
              <ProblemLink problem={p} />
              <span className="dim"> {p.unit.name}</span>
            </span>
            <State kind={kindOf(p.state)}>{say.state(p.state)}</State>
          </li>
        ))}
        {hidden > 0 && <li className="dim">{t('study:problems-hidden', { count: hidden })}</li>}
        {s.problems === 0 && s.raised.length === 0 && (
          <li className="dim">{t('study:problems-none')}</li>
        )}
      </ul>
      {s.abilities.raise.ok && !raising && (
        <Button size="small" onClick={() => setRaising(true)}>
          {t('study:raise')}
        </Button>
      )}
      {raising && <RaiseForm session={s} onClose={() => setRaising(false)} />}
    </>
  );
}
