import type { Duty } from '../../contract/duty/operations.ts';
import { useT } from '../shell/language.tsx';
import { aside } from '../shell/marks.ts';
import { localTime, State } from '../shell/parts.tsx';

/** Who answers for a duty: the post with its holders, or the leading department. */
export function Who({ duty }: { duty: Duty }) {
  const t = useT();
  if (duty.seat === null && duty.department === null)
    return <State kind="soon">{t('duty:nobody')}</State>;
  return (
    <>
      {duty.department && <div>{duty.department.name}</div>}
      {duty.seat && (
        <div>
          {duty.seat.holders.length === 0 && (
            <div>
              <State kind="overdue">{t('duty:vacant')}</State>
            </div>
          )}
          {duty.seat.holders.map((h) => (
            <div key={h.personId}>
              {h.name}
              {h.kind !== 'regular' && (
                <span className="dim">{aside(t, '', t(`duty:holds-${h.kind}`))}</span>
              )}
            </div>
          ))}
          <span className="dim">{duty.seat.name}</span>
        </div>
      )}
    </>
  );
}

/** Who has signed the wording that holds, and who has not. */
export function Signed({ duty }: { duty: Duty }) {
  const t = useT();
  return (
    <>
      {duty.acknowledged.map((a) => (
        <div key={a.id}>
          <State kind="done">{t('duty:signed-by', { name: a.name })}</State>{' '}
          <span className="dim">{localTime(a.at).slice(0, 10)}</span>
        </div>
      ))}
      {duty.waiting.map((w) => (
        <div key={w.id}>
          <State kind="soon">{t('duty:waits-for', { name: w.name })}</State>
        </div>
      ))}
    </>
  );
}
