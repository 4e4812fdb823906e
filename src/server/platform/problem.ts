import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type ErrorCode, statusOf } from '../../contract/errors.ts';
import { createTranslator, type Language, type Translate } from '../../contract/messages/index.ts';
import { issuePlace, issueText } from '../../contract/messages/issue.ts';
import { EngineError, type Issue } from '../../engine/index.ts';
import { databaseFault } from './db.ts';
import { AppError } from './error.ts';

/** Issues told in words; the rest is in `issues`. */
const TOLD = 10;

const translators = new Map<Language, Translate>();

/** Chinese unless the caller prefers English; `*` and other languages say nothing. */
export function languageOf(accept: string | undefined): Language {
  return /\b(zh|en)\b/i.exec(accept ?? '')?.[1]?.toLowerCase() === 'en' ? 'en' : 'zh-CN';
}

/** Texts in a language; made once. */
export function translator(lang: Language): Translate {
  const known = translators.get(lang) ?? createTranslator(lang);
  translators.set(lang, known);
  return known;
}

/** Texts in the language the caller asks for. */
export function translatorOf(request: FastifyRequest): Translate {
  return translator(languageOf(request.headers['accept-language']));
}

/** RFC 9457: a stable code, its text, every issue with its place; never a stack. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { code, issues, retryAfter } = problemOf(error);
  const status = statusOf[code];
  if (code === 'failed') request.log.error({ err: error }, 'unexpected');
  else if (status > 500) request.log.warn({ err: error }, code);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  const lang = languageOf(request.headers['accept-language']);
  const t = translator(lang);
  const detail = issues
    .slice(0, TOLD)
    .map((issue) =>
      [issuePlace(issue, t), issueText(issue, t)].filter(Boolean).join(lang === 'en' ? ': ' : '：'),
    )
    .join('\n');
  return reply
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:shiji:error:${code}`,
        title: t(`server.error-${code}`),
        status,
        code,
        ...(detail ? { detail } : {}),
        ...(issues.length ? { issues } : {}),
      }),
    );
}

interface Problem {
  readonly code: ErrorCode;
  readonly issues: readonly Issue[];
  readonly retryAfter?: number | undefined;
}

/** What an error is to the caller: only what is known to be their doing gets a 4xx. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AppError) return error;
  if (error instanceof EngineError) return { code: 'run-refused', issues: error.issues };
  const fault = databaseFault(error);
  if (fault === 'gone') return { code: 'unavailable', issues: [], retryAfter: 2 };
  if (fault === 'busy') return { code: 'busy', issues: [], retryAfter: 5 };
  if (fault === 'full') return { code: 'storage-full', issues: [] };
  if (fault === 'bad-text') return { code: 'invalid', issues: [] };
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode === 413 || code === 'FST_REQ_FILE_TOO_LARGE' || code === 'FST_FILES_LIMIT')
    return { code: 'too-large', issues: [] };
  if (statusCode === 415 || statusCode === 406) return { code: 'wrong-type', issues: [] };
  if (statusCode === 429) return { code: 'too-many-attempts', issues: [], retryAfter: 60 };
  if (statusCode === 404) return { code: 'not-found', issues: [] };
  if (statusCode !== undefined && statusCode < 500) return { code: 'invalid', issues: [] };
  return { code: 'failed', issues: [] };
}

/** Issues of a request that does not fit its schema, each with the field's path. */
export function fieldIssues(error: z.ZodError, given: unknown): Issue[] {
  return error.issues.map((issue) => ({
    path: issue.path.join('.'),
    ...fieldIssue(issue, given),
  }));
}

function fieldIssue(issue: z.core.$ZodIssue, given: unknown): Pick<Issue, 'code' | 'params'> {
  switch (issue.code) {
    case 'invalid_type': {
      const value = issue.path.reduce<unknown>(
        (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
        given,
      );
      return value === undefined || value === null
        ? { code: 'server.field-missing' }
        : { code: 'server.field-type', params: { expected: issue.expected } };
    }
    case 'too_small':
      return {
        code: issue.origin === 'string' ? 'server.field-short' : 'server.field-low',
        params: { limit: Number(issue.minimum) },
      };
    case 'too_big':
      return {
        code: issue.origin === 'string' ? 'server.field-long' : 'server.field-high',
        params: { limit: Number(issue.maximum) },
      };
    case 'invalid_value':
      return { code: 'server.field-choice', params: { values: issue.values.join(', ') } };
    case 'custom': {
      const { code } = issue.params ?? {};
      return { code: typeof code === 'string' ? code : 'server.field-format' };
    }
    default:
      return { code: 'server.field-format' };
  }
}
