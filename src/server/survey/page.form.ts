import {
  type Answer,
  type Answers,
  fieldOf,
  MOST_TEXT,
  pathOf,
  type Question,
} from '../../contract/survey/form.ts';
import { flag, type Html, html } from '../platform/open/html.ts';
import type { OpenCall, OpenPage } from '../platform/open/page.ts';
import type { SurveyRow } from './queries.ts';

/** The form as it stands: what was answered so far, and which question is asked now. */
export interface Look extends Pick<OpenCall, 't'> {
  readonly action: string;
  /** Whether what is answered so far is kept on the phone: of an anonymous survey, there alone. */
  readonly draft: boolean;
  /** Whether the phone makes a number, by which it answers once: where no link is needed. */
  readonly device: boolean;
  readonly survey: SurveyRow;
  readonly answers: Answers;
  /** Of this form: sent twice it is one answer. */
  readonly key: string;
  /** From 1, along the questions that are asked. */
  readonly step: number;
  /** Key of what is wrong with the present answer. */
  readonly wrong: string | undefined;
}

/**
 * The form with all its questions, all but one hidden: a script goes from one to the next on the
 * phone and along the branches, without one the server does, and answers stay in the hidden ones.
 */
export function formPage(look: Look): OpenPage {
  const { t, survey, step, answers } = look;
  const path = pathOf(survey.form, answers);
  const now = path[step - 1]!;
  const main = html`<h1>${survey.title}</h1>
<section class="told" aria-label="${t('survey:open-told')}"${flag('hidden', step > 1)} data-told>
<p>${survey.intro}</p>
<p>${t('survey:open-reader', { unit: survey.unit_name, day: survey.closes_on })}</p>
<p>${t(survey.anonymous ? 'survey:open-anonymous' : 'survey:open-named')}</p>
</section>
<p class="progress"><span data-progress>${step} / ${path.length}</span></p>
<form method="post" action="${look.action}" data-survey="${survey.id}" data-form="${JSON.stringify(survey.form)}"
 data-draft="${look.draft ? 'yes' : 'no'}" data-waiting="${t('survey:open-waiting')}" data-sending="${t('survey:open-sending')}" data-restored="${t('survey:open-restored')}"
 data-device="${look.device ? 'yes' : 'no'}" data-once="${t('survey:open-device')}" data-once-more="${t('survey:open-device-more')}">
<input type="hidden" name="key" value="${look.key}">
<input type="hidden" name="step" value="${step}">
<input type="hidden" name="device" value="">
${survey.form.questions.map((q) => question(look, q, q.id === now.id))}
<p class="dim" role="status" data-say></p>
<button type="button" class="second" data-clear hidden>${t('survey:open-clear')}</button>
<button name="go" value="next"${flag('hidden', step === path.length)}>${t('survey:open-next')}</button>
<button name="go" value="send"${flag('hidden', step !== path.length)}>${t('survey:open-send')}</button>
<button name="go" value="back" class="second" formnovalidate${flag('hidden', step === 1)}>${t('survey:open-back')}</button>
</form>`;
  return { title: survey.title, main, script: 'survey' };
}

function question(look: Look, q: Question, now: boolean): Html {
  const { t, wrong } = look;
  return html`<fieldset data-step="${q.id}"${flag('hidden', !now)}>
<legend>${q.title}${!q.required && html` <span class="dim small">${t('survey:open-optional')}</span>`}</legend>
${q.help && html`<p class="dim">${q.help}</p>`}
<p class="bad" role="alert" data-wrong${flag('hidden', !now || !wrong)}>${now && wrong && t(wrong)}</p>
${field(look, q, look.answers[q.id])}
${wrongs(q).map((key) => html`<span hidden data-message="${key}">${t(key)}</span>`)}
</fieldset>`;
}

/** What can be wrong with an answer, in words for the script. */
const wrongs = (q: Question): string[] => [
  'survey:wrong-missing',
  ...(q.kind === 'ranking' ? ['survey:wrong-order'] : []),
  ...(q.kind === 'matrix' ? ['survey:wrong-mark'] : []),
  ...(q.kind === 'text' ? ['survey:wrong-long'] : []),
];

function field(look: Look, q: Question, answer: Answer | undefined): Html {
  switch (q.kind) {
    case 'single':
      return html`${(q.options ?? []).map((o) =>
        choice('radio', fieldOf(q.id), o.id, o.text, answer === o.id),
      )}`;
    case 'multiple':
      return html`<p class="dim">${look.t('survey:open-several')}</p>${(q.options ?? []).map((o) =>
        choice('checkbox', fieldOf(q.id, o.id), '1', o.text, chosen(answer).includes(o.id)),
      )}`;
    case 'scale':
      return scale(q, fieldOf(q.id), answer);
    case 'text':
      return html`<textarea name="${fieldOf(q.id)}" rows="5" maxlength="${MOST_TEXT}" aria-label="${q.title}">${answer as string | undefined}</textarea>`;
    case 'matrix':
      return html`${(q.rows ?? []).map(
        (r) =>
          html`<div role="group" aria-label="${r.text}"><h2>${r.text}</h2>${scale(q, fieldOf(q.id, r.id), (answer as Record<string, number> | undefined)?.[r.id])}</div>`,
      )}`;
    case 'ranking':
      return ranking(look, q, answer);
  }
}

const chosen = (answer: Answer | undefined): readonly string[] =>
  Array.isArray(answer) ? (answer as readonly string[]) : [];

const choice = (
  type: 'radio' | 'checkbox',
  name: string,
  value: string,
  text: string,
  on: boolean,
): Html =>
  html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${flag('checked', on)}><span>${text}</span></label>`;

function scale(q: Question, name: string, answer: Answer | undefined): Html {
  const points = Array.from({ length: q.points ?? 0 }, (_, i) => i + 1);
  const word = (n: number): string | undefined =>
    n === 1 ? q.low : n === q.points ? q.high : undefined;
  return html`${points.map((n) =>
    choice('radio', name, String(n), [n, word(n)].filter(Boolean).join(' · '), answer === n),
  )}`;
}

function ranking({ t }: Look, q: Question, answer: Answer | undefined): Html {
  const options = q.options ?? [];
  const order = chosen(answer);
  return html`<p class="dim">${t('survey:open-order')}</p>${options.map((o) => {
    const name = fieldOf(q.id, o.id);
    const place = order.indexOf(o.id) + 1;
    return html`<label for="${name}">${o.text}</label>
<select id="${name}" name="${name}"><option value="">${t('survey:open-place')}</option>${options.map(
      (_, i) =>
        html`<option value="${i + 1}"${place === i + 1 && html` selected`}>${i + 1}</option>`,
    )}</select>`;
  })}`;
}

/** A page of a few words: taken, answered already, over, a link of one's own needed. */
export function wordPage(
  { t }: Pick<OpenCall, 't'>,
  title: string,
  state: 'taken' | 'open' | 'over' | 'spent' | 'link' | 'device',
): OpenPage {
  const key = state === 'open' ? 'over' : state;
  return {
    title,
    status: state === 'taken' ? 200 : 409,
    main: html`<h1${state === 'taken' && html` class="good"`}>${t(`survey:open-${key}`)}</h1>
<p>${t(`survey:open-${key}-more`)}</p>`,
  };
}
