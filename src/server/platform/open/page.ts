import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { statusOf } from '../../../contract/errors.ts';
import type { Language, Translate } from '../../../contract/messages/index.ts';
import type { Context, RequestContext } from '../context.ts';
import { readForm, type Upload } from '../form.ts';
import { languageOf, problemOf, translator } from '../problem.ts';
import { EVERYWHERE } from '../scope.ts';
import { type Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** The longest form without files, as it is sent. */
const BODY = 256 * 1024;

/** What a page of the public frame is. */
export interface OpenPage {
  readonly title: string;
  readonly main: Html;
  /** Name of the entry in `src/web/open` that makes the page handier; it must do without. */
  readonly script?: string;
  /** A script that stands in the page itself, which then may ask for nothing at all. */
  readonly inline?: Html;
  readonly status?: number;
}
export type OpenAnswer = OpenPage | { readonly redirect: string };

/** A request of somebody nobody knows. */
export interface OpenCall {
  /** Nobody is signed in here, whatever the browser shows; the service limits what is reached. */
  readonly ctx: RequestContext;
  readonly lang: Language;
  readonly t: Translate;
  readonly params: Readonly<Record<string, string>>;
  /** Fields of the form that was posted; without one, of the address. */
  readonly fields: Readonly<Partial<Record<string, string>>>;
  readonly files: readonly Upload[];
  /** An address of ours that keeps the language that was chosen. */
  readonly at: (path: string) => string;
  /** The same as it is written on paper: with the name of the server. */
  readonly whole: (path: string) => string;
}

export interface OpenRoute {
  readonly method: 'GET' | 'POST';
  readonly path: `/${string}`;
  readonly handle: (call: OpenCall) => Promise<OpenAnswer>;
  /** What may be uploaded with the form: how many files, and bytes of each. Nothing when absent. */
  readonly files?: { readonly most: number; readonly bytes: number };
  /** Many may ask for it from one address, as from a hall. */
  readonly crowd?: boolean;
}

/**
 * Pages for anyone (docs/decisions/0028-voices.md): HTML from the server that works without
 * script, no cookie is set or read, nothing of the request is logged. The language is that of
 * `?lang=`, else of the browser.
 */
export function openPages(
  app: FastifyInstance,
  ctx: Context,
  folder: string | undefined,
  routes: readonly OpenRoute[],
): void {
  void app.register(async (inner) => {
    inner.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: BODY },
      (_, text, done) => done(null, new URLSearchParams(String(text))),
    );
    inner.setErrorHandler((error, request, reply) => sendFault(error, request, reply, folder));
    for (const { method, path, handle, files, crowd } of routes)
      inner.route({
        method,
        url: path,
        schema: { hide: true },
        config: { crowd: crowd ?? false },
        handler: async (request, reply) =>
          send(request, reply, folder, await handle(await callOf(ctx, request, files))),
      });
  });
}

async function callOf(
  ctx: Context,
  request: FastifyRequest,
  limits: OpenRoute['files'],
): Promise<OpenCall> {
  const query = request.query as Record<string, string>;
  const lang = chosen(request) ?? languageOf(request.headers['accept-language']);
  const at = addressOf(request);
  const given =
    request.method === 'GET'
      ? { files: [], fields: query }
      : limits && request.isMultipart()
        ? await readForm(request, limits)
        : { files: [], fields: fieldsOf(request.body) };
  return {
    ctx: {
      ...ctx,
      ...{ scopes: EVERYWHERE, address: request.ip, signal: new AbortController().signal },
      apart: request.method === 'GET',
    },
    lang,
    t: translator(lang),
    params: request.params as Record<string, string>,
    ...given,
    at,
    whole: (path) => `${originOf(ctx, request)}${path}`,
  };
}

const fieldsOf = (body: unknown): Record<string, string> =>
  body instanceof URLSearchParams ? Object.fromEntries(body) : {};

/** Name of this server as it stands in an address on paper. */
export function originOf(ctx: Context, request: FastifyRequest): string {
  return ctx.config.publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`;
}

function chosen(request: FastifyRequest): Language | undefined {
  const { lang } = request.query as { lang?: unknown };
  return lang === 'en' ? 'en' : lang === 'zh-CN' || lang === 'zh' ? 'zh-CN' : undefined;
}

function addressOf(request: FastifyRequest): OpenCall['at'] {
  const lang = chosen(request);
  return (path) => (lang ? `${path}${path.includes('?') ? '&' : '?'}lang=${lang}` : path);
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  folder: string | undefined,
  answer: OpenAnswer,
): FastifyReply {
  if ('redirect' in answer) return reply.redirect(addressOf(request)(answer.redirect), 303);
  const script = answer.script && scriptOf(folder, answer.script);
  return reply
    .code(answer.status ?? 200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      // Else the browser would not name the origin of the form.
      'referrer-policy': 'same-origin',
      'content-security-policy': policyOf(script !== undefined, answer.inline?.text),
    })
    .send(document(request, answer, script));
}

/** A refusal in words, as a page; never what went wrong inside. */
function sendFault(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  folder: string | undefined,
): FastifyReply {
  const { code, retryAfter } = problemOf(error);
  if (code === 'failed') request.log.error({ err: error }, 'unexpected');
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  const t = translator(chosen(request) ?? languageOf(request.headers['accept-language']));
  const text = t(`server.error-${code}`);
  return send(request, reply, folder, {
    title: text,
    status: statusOf[code],
    main: html`<h1>${text}</h1>`,
  });
}

function document(request: FastifyRequest, page: OpenPage, script: string | undefined): string {
  const lang = chosen(request) ?? languageOf(request.headers['accept-language']);
  const t = translator(lang);
  const other = lang === 'en' ? 'zh-CN' : 'en';
  const path = request.url.split('?')[0]!;
  // A posted form cannot be asked for again in the other language.
  const languages =
    request.method === 'GET' &&
    html`<a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${other === 'en' ? 'English' : '中文'}</a>`;
  return `<!doctype html>
${
  html`<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${page.title} · ${t('web.name')}</title>
`.text
}<style>${STYLE}</style>
${script ? html`<script src="${script}" defer></script>`.text : ''}
</head>
<body>
${
  html`<header>${t('web.name')}</header>
<main>${page.main}</main>
<footer>${languages}<span>${t('web.open-no-trace')}</span></footer>`.text
}
${page.inline ? `<script>${page.inline.text}</script>` : ''}
</body>
</html>
`;
}

const styleHash = createHash('sha256').update(STYLE).digest('base64');

function policyOf(withScript: boolean, inline: string | undefined): string {
  if (inline !== undefined)
    return [
      "default-src 'none'",
      `style-src 'sha256-${styleHash}'`,
      `script-src 'sha256-${createHash('sha256').update(inline).digest('base64')}'`,
      'img-src data:',
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ...(withScript
      ? ["script-src 'self'", "connect-src 'self'", "img-src 'self' data: blob:"]
      : ["img-src 'self' data:"]),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const scripts = new Map<string, string | undefined>();

/** Address of a built entry: a new build has a new one, so that the old may be kept for good. */
function scriptOf(folder: string | undefined, name: string): string | undefined {
  if (folder === undefined) return undefined;
  const path = join(folder, 'open', `${name}.js`);
  if (!scripts.has(path)) scripts.set(path, versioned(path, name));
  return scripts.get(path);
}

function versioned(path: string, name: string): string | undefined {
  try {
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
    return `/open/${name}.js?v=${hash.slice(0, 12)}`;
  } catch {
    return undefined;
  }
}
