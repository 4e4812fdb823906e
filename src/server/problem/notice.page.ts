import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { renderSVG } from 'uqr';
import type { Translate } from '../../contract/messages/index.ts';
import { words } from '../../contract/problem/words.ts';
import type { Context } from '../platform/context.ts';
import { counting } from '../platform/counter.ts';
import { AppError } from '../platform/error.ts';
import { type Html, html, markup } from '../platform/open/html.ts';
import { type OpenAnswer, type OpenCall, type OpenPage, openPages } from '../platform/open/page.ts';
import * as objections from './objections.service.ts';

const LEAST = 4;
const MOST = 2000;
/** The code of a notice, as its operations take it. */
const CODE = /^[\w-]{20,40}$/;
const KEY = /^[\w-]{20,60}$/;
const UNIT = /^[0-9a-f-]{36}$/;
/** Codes of nothing that one address may try in ten minutes. */
const WRONG = 20;
const wrong = counting(10 * 60_000);

type Notice = Awaited<ReturnType<typeof objections.notice>>;

/**
 * Pages of public notices, for any telephone: what is under notice now, one of them with a form that
 * posts an objection, and what became of an objection for whoever has its code.
 */
export function noticePages(app: FastifyInstance, ctx: Context, folder: string | undefined): void {
  openPages(app, ctx, folder, [
    { method: 'GET', path: '/notice', handle: list },
    { method: 'GET', path: '/notice/track', handle: async (call) => ask(call) },
    { method: 'POST', path: '/notice/track', handle: track },
    { method: 'GET', path: '/notice/:code', handle: async (call) => page(call, await seen(call)) },
    { method: 'POST', path: '/notice/:code', handle: post },
  ]);
}

function codeOf({ params }: OpenCall): string {
  if (!CODE.test(params.code ?? '')) throw new AppError('not-found');
  return params.code!;
}

const seen = (call: OpenCall): Promise<Notice> => objections.notice(call.ctx, codeOf(call));

async function post(call: OpenCall): Promise<OpenAnswer> {
  const code = codeOf(call);
  const text = call.fields.text?.trim() ?? '';
  if (text.length < LEAST || text.length > MOST)
    return { ...page(call, await seen(call), 'problem:public-short'), status: 422 };
  const { key } = call.fields;
  const sent = { text, ...(KEY.test(key ?? '') ? { key } : {}) };
  return thanks(call, (await objections.objectPublicly(call.ctx, code, sent)).code);
}

/** The code to read the answer with, shown this once. */
function thanks({ t, at }: OpenCall, code: string): OpenPage {
  const main = html`<h1 class="good" role="status">${t('problem:public-sent')}</h1>
<p>${t('problem:public-code')}</p>
<p class="code">${code}</p>
<p><a class="button" href="${at('/notice/track')}">${t('problem:public-track')}</a></p>`;
  return { title: t('problem:public-sent'), main };
}

/** Drawing of an address of ours, for paper and for a second telephone. */
const qr = ({ t, whole }: OpenCall, path: string): Html =>
  html`<div class="qr" role="img" aria-label="${t('problem:public-scan')}">${markup(
    renderSVG(whole(path), { border: 1, maskPattern: 2 }),
  )}</div><p class="dim small">${t('problem:public-scan')}</p>`;

async function list(call: OpenCall): Promise<OpenPage> {
  const { t, at, fields, ctx } = call;
  const id = UNIT.test(fields.unit ?? '') ? fields.unit : undefined;
  const { unit, rows } = await objections.noticesNow(ctx, id);
  const title = unit ? t('problem:public-now-unit', { unit }) : t('problem:public-now');
  const main = html`<h1>${title}</h1>
<p>${t(rows.length > 0 ? 'problem:public-now-what' : 'problem:public-now-none')}</p>
<ul class="line">${rows.map(
    (r) => html`<li><a href="${at(`/notice/${r.code}`)}">${r.title}</a>
<br><span class="dim">${r.unit} · ${r.number} · ${t('problem:public-until', { day: r.until })}</span></li>`,
  )}</ul>
${qr(call, id ? `/notice?unit=${id}` : '/notice')}
<p class="dim small screen">${t('problem:public-print')}</p>
<p class="screen"><a href="${at('/notice/track')}">${t('problem:public-track')}</a></p>`;
  return { title, main };
}

function page(call: OpenCall, notice: Notice, bad?: string): OpenPage {
  const { t, at } = call;
  const told = t(notice.open ? 'problem:public-what' : 'problem:public-over', {
    day: notice.until,
  });
  const main = html`<p class="dim">${t('problem:public-title')} · ${notice.unit} · ${notice.number}</p>
<h1>${notice.title}</h1>
<p>${told}</p>
${notice.measures.map((m) => measure(m, t))}
${finding(notice, t)}
${notice.open && form(call, bad)}
${qr(call, `/notice/${codeOf(call)}`)}
<p class="screen"><a href="${at('/notice/track')}">${t('problem:public-track')}</a></p>`;
  return { title: t('problem:public-title'), main };
}

