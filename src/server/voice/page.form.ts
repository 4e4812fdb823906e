import { renderSVG } from 'uqr';
import type { Settings } from '../../contract/system/settings.ts';
import { MOST_CONTACT, MOST_PLACE, MOST_TEXT } from '../../contract/voice/schemas.ts';
import { isSealed, type Kind, kinds, MOST_PICTURES } from '../../contract/voice/states.ts';
import { flag, type Html, html, markup } from '../platform/open/html.ts';
import type { OpenCall, OpenPage } from '../platform/open/page.ts';
import type { PlacedRow } from './place.queries.ts';

/** The form as it stands: what was said so far, and which question is asked now. */
export interface FormLook extends Pick<OpenCall, 't' | 'at' | 'whole'> {
  readonly code: string;
  readonly place: PlacedRow;
  readonly limits: Settings['voice'];
  /** From 1. */
  readonly step: number;
  readonly key: string;
  readonly kind: Kind | undefined;
  readonly text: string;
  readonly where: string;
  readonly contact: string;
  /** Key of what is wrong with the present answer. */
  readonly wrong: string | undefined;
}

const QUESTIONS = 5;

/**
 * The form with all its questions, all but one hidden: a script goes from one to the next on the
 * phone, without one the server does, and what was said stays in the hidden ones.
 */
export function formPage(look: FormLook): OpenPage {
  const { t, at, code, step, place } = look;
  const name = place.name ? `${place.unit_name} · ${place.name}` : place.unit_name;
  const main = html`<h1>${t('voice:open-title', { unit: place.unit_name })}</h1>
${place.name && html`<p class="dim">${t('voice:open-place', { place: place.name })}</p>`}
${told(look)}
<p class="progress"><span data-progress>${step} / ${QUESTIONS}</span></p>
<form method="post" enctype="multipart/form-data" action="${at(`/v/${code}`)}" data-voice="${code}"
 data-waiting="${t('voice:open-waiting')}" data-sending="${t('voice:open-sending')}" data-restored="${t('voice:open-restored')}">
<input type="hidden" name="key" value="${look.key}">
<input type="hidden" name="step" value="${step}">
<div hidden><label>${t('voice:open-trap')}<input name="website" autocomplete="off" tabindex="-1" data-draft="no"></label></div>
${question(look, 1, 'voice:open-kind', kindChoice(look))}
${question(look, 2, 'voice:open-text', textField(look))}
${question(look, 3, 'voice:open-where', whereField(look))}
${question(look, 4, 'voice:open-contact', contactField(look))}
${question(look, 5, 'voice:open-pictures', pictureField(look))}
<p class="dim" role="status" data-say></p>
<button name="go" value="next"${flag('hidden', step === QUESTIONS)}>${t('voice:open-next')}</button>
<button name="go" value="send"${flag('hidden', step !== QUESTIONS)}>${t('voice:open-send')}</button>
<button name="go" value="back" class="second" formnovalidate${flag('hidden', step === 1)}>${t('voice:open-back')}</button>
</form>
<p class="small"><a href="${at('/v/track')}">${t('voice:open-track-link')}</a></p>`;
  return { title: t('voice:open-title', { unit: name }), main, script: 'voice' };
}

/** Who reads it, what happens next, and by when; for whistle-blowing in its own words. */
function told({ t, kind, limits, place, step }: FormLook): Html {
  const sealed = kind !== undefined && isSealed(kind);
  const days = { assign: limits.assignWithin, report: limits.report };
  // Read once: on the way through the questions it would push each of them off a small screen.
  return html`<div data-told${flag('hidden', step > (sealed ? 2 : 1))}><section class="told" data-for="others"${flag('hidden', sealed)} aria-label="${t('voice:open-told')}">
<p>${t('voice:open-reader', { unit: place.unit_name })}</p>
<p>${t('voice:open-then', days)}</p>
<p>${t('voice:open-keep')}</p>
</section>
<section class="told sure" data-for="report"${flag('hidden', !sealed)} aria-label="${t('voice:open-told')}">
<p>${t('voice:open-report-reader')}</p>
<p>${t('voice:open-report-then', days)}</p>
<p>${t('voice:open-keep')}</p>
</section></div>`;
}

