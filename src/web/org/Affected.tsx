import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import {
  type Affected as Counts,
  openWorkKinds,
  type Unit,
} from '../../contract/org/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';

/** What a unit has of people, posts, duties and rights now. */
export function useAffected(unit: Unit) {
  return useQuery({
    queryKey: ['org', 'affected', unit.id],
    queryFn: () => call('org.affected', { params: { id: unit.id } }),
    // Counted anew each time: a decision hangs on it.
    gcTime: 0,
  });
}

/** Said before it is confirmed, not only when it is refused. */
export function Affected({ answer }: { answer: ReturnType<typeof useAffected> }) {
  const t = useT();
  if (answer.error) return <Refusal error={answer.error} />;
  if (!answer.data) return <p className="dim">{t('org:affected-counting')}</p>;
  const { people, posts, held, duties, grants, open } = answer.data;
  const facts = [
    ['org:affected-people', people],
    ['org:affected-posts', posts],
    ['org:affected-held', held],
    ['org:affected-duties', duties],
    ['org:affected-grants', grants],
    // What is not over is named where there is any.
    ...openWorkKinds.flatMap((kind) =>
      open[kind] > 0 ? [[`org:affected-${kind}`, open[kind]] as const] : [],
    ),
  ] as const;
  return (
    <section className="org-affected" aria-label={t('org:affected')}>
      <dl className="org-facts">
        {facts.map(([key, count]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd className="tabular">{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Whether somebody is still there: a unit cannot close then. */
export const isPeopled = ({ people, held }: Counts): boolean => people + held > 0;
