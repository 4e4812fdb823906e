import { Select } from 'antd';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { LEAST } from '../../contract/ballot/paper.ts';
import type { BallotResults, ItemResult, OverallResult } from '../../contract/ballot/tally.ts';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';
import { Unseen } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { shareOf } from './data.ts';
import { Interval } from './Interval.tsx';
import { ballotView } from './view.ts';

type Row = OverallResult & Partial<Pick<ItemResult, 'answers' | 'counts'>>;

/**
 * What came of it: each item with its mean and interval, for all or for one electorate with the
 * counts. In the order of the paper: a rank would tell more than the votes do.
 */
export function Results({ ballot: b, results: r }: { ballot: Ballot; results: BallotResults }) {
  const t = useT();
  const [view, setView] = useView(ballotView);
  const at = b.electorates.findIndex((e) => e.id === view.of);
  const one = at < 0 ? undefined : b.electorates[at];
  const rows: readonly Row[] = one ? r.electorates[at]!.items : withCounts(r);
  const hidden = b.electorates.filter((e) => e.cast === null);
  return (
    <section>
      <div className="ballot-row">
        <Select
          aria-label={t('ballot:of-whom')}
          value={one?.id ?? ''}
          onChange={(of) => setView({ of: of || undefined })}
          popupMatchSelectWidth={false}
          className="ballot-whom"
          options={[
            { value: '', label: t('ballot:overall') },
            ...b.electorates.map((e) => ({
              value: e.id,
              label: t('ballot:electorate-cast', {
                name: e.name,
                cast: e.cast === null ? t('ballot:fewer', { least: LEAST }) : String(e.cast),
                roll: e.roll,
              }),
            })),
          ]}
        />
      </div>
      <p className="dim">
        {one
          ? t('ballot:told-one', { least: LEAST })
          : t('ballot:told-overall', {
              shares: listed(
                t,
                b.electorates
                  .filter((e) => e.cast !== null)
                  .map((e) =>
                    t('ballot:electorate-share', {
                      name: e.name,
                      share: shareOf(
                        e.weight,
                        b.electorates.filter((x) => x.cast !== null),
                      ),
                    }),
                  ),
              ),
            })}
      </p>
      {!one && hidden.length > 0 && (
        <p className="dim">
          {t('ballot:told-hidden', {
            names: listed(
              t,
              hidden.map((e) => e.name),
            ),
            least: LEAST,
          })}
        </p>
      )}
      <table className="ballot-results">
        <thead>
          <tr>
            <th scope="col">{t('ballot:item')}</th>
            <th scope="col" className="bar">
              <Unseen>{t('ballot:drawn-interval')}</Unseen>
              <span className="ballot-scale" aria-hidden="true">
                <span>0</span>
                <span>50</span>
                <span>100</span>
              </span>
            </th>
            <th scope="col" className="number">
              {t('ballot:mean')}
            </th>
            <th scope="col" className="number">
              {t('ballot:interval')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <Line key={row.item} ballot={b} row={row} n={i + 1} text={b.items[i]!.text} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** All shown answers of an item together, unweighted: what the electorates tell one by one. */
function withCounts({ overall, electorates }: BallotResults): Row[] {
  return overall.map((row, i) => {
    const shown = electorates.flatMap((e) => (e.items[i]!.counts ? [e.items[i]!] : []));
    if (shown.length === 0) return row;
    const ids = Object.keys(shown[0]!.counts!);
    return {
      ...row,
      counts: Object.fromEntries(
        ids.map((id) => [id, shown.reduce((sum, s) => sum + (s.counts![id] ?? 0), 0)]),
      ),
      answers: shown.reduce((sum, s) => sum + (s.answers ?? 0), 0),
    };
  });
}

function Line({ ballot: b, row, n, text }: { ballot: Ballot; row: Row; n: number; text: string }) {
  const t = useT();
  return (
    <tr>
      <th scope="row">
        <span className="dim tabular">{n}.</span> {text}
        {row.counts && (
          <span className="ballot-counts dim">
            {b.options.map((o) => `${o.text} ${row.counts![o.id] ?? 0}`).join(' · ')}
            {' · '}
            {t('ballot:answers', { count: row.answers ?? 0 })}
          </span>
        )}
      </th>
      {row.mean === null ? (
        <td colSpan={3} className="dim hidden">
          {t('ballot:hidden', { least: LEAST })}
        </td>
      ) : (
        <>
          <td className="bar">
            <Interval mean={row.mean} low={row.low!} high={row.high!} />
          </td>
          <td className="number">{row.mean.toFixed(2)}</td>
          <td className="number dim">
            {row.low!.toFixed(2)}–{row.high!.toFixed(2)}
          </td>
        </>
      )}
    </tr>
  );
}