function form(call: OpenCall, bad: string | undefined): Html {
  const { t, at, fields } = call;
  const key = KEY.test(fields.key ?? '') ? fields.key : randomBytes(24).toString('base64url');
  return html`<form class="screen" method="post" action="${at(`/notice/${codeOf(call)}`)}">
<h2>${t('problem:public-object')}</h2>
<p class="dim">${t('problem:public-object-what')}</p>
<input type="hidden" name="key" value="${key}">
<label for="text">${t('problem:object-what')}</label>
<textarea id="text" name="text" rows="5" minlength="${LEAST}" maxlength="${MOST}" required>${
    bad && fields.text
  }</textarea>
${bad && html`<p class="bad" role="alert">${t(bad)}</p>`}
<button>${t('problem:object')}</button>
</form>`;
}

type Told = Notice['measures'][number];

function measure(m: Told, t: Translate): Html {
  const rows: [string, string | null][] = [
    ['problem:criterion', m.criterion],
    [
      'problem:effect',
      m.figure
        ? `${m.figure} ${m.baseline ?? '—'} → ${m.effect ?? '—'} ${m.figureUnit ?? ''}`
        : m.effectText,
    ],
    ...(m.figure ? [['problem:effect-words', m.effectText] as [string, string | null]] : []),
    ['problem:public-target', targetText(m, t)],
    ['problem:benefit', benefitText(m, t)],
  ];
  return html`<section><h2>${t('problem:measure')}</h2><p>${m.text}</p><dl>${rows.map(
    ([key, value]) => value && html`<dt>${t(key)}</dt><dd>${value}</dd>`,
  )}</dl></section>`;
}

function targetText({ target, figureUnit, met }: Told, t: Translate): string | null {
  if (target === null) return null;
  const said = met === null ? '' : ` · ${t(`problem:target-${met ? 'met' : 'missed-is'}`)}`;
  return `${target} ${figureUnit ?? ''}${said}`;
}

function benefitText({ expected, benefited }: Told, t: Translate): string | null {
  if (benefited === null) return null;
  return expected === null
    ? t('problem:benefited', { count: benefited })
    : t('problem:benefited-of', { count: benefited, expected });
}

function finding({ confirmed }: Notice, t: Translate): Html | undefined {
  if (!confirmed) return undefined;
  const { findingWay } = words(t);
  const ways = confirmed.ways.map(findingWay).join(t('web.mark-list'));
  return html`<section><h2>${t('problem:public-seen')}</h2>
<p>${t('problem:found', { day: confirmed.on, ways })} ${confirmed.seen}</p>
${confirmed.despite && html`<p>${t('problem:found-despite', { why: confirmed.despite })}</p>`}</section>`;
}

/** The question for the code of an objection. */
function ask({ t, at, fields }: OpenCall, bad?: string): OpenPage {
  const main = html`<h1>${t('problem:public-track')}</h1>
<form method="post" action="${at('/notice/track')}">
<label for="code">${t('problem:public-track-code')}</label>
<input id="code" name="code" value="${bad && fields.code}" maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false">
${bad && html`<p class="bad" role="alert">${t(bad)}</p>`}
<button>${t('problem:public-track-look')}</button>
</form>
<p class="dim small">${t('problem:public-track-what')}</p>`;
  return { title: t('problem:public-track'), main, ...(bad ? { status: 404 } : {}) };
}

async function track(call: OpenCall): Promise<OpenAnswer> {
  const { ctx, fields, t } = call;
  if (wrong(ctx, ctx.address, 0) > WRONG) throw new AppError('too-many-attempts', [], 600);
  try {
    return answerPage(t, await objections.followed(ctx, fields.code ?? ''));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    wrong(ctx, ctx.address, 1);
    return ask(call, 'problem:public-track-none');
  }
}

function answerPage(t: Translate, o: Awaited<ReturnType<typeof objections.followed>>): OpenPage {
  const state = t(`problem:public-state-${o.state}`);
  const main = html`<p class="dim">${o.unit} · ${o.number} · ${o.title}</p>
<h1>${state}</h1>
<dl><dt>${t('problem:public-day')}</dt><dd>${o.on}</dd>
<dt>${t('problem:public-you-wrote')}</dt><dd>${o.text}</dd>
${o.answer && html`<dt>${t('problem:public-answer')}</dt><dd>${o.answer}</dd>`}</dl>`;
  return { title: state, main };
}
