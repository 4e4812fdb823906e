import type { Ballot } from '../../contract/ballot/operations.ts';
import { useT } from '../shell/language.tsx';
import { shareOf } from './data.ts';

/** The paper as voters have it: items, grades with their scores, electorates with their share. */
export function PaperView({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  return (
    <div className="ballot-paper">
      <section>
        <h2>{t('ballot:items')}</h2>
        <ol>
          {b.items.map((item) => (
            <li key={item.id}>{item.text}</li>
          ))}
        </ol>
      </section>
      <section>
        <h2>{t('ballot:options')}</h2>
        <ul>
          {b.options.map((o) => (
            <li key={o.id}>{t('ballot:option-score', { text: o.text, score: o.score })}</li>
          ))}
        </ul>
        <p className="dim">{t('ballot:abstain-what')}</p>
      </section>
      <section>
        <h2>{t('ballot:electorates')}</h2>
        <ul>
          {b.electorates.map((e) => (
            <li key={e.id}>
              {t('ballot:electorate-share', {
                name: e.name,
                share: shareOf(e.weight, b.electorates),
              })}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
