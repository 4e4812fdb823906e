import type { Bulletin } from '../../contract/ballot/file.ts';
import type { ItemResult, OverallResult } from '../../contract/ballot/tally.ts';
import { type Html, html } from '../platform/open/html.ts';
import type { OpenCall, OpenPage } from '../platform/open/page.ts';
import { checkTexts } from './page.texts.ts';

/** Results for anybody, to be read without script; with one, one's own vote and a recount. */
export function resultsPage(call: OpenCall, bulletin: Bulletin, hash: string): OpenPage {
  const { t, at } = call;
  const { paper, turnout } = bulletin;
  const file = `/open/ballots/${paper.id}/bulletin`;
  const given = { ballot: paper.id, state: 'published', texts: checkTexts(t) };
  const main = html`<div data-ballot="${JSON.stringify(given)}">
<h1>${paper.title}</h1>
<ul>${paper.electorates.map(({ id, name, roll }) => {
    const { drawn = 0, cast = null } = turnout.find((o) => o.id === id) ?? {};
    const key = cast === null ? 'ballot:result-turnout-few' : 'ballot:result-turnout';
    return html`<li>${t(key, { name, roll, drawn, cast: cast ?? 0 })}</li>`;
  })}</ul>
${paper.items.map((_, i) => item(call, bulletin, i))}
<p class="dim small">${t('ballot:result-interval')}</p>
<section data-scripted hidden>
<h2>${t('ballot:mine')}</h2>
<form data-find novalidate><label for="token">${t('ballot:mine-token')}</label>
<input id="token" name="token" autocomplete="off" spellcheck="false">
<button>${t('ballot:mine-find')}</button></form>
<p class="dim small">${t('ballot:mine-here')}</p>
<div data-found role="status"></div>
<h2>${t('ballot:recount')}</h2>
<p>${t('ballot:recount-why')}</p>
<button type="button" class="second" data-recount>${t('ballot:recount-start')}</button>
<div data-counted role="status"></div>
</section>
<h2>${t('ballot:result-file')}</h2>
<p><a href="${file}" download="${paper.title}.json">${t('ballot:result-download')}</a></p>
<p>${t('ballot:file-hash')}</p>
<p class="hash">${hash}</p>
<p><a href="${at('/open/ballot/recount')}">${t('ballot:recount-page')}</a></p>
</div>`;
  return { title: paper.title, main, script: 'ballot' };
}

const figures = ({ mean, low, high }: OverallResult) => ({
  mean: mean!.toFixed(2),
  low: low!.toFixed(2),
  high: high!.toFixed(2),
});

function item({ t }: OpenCall, { paper, results }: Bulletin, i: number): Html {
  const overall = results.overall[i]!;
  const several = paper.electorates.length > 1;
  return html`<section class="item"><h2>${paper.items[i]!.text}</h2>
${
  several &&
  overall.mean !== null &&
  html`<p>${t('ballot:result-overall', figures(overall))}</p>${strip(overall)}`
}
<ul>${paper.electorates.map(({ name }, k) => {
    const r: ItemResult = results.electorates[k]!.items[i]!;
    if (r.mean === null) return html`<li>${t('ballot:result-few', { name })}</li>`;
    const counts = paper.options.map(({ id, text }) => `${text} ${r.counts![id]}`).join(' · ');
    return html`<li>${t('ballot:result-electorate', { name, counts, ...figures(r) })}${!several && strip(r)}</li>`;
  })}</ul></section>`;
}

/** Where the interval lies between 0 and 100; the words beside it say the same. */
function strip({ mean, low, high }: OverallResult): Html {
  return html`<svg class="strip" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
<rect x="0" y="3" width="100" height="2" fill="#d0d7de"/>
<rect x="${low}" y="1.5" width="${Math.max(0.6, high! - low!)}" height="5" fill="#8c959f"/>
<rect x="${Math.max(0, mean! - 0.4)}" y="0" width="0.8" height="8" fill="#b91c1c"/></svg>`;
}
