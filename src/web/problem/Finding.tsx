import { quantity } from '../../contract/problem/cells.ts';
import type { Finding as Found, Measure } from '../../contract/problem/schemas.ts';
import { directionOf, targetMet } from '../../contract/problem/verdicts.ts';
import { useT } from '../shell/language.tsx';
import { State } from '../shell/parts.tsx';
import { useWords } from './parts.tsx';

/** What whoever reviewed or confirmed saw, and why it counts all the same where a target is missed. */
export function Finding({ of: { ways, seen, on, despite } }: { of: Found }) {
  const t = useT();
  const say = useWords();
  return (
    <>
      <p>
        <span className="dim tabular">
          {t('problem:found', { day: on, ways: ways.map(say.findingWay).join(t('web.mark-list')) })}
        </span>{' '}
        {seen}
      </p>
      {despite && <p className="flag">{t('problem:found-despite', { why: despite })}</p>}
    </>
  );
}

/** The target of a measure beside the figure measured, and whether it was reached. */
export function Against({ m }: { m: Measure }) {
  const t = useT();
  const say = useWords();
  if (m.target === null) return null;
  const met = targetMet(m);
  const direction = directionOf(m);
  return (
    <span className="against tabular">
      {t('problem:against', {
        target: [direction && say.direction(direction), quantity(m.target, m.figureUnit)]
          .filter(Boolean)
          .join(' '),
        effect: m.effect === null ? '—' : quantity(m.effect, m.figureUnit),
      })}{' '}
      {m.effect !== null && (
        <State kind={met === null ? 'later' : met ? 'done' : 'overdue'}>
          {t(`problem:target-${met === null ? 'unknown' : met ? 'met' : 'missed-is'}`)}
        </State>
      )}
    </span>
  );
}