function question(look: FormLook, number: number, key: string, content: Html): Html {
  const { t, step, wrong } = look;
  const now = step === number;
  return html`<fieldset data-step="${number}"${flag('hidden', !now)}>
<legend>${t(key)}</legend>
<p class="bad" role="alert" data-wrong${flag('hidden', !now || !wrong)}>${now && wrong && t(wrong)}</p>
${content}
</fieldset>`;
}

const kindChoice = ({ t, kind, limits }: FormLook): Html =>
  html`${kinds.map(
    (
      k,
    ) => html`<label class="choice"><input type="radio" name="kind" value="${k}"${flag('checked', k === kind)}>
<span>${t(`voice:kind-${k}`)}<small>${t(`voice:open-kind-${k}`, { days: limits[k] })}</small></span></label>`,
  )}<span hidden data-message="kind">${t('voice:open-wrong-kind')}</span>`;

const textField = ({
  t,
  text,
}: FormLook): Html => html`<label for="text">${t('voice:open-text-hint')}</label>
<textarea id="text" name="text" rows="7" maxlength="${MOST_TEXT}">${text}</textarea>
<span hidden data-message="text">${t('voice:open-wrong-short')}</span>`;

const whereField = ({ t, where, place }: FormLook): Html => html`<label for="where">${
  place.name ? t('voice:open-where-more', { place: place.name }) : t('voice:open-where-hint')
}</label>
<input id="where" name="where" maxlength="${MOST_PLACE}" value="${where}" autocomplete="off">`;

const contactField = ({
  t,
  contact,
}: FormLook): Html => html`<label for="contact">${t('voice:open-contact-hint')}</label>
<input id="contact" name="contact" maxlength="${MOST_CONTACT}" value="${contact}" autocomplete="off" data-draft="no">
<p class="dim small">${t('voice:open-contact-why')}</p>`;

const pictureField = ({
  t,
}: FormLook): Html => html`<label for="picture">${t('voice:open-pictures-hint', { most: MOST_PICTURES })}</label>
<input id="picture" type="file" name="picture" accept="image/jpeg,image/png,image/webp" multiple>
<ul class="pictures" data-pictures data-most="${MOST_PICTURES}" data-remove="${t('voice:open-remove')}" data-full="${t('voice:open-pictures-full', { most: MOST_PICTURES })}" aria-label="${t('voice:open-pictures')}"></ul>
<p class="dim small">${t('voice:open-pictures-clean')}</p>`;

/** The tracking code, shown this once: large, to copy, and to photograph. */
export function thanksPage({ t, at, whole, kind, limits }: FormLook, code: string): OpenPage {
  // Looking for the mask that scans best takes longer than all the rest of the page.
  const address = `${whole('/v/track')}#${code.replaceAll('-', '')}`;
  const days = { assign: limits.assignWithin, days: limits[kind!] };
  const main = html`<h1 class="good">${t('voice:open-thanks')}</h1>
<p>${t('voice:open-code')}</p>
<p class="code" data-code>${code}</p>
<div class="qr" role="img" aria-label="${t('voice:open-code-qr')}">${markup(renderSVG(address, { border: 1, maskPattern: 2 }))}</div>
<button class="second" type="button" hidden data-copy="${code}" data-done="${t('voice:open-copied')}">${t('voice:open-copy')}</button>
<section class="told"><p>${t('voice:open-code-once')}</p>
<p>${t(isSealed(kind!) ? 'voice:open-report-then' : 'voice:open-then-kind', { ...days, report: limits.report })}</p></section>
<p><a class="button" href="${at('/v/track')}">${t('voice:open-track-link')}</a></p>`;
  return { title: t('voice:open-thanks'), main, script: 'voice' };
}
