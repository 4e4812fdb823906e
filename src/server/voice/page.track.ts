import { CONTENT, type Rating, ratings } from '../../contract/voice/states.ts';
import { AppError } from '../platform/error.ts';
import { flag, type Html, html } from '../platform/open/html.ts';
import type { OpenAnswer, OpenCall, OpenPage, OpenRoute } from '../platform/open/page.ts';
import { readCode, shownCode } from '../platform/tracking.ts';
import * as person from './person.service.ts';
import { tooManyWrong } from './throttle.ts';

/** Where a voice stands, and the word of the person on it. The code never stands in an address. */
export const trackRoutes: readonly OpenRoute[] = [
  { method: 'GET', path: '/v', handle: async (call) => ask(call) },
  { method: 'GET', path: '/v/track', handle: async (call) => ask(call) },
  { method: 'POST', path: '/v/track', handle: track },
];

/** The question for the code; a code behind `#` is taken by the script. */
function ask({ t, at, fields }: OpenCall, wrong?: string): OpenPage {
  const typed = wrong ? (fields.code ?? '') : '';
  const main = html`<h1>${t('voice:track-title')}</h1>
<form method="post" action="${at('/v/track')}" data-track>
<label for="code">${t('voice:track-code')}</label>
<input id="code" name="code" value="${typed}" maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false">
${wrong && html`<p class="bad" role="alert">${t(wrong)}</p>`}
<button>${t('voice:track-look')}</button>
</form>
<p class="dim small">${t('voice:track-what')}</p>`;
  return {
    title: t('voice:track-title'),
    main,
    script: 'voice',
    ...(wrong ? { status: 404 } : {}),
  };
}

async function track(call: OpenCall): Promise<OpenAnswer> {
  const { ctx, fields } = call;
  const { address } = ctx;
  if (tooManyWrong(ctx, address, 0)) throw new AppError('too-many-attempts', [], 600);
  const typed = fields.code ?? '';
  try {
    const said = await act(call, typed);
    return statusPage(call, await person.status(ctx, typed), readCode(typed)!, said);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    tooManyWrong(ctx, address, 1);
    return ask(call, 'voice:track-none');
  }
}

/** Does what was asked for beside looking; gives the key of what is said of it. */
async function act(
  { ctx, fields }: OpenCall,
  typed: string,
): Promise<{ key: string; bad?: true } | undefined> {
  if (fields.act === 'forget') {
    await person.forgetContact(ctx, typed);
    return { key: 'voice:track-forgot' };
  }
  if (fields.act !== 'rate') return undefined;
  const rating = Number(fields.rating) as Rating;
  if (!ratings.includes(rating)) return { key: 'voice:track-rate-missing', bad: true };
  const reason = (fields.reason ?? '').trim().slice(0, 500);
  if (rating < CONTENT && reason.length < 2)
    return { key: 'voice:track-reason-missing', bad: true };
  try {
    await person.rate(ctx, typed, { rating, reason });
  } catch (error) {
    // Sent twice, or the house was faster: the page shows how it stands now.
    if (!(error instanceof AppError) || error.code !== 'step-refused') throw error;
    return undefined;
  }
  return { key: rating < CONTENT ? 'voice:track-returned' : 'voice:track-thanks' };
}

function statusPage(
  call: OpenCall,
  s: person.Status,
  code: string,
  said: { key: string; bad?: true } | undefined,
): OpenPage {
  const { t } = call;
  const main = html`<h1>${t(`voice:state-${s.state}`)}</h1>
${said && html`<p class="${said.bad ? 'bad' : 'good'}" role="${said.bad ? 'alert' : 'status'}">${t(said.key)}</p>`}
<dl><dt>${t('voice:track-number')}</dt><dd>${s.number}</dd>
<dt>${t('voice:track-about')}</dt><dd>${s.title}</dd>
${s.unit && html`<dt>${t('voice:track-unit')}</dt><dd>${s.unit}</dd>`}
${s.due && html`<dt>${t('voice:track-due')}</dt><dd>${s.due}</dd>`}</dl>
<h2>${t('voice:track-steps')}</h2>
<ol class="line">${s.steps.map((step) => stepOf(call, step))}</ol>
${(s.mayRate || s.mayReturn) && rateForm(call, s, code)}
${s.hasContact && forgetForm(call, code)}`;
  return {
    title: t(`voice:state-${s.state}`),
    main,
    script: 'voice',
    ...(said?.bad ? { status: 422 } : {}),
  };
}

function stepOf({ t }: OpenCall, s: person.Status['steps'][number]): Html {
  return html`<li><time>${s.on}</time> ${t(`voice:step-${s.step}`)}${s.unit && html`：${s.unit}`}
${s.text && html`<br>${s.text}`}</li>`;
}

const hiddenCode = (code: string): Html =>
  html`<input type="hidden" name="code" value="${shownCode(code)}">`;

/** One word on the outcome: content closes it, the others send it back and need a reason. */
function rateForm({ t, at }: OpenCall, s: person.Status, code: string): Html {
  const offered = ratings.filter((r) => (r >= CONTENT ? s.mayRate : s.mayReturn));
  return html`<form method="post" action="${at('/v/track')}">
${hiddenCode(code)}<input type="hidden" name="act" value="rate">
<fieldset><legend>${t(s.mayRate ? 'voice:track-rate' : 'voice:track-again')}</legend>
${offered.map(
  (r) =>
    html`<label class="choice"><input type="radio" name="rating" value="${r}"${flag('checked', !s.mayRate && r === 2)}><span>${t(`voice:rating-${r}`)}</span></label>`,
)}
<label for="reason">${t('voice:track-reason')}</label>
<textarea id="reason" name="reason" rows="3" maxlength="500"></textarea></fieldset>
<button>${t(s.mayRate ? 'voice:track-rate-send' : 'voice:track-return-send')}</button>
</form>`;
}

const forgetForm = (
  { t, at }: OpenCall,
  code: string,
): Html => html`<form method="post" action="${at('/v/track')}">
${hiddenCode(code)}<input type="hidden" name="act" value="forget">
<button class="second">${t('voice:track-forget')}</button>
</form>`;
