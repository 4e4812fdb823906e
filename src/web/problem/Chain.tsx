import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { effectText, standing } from '../../contract/problem/cells.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { useMay } from '../shell/parts.tsx';
import { chainOf, type LinkName } from './chain.ts';
import { useWords } from './parts.tsx';

/** The whole chain of a problem in one line; where something is missing the line is dashed. */
export function Chain({ problem }: { problem: ProblemWhole }) {
  const t = useT();
  const say = useWords();
  const measures = standing(problem.measures);
  const told: Record<LinkName, ReactNode> = {
    source: <Source problem={problem} />,
    problem: say.severity(problem.severity),
    measure: t('problem:measures-count', { count: measures.length }),
    effect: measures.map(effectText).find(Boolean) ?? '—',
    close: say.state(problem.state),
    recheck: t('problem:rechecks-count', {
      done: problem.rechecks.filter((r) => r.state !== 'due').length,
      of: problem.rechecks.length,
    }),
  };
  return (
    <ol className="chain" aria-label={t('problem:chain')}>
      {chainOf(problem).map(({ name, state, breaks }) => (
        <li key={name} className={`chain-${state}`}>
          <strong>{t(`problem:link-${name}`)}</strong>
          <span>
            {breaks.length > 0 ? breaks.map(say.break).join(t('web.mark-list')) : told[name]}
          </span>
          <span className="unseen">{t(`problem:link-state-${state}`)}</span>
        </li>
      ))}
    </ol>
  );
}

/** Where it comes from; a voice or a session is one click away. */
function Source({ problem: { origin, source } }: { problem: ProblemWhole }) {
  const say = useWords();
  const may = useMay();
  const [kind, id] = (origin ?? '').split(':');
  const link =
    kind === 'voice' && may('voice.read')
      ? `/voices?id=${id}`
      : kind === 'session' && may('study.read')
        ? `/study?session=${id}`
        : undefined;
  return link ? <Link {...partsOf(link)}>{say.source(source)}</Link> : say.source(source);
}
