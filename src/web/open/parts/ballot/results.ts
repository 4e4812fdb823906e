import type { Bulletin } from '../../../../contract/ballot/file.ts';
import type { BallotResults, OverallResult } from '../../../../contract/ballot/tally.ts';
import { el, type Say } from '../dom.ts';

/** Turnout and results in words, as the page of results has them from the server. */
export function showResults(
  place: HTMLElement,
  say: Say,
  { paper, turnout }: Bulletin,
  results: BallotResults,
): void {
  const figure = ({ mean, low, high }: OverallResult) => ({
    mean: mean!.toFixed(2),
    low: low!.toFixed(2),
    high: high!.toFixed(2),
  });
  place.replaceChildren(
    el('h2', {}, paper.title),
    el(
      'ul',
      {},
      ...paper.electorates.map(({ id, name, roll }) => {
        const { drawn = 0, cast = null } = turnout.find((o) => o.id === id) ?? {};
        const key = cast === null ? 'result-turnout-few' : 'result-turnout';
        return el('li', {}, say(key, { name, roll, drawn, cast: cast ?? 0 }));
      }),
    ),
    ...paper.items.flatMap((item, i) => {
      const overall = results.overall[i]!;
      return [
        el('h2', {}, item.text),
        ...(overall.mean === null || paper.electorates.length === 1
          ? []
          : [el('p', {}, say('result-overall', figure(overall)))]),
        el(
          'ul',
          {},
          ...paper.electorates.map(({ name }, k) => {
            const r = results.electorates[k]!.items[i]!;
            if (r.mean === null) return el('li', {}, say('result-few', { name }));
            const counts = paper.options
              .map(({ id, text }) => `${text} ${r.counts![id]}`)
              .join(' · ');
            return el('li', {}, say('result-electorate', { name, counts, ...figure(r) }));
          }),
        ),
      ];
    }),
  );
}
