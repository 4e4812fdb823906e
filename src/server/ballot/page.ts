import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Bulletin } from '../../contract/ballot/file.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { html, markup } from '../platform/open/html.ts';
import { type OpenAnswer, type OpenCall, openPages } from '../platform/open/page.ts';
import * as box from './box.ts';
import { resultsPage } from './page.results.ts';
import { checkTexts, voteTexts } from './page.texts.ts';

/** The pages on which people vote, read results and count them anew. */
export function ballotPages(app: FastifyInstance, ctx: Context, folder: string | undefined): void {
  openPages(app, ctx, folder, [
    { method: 'GET', path: '/b', handle: async (call) => votePage(call, {}), crowd: true },
    { method: 'GET', path: '/open/ballot/recount', handle: (call) => recountPage(call, folder) },
    { method: 'GET', path: '/open/ballot/:id', handle: show, crowd: true },
  ]);
}

/** A ballot as it stands: to vote in, to wait for, or its results. */
async function show(call: OpenCall): Promise<OpenAnswer> {
  const { ctx, params, t } = call;
  const found = await box.paper(ctx, box.idOf(params));
  const { id, title, state } = found;
  if (state === 'published') {
    const text = await box.bulletin(ctx, id);
    const hash = createHash('sha256').update(text).digest('hex');
    return resultsPage(call, JSON.parse(text) as Bulletin, hash);
  }
  if (state === 'open') return votePage(call, { ballot: id, state });
  const heading = { frozen: 'not-yet', closed: 'closed', cancelled: 'cancelled' }[state];
  return {
    title,
    script: 'ballot',
    // A receipt or a vote on its way is still shown by the script.
    main: html`<div data-ballot="${JSON.stringify({ ballot: id, state, texts: voteTexts(t) })}">
<h1>${title}</h1>
<p>${t(`ballot:vote-${heading ?? 'over'}`)}</p></div>`,
  };
}

function votePage(
  { t }: OpenCall,
  given: { readonly ballot?: string; readonly state?: string },
): OpenAnswer {
  const main = html`<div data-ballot="${JSON.stringify({ ...given, texts: voteTexts(t) })}">
<h1>${t('ballot:vote-title')}</h1>
<noscript><p class="bad">${t('ballot:vote-no-script')}</p></noscript>
<p class="dim">${t('ballot:vote-starting')}</p></div>`;
  return { title: t('ballot:vote-title'), main, script: 'ballot' };
}

/**
 * The page that counts a public file anew: its script stands in it and it may ask for nothing,
 * so that it does the same when it is saved and opened from a disk.
 */
async function recountPage({ t }: OpenCall, folder: string | undefined): Promise<OpenAnswer> {
  const built = folder && (await readFile(join(folder, 'open/recount.js'), 'utf8').catch(() => ''));
  if (!built) throw new AppError('not-found');
  const main = html`<h1>${t('ballot:recount-title')}</h1>
<p>${t('ballot:recount-intro')}</p>
<div data-recount="${JSON.stringify({ texts: checkTexts(t) })}">
<label for="file">${t('ballot:recount-file')}</label>
<input id="file" type="file" accept=".json,application/json">
<div data-out></div></div>
<noscript><p class="bad">${t('ballot:vote-no-script')}</p></noscript>
<p class="dim small">${t('ballot:recount-keep')}</p>`;
  const whole = markup(built.replaceAll('</script', '<\\/script'));
  return { title: t('ballot:recount-title'), main, inline: whole };
}
