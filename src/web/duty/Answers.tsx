import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { State } from '../shell/parts.tsx';
import './duty.css';

/** Who answers for the unit, and who above them, one step after another. */
export function Answers({ unit, on }: { unit: string; on: string | undefined }) {
  const t = useT();
  const found = useQuery({
    queryKey: ['duty', 'answers', unit, on],
    queryFn: () => call('duty.answers', { params: { id: unit }, query: { on } }),
  });
  if (!found.data) return null;
  const { answers, chain } = found.data;
  const at = chain.findIndex((c) => c.holder !== null);
  return (
    <section className="duty-answers" aria-label={t('duty:answers')}>
      <p>
        {answers?.holder
          ? t('duty:answers-now', {
              name: answers.holder.name,
              unit: answers.unit.name,
              post: answers.post,
            })
          : t('duty:answers-nobody')}
      </p>
      {chain.length > 0 && (
        <ol className="duty-chain">
          {chain.map((c, i) => (
            <li key={`${c.unit.id} ${c.post} ${i}`} className={i === at ? 'now' : ''}>
              <span className="dim">
                {c.unit.name} · {c.post}
              </span>
              {c.holder ? (
                <strong>{c.holder.name}</strong>
              ) : (
                <State kind="overdue">{t('duty:vacant')}</State>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
