import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createTranslator, type Language, type Translate } from '../../contract/messages/index.ts';
import { words } from '../../contract/problem/words.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { EVERYWHERE } from '../platform/scope.ts';
import * as objections from './objections.service.ts';

const LEAST = 4;
const MOST = 2000;
/** The code of a notice, as its operations take it. */
const CODE = /^[\w-]{20,40}$/;
/** The longest objection, written out as a form sends it. */
const BODY = 32 * 1024;

type Notice = Awaited<ReturnType<typeof objections.notice>>;
type Said = 'sent' | 'short' | undefined;

/**
 * The page of a public notice, for any telephone: one column of plain HTML, no script, no
 * cookie, and a form that posts an objection.
 */
export function noticePage(app: FastifyInstance, ctx: Context): void {
  void app.register(async (inner) => {
    inner.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: BODY },
      (_, text, done) => done(null, new URLSearchParams(String(text))),
    );
    const schema = { hide: true };
    inner.get<At>('/notice/:code', { schema }, async (request, reply) => {
      const { said } = request.query as { said?: string };
      return reply
        .headers(headers)
        .send(await show(ctx, request, said === 'sent' ? 'sent' : undefined));
    });
    inner.post<At>('/notice/:code', { schema }, async (request, reply) => {
      const text = (request.body as URLSearchParams).get('text')?.trim() ?? '';
      if (text.length < LEAST || text.length > MOST)
        return reply
          .code(422)
          .headers(headers)
          .send(await show(ctx, request, 'short', text));
      await objections.objectPublicly(nobody(ctx, request), codeOf(request), { text });
      return reply.redirect(`/notice/${codeOf(request)}?said=sent`, 303);
    });
  });
}

interface At {
  Params: { code: string };
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // Else the browser would not name the origin of the form.
  'referrer-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
} as const;

function codeOf(request: FastifyRequest): string {
  const { code } = request.params as { code: string };
  if (!CODE.test(code)) throw new AppError('not-found');
  return code;
}

const nobody = (ctx: Context, request: FastifyRequest): RequestContext => ({
  ...ctx,
  scopes: EVERYWHERE,
  address: request.ip,
  signal: new AbortController().signal,
});

const translators = new Map<Language, Translate>();
function translator(request: FastifyRequest): { lang: Language; t: Translate } {
  const lang = /^en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh-CN';
  const t = translators.get(lang) ?? createTranslator(lang);
  translators.set(lang, t);
  return { lang, t };
}

async function show(
  ctx: Context,
  request: FastifyRequest,
  said: Said,
  draft = '',
): Promise<string> {
  const code = codeOf(request);
  const notice = await objections.notice(nobody(ctx, request), code);
  return page(notice, code, { ...translator(request), said, draft });
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

interface Look {
  readonly lang: Language;
  readonly t: Translate;
  readonly said: Said;
  readonly draft: string;
}

function page(notice: Notice, code: string, look: Look): string {
  const { lang, t } = look;
  const e = (key: string, params?: Record<string, string | number>) => escaped(t(key, params));
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${e('problem:public-title')} · ${e('web.name')}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="dim">${e('problem:public-title')} · ${escaped(notice.unit)} · ${escaped(notice.number)}</p>
<h1>${escaped(notice.title)}</h1>
<p>${e(notice.open ? 'problem:public-what' : 'problem:public-over', { day: notice.until })}</p>
${notice.measures.map((m) => measure(m, t)).join('\n')}
${finding(notice, t)}
${objection(notice, code, look)}
</main>
</body>
</html>
`;
}

function measure(m: Notice['measures'][number], t: Translate): string {
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
  const told = rows.flatMap(([key, value]) =>
    value ? [`<dt>${escaped(t(key))}</dt><dd>${escaped(value)}</dd>`] : [],
  );
  return `<section><h2>${escaped(t('problem:measure'))}</h2><p>${escaped(m.text)}</p><dl>${told.join('')}</dl></section>`;
}

type Told = Notice['measures'][number];

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

function finding({ confirmed }: Notice, t: Translate): string {
  if (!confirmed) return '';
  const { findingWay } = words(t);
  const ways = confirmed.ways.map(findingWay).join(t('web.mark-list'));
  const found = `${t('problem:found', { day: confirmed.on, ways })} ${confirmed.seen}`;
  const despite = confirmed.despite && t('problem:found-despite', { why: confirmed.despite });
  return `<section><h2>${escaped(t('problem:public-seen'))}</h2><p>${escaped(found)}</p>${
    despite ? `<p>${escaped(despite)}</p>` : ''
  }</section>`;
}

function objection({ open }: Notice, code: string, { t, said, draft }: Look): string {
  if (said === 'sent')
    return `<p class="good" role="status">${escaped(t('problem:public-sent'))}</p>`;
  if (!open) return '';
  return `<form method="post" action="/notice/${code}">
<h2>${escaped(t('problem:public-object'))}</h2>
<p class="dim">${escaped(t('problem:public-object-what'))}</p>
<label for="text">${escaped(t('problem:object-what'))}</label>
<textarea id="text" name="text" rows="5" minlength="${LEAST}" maxlength="${MOST}" required>${escaped(draft)}</textarea>
${said === 'short' ? `<p class="bad" role="alert">${escaped(t('problem:public-short'))}</p>` : ''}
<button type="submit">${escaped(t('problem:object'))}</button>
</form>`;
}

const STYLE = `body{font:17px/1.6 "PingFang SC","Microsoft YaHei","Source Han Sans SC",system-ui,sans-serif;margin:0;color:#1f2328;background:#fff}
main{max-width:40rem;margin:0 auto;padding:16px}h1{font-size:1.35rem;line-height:1.4;margin:.2rem 0 1rem}h2{font-size:1.05rem;margin:0 0 .4rem}
p{margin:0 0 .6rem;overflow-wrap:anywhere}.dim,dt{color:#57606a}section,form{border-top:1px solid #e5e7eb;padding:16px 0}
dl{margin:0}dt{font-size:.9rem}dd{margin:0 0 .5rem;overflow-wrap:anywhere}label{display:block;margin:.4rem 0}
textarea{font:inherit;width:100%;box-sizing:border-box;padding:8px;border:1px solid #6e7781;border-radius:6px}
button{font:inherit;width:100%;min-height:48px;margin-top:12px;border:0;border-radius:6px;background:#b91c1c;color:#fff}
.good{color:#1a6334;font-weight:600}.bad{color:#b91c1c}`;
