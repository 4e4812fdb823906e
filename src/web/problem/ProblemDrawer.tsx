import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { Answers } from '../duty/Answers.tsx';
import { History } from '../record/History.tsx';
import { useT } from '../shell/language.tsx';
import { useMedia } from '../shell/look.tsx';
import { Refusal, useMay } from '../shell/parts.tsx';
import { Extensions, Objections, Rechecks, Way } from './Aftermath.tsx';
import { Chain } from './Chain.tsx';
import { Claim } from './Claim.tsx';
import { useProblem, useReread } from './data.ts';
import { Measures } from './Measures.tsx';
import { Progress } from './Progress.tsx';
import { Due, useWords, Who } from './parts.tsx';
import { Recurrence } from './Recurrence.tsx';
import { StepBar } from './StepBar.tsx';
import './ledger.css';
import './problem.css';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';

interface Props {
  readonly id: string;
  /** Seen as whoever answers for it, without rights over its unit. */
  readonly own?: boolean;
  /** A sub-task of this special rectification, read by those who steer it. */
  readonly special?: string;
  /** Whether the form that tells how it goes stands open, and what to do when it closes. */
  readonly telling?: boolean;
  readonly onTold?: () => void;
  readonly onClose: () => void;
  readonly onEdit?: () => void;
  readonly onOpen?: (id: string) => void;
}

/** A problem with its whole chain, and what the reader may do next. */
export function ProblemDrawer(props: Props) {
  const { id, own = false, special, onClose, onEdit, onOpen, ...told } = props;
  const t = useT();
  const found = useProblem(id, own, special);
  const reread = useReread();
  const narrow = useMedia('(max-width: 700px)');
  const problem = found.data;
  const done = () => reread(id, own);
  return (
    <WritingDrawer
      unsaved={false}
      open
      size={narrow ? '100%' : 760}
      mask={false}
      title={problem ? `${problem.number} ${problem.unit.name}` : t('web.loading')}
      onClose={onClose}
      extra={
        onEdit &&
        problem?.abilities.change.ok && (
          <Button size="small" title="E" onClick={onEdit}>
            {t('problem:edit')}
          </Button>
        )
      }
      footer={problem && <StepBar key={problem.id} problem={problem} onDone={done} />}
    >
      <Refusal error={found.error} />
      {found.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {problem && (
        // Another problem begins with nothing written.
        <div key={problem.id} className="problem">
          <h1>{problem.title}</h1>
          <Chain problem={problem} />
          <Claim problem={problem} onDone={done} />
          <Facts problem={problem} />
          <Measures problem={problem} onDone={done} />
          <Progress problem={problem} onDone={done} {...told} />
          <Extensions problem={problem} onDone={done} />
          <Objections problem={problem} onDone={done} />
          <Rechecks problem={problem} onDone={done} />
          {onOpen && <Recurrence problem={problem} onOpen={onOpen} onDone={done} />}
          {!special && <Responsible problem={problem} />}
          <Way problem={problem} />
          {!special && <Told subject={`problem:${problem.id}`} />}
        </div>
      )}
    </WritingDrawer>
  );
}

function Facts({ problem: p }: { problem: ProblemWhole }) {
  const t = useT();
  const say = useWords();
  const rows: [string, ReactNode][] = [
    [t('problem:col-due'), <Due key="due" row={p} />],
    [t('problem:col-leader'), <Who key="l" person={p.leader} name={p.leaderName} />],
    [t('problem:col-owner'), <Who key="o" person={p.owner} name={p.ownerName} />],
    [t('problem:col-list'), p.person ? `${say.list(p.list)} · ${p.person.name}` : say.list(p.list)],
    [t('problem:col-source'), [say.source(p.source), p.sourceText].filter(Boolean).join(' · ')],
    [t('problem:col-tendency'), p.tendencyName ?? '—'],
    ...(p.mirror ? [[t('problem:col-mirror'), say.mirror(p.mirror)] as [string, string]] : []),
    [
      t('problem:col-severity'),
      [say.severity(p.severity), p.systemic && t('problem:systemic')].filter(Boolean).join(' · '),
    ],
    [t('problem:campaign'), p.campaign.name],
    ...(p.foreignNumber ? [[t('problem:col-foreign'), p.foreignNumber] as [string, string]] : []),
    ...(p.observedFrom && p.state === 'working'
      ? [[t('problem:observed-from'), p.observedFrom] as [string, string]]
      : []),
    ...(p.reopened > 0
      ? [[t('problem:col-reopened'), String(p.reopened)] as [string, string]]
      : []),
    ...(p.withdrawnReason
      ? [[t('problem:withdrawn-for'), p.withdrawnReason] as [string, string]]
      : []),
  ];
  return (
    <section aria-label={t('problem:facts')} className="problem-part">
      <p className="problem-facts">{p.facts}</p>
      {p.cause && (
        <p className="problem-facts">
          <span className="dim">{t('problem:cause')}</span> {p.cause}
        </p>
      )}
      <dl className="facts two">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Who answers for the unit, up the line. */
function Responsible({ problem }: { problem: ProblemWhole }) {
  const may = useMay();
  const t = useT();
  if (!may('duty.read')) return null;
  return (
    <div className="problem-part">
      <h2>{t('problem:responsible')}</h2>
      <Answers unit={problem.unit.id} on={undefined} />
    </div>
  );
}

function Told({ subject }: { subject: string }) {
  const t = useT();
  const may = useMay();
  if (!may('record.read')) return null;
  return (
    <details className="problem-more">
      <summary>{t('problem:record')}</summary>
      <History subject={subject} />
    </details>
  );
}
