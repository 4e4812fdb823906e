import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import {
  type Answer,
  type Answers,
  answerFrom,
  pathOf,
  wrongWith,
} from '../../contract/survey/form.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { type OpenAnswer, type OpenCall, openPages } from '../platform/open/page.ts';
import { type Door, doorOf, keepPartial, submit } from './answers.service.ts';
import { formPage, type Look, wordPage } from './page.form.ts';
import { tooManySent } from './throttle.ts';

/** The pages on which people answer: behind a code, or behind a link of their own. */
export function surveyPages(app: FastifyInstance, ctx: Context, folder: string | undefined): void {
  openPages(
    app,
    ctx,
    folder,
    (['/s/:code', '/s/:code/:token'] as const).flatMap((path) => [
      { method: 'GET' as const, path, handle: show },
      { method: 'POST' as const, path, handle: post },
    ]),
  );
}

function door({ ctx, params }: OpenCall): Promise<Door> {
  if (params.token !== undefined && !/^[\w-]{16}$/.test(params.token))
    throw new AppError('not-found');
  return doorOf(ctx, params.code ?? '', params.token);
}

async function show(call: OpenCall): Promise<OpenAnswer> {
  const found = await door(call);
  if (found.state !== 'open') return wordPage(call, found.survey.title, found.state);
  const { survey, token } = found;
  // What was kept of a survey by name; the page goes on where somebody stopped.
  const answers = (token?.answers ?? {}) as Answers;
  const path = pathOf(survey.form, answers);
  const open = path.findIndex((q) => answers[q.id] === undefined);
  return formPage(look(call, survey, answers, { step: open < 0 ? path.length : open + 1 }));
}

function look(
  { t, at, params }: OpenCall,
  survey: Door['survey'],
  answers: Answers,
  more: { readonly step: number; readonly key?: string; readonly wrong?: string | undefined },
): Look {
  return {
    t,
    action: at(`/s/${params.code}${params.token === undefined ? '' : `/${params.token}`}`),
    draft: survey.anonymous,
    device: survey.audience !== 'roll',
    survey,
    answers,
    key: more.key ?? randomUUID(),
    step: more.step,
    wrong: more.wrong,
  };
}

/** On, back, or sent: what does not fit is said beside its question. */
async function post(call: OpenCall): Promise<OpenAnswer> {
  const { survey, state } = await door(call);
  const { fields } = call;
  // A link may have been spent by this very form, before its answer was written.
  const maybeAgain = state === 'spent' && survey.anonymous && fields.go === 'send';
  if (state !== 'open' && !maybeAgain) return wordPage(call, survey.title, state);
  const answers = answersIn(survey.form.questions, fields);
  const path = pathOf(survey.form, answers);
  const key = /^[0-9a-f-]{36}$/.test(fields.key ?? '') ? fields.key! : randomUUID();
  const asked = Math.min(Math.max(Number(fields.step) || 1, 1), path.length);
  const again = (step: number, wrong?: string): OpenAnswer => ({
    ...formPage(look(call, survey, answers, { key, step, wrong })),
    ...(wrong ? { status: 422 } : {}),
  });
  if (fields.go === 'back') return again(Math.max(1, asked - 1));
  const upTo = fields.go === 'next' ? asked : path.length;
  for (let step = 1; step <= upTo; step++) {
    const wrong = wrongWith(path[step - 1]!, answers[path[step - 1]!.id]);
    if (wrong) return again(step, wrong);
  }
  if (fields.go !== 'next') {
    const crowd = survey.audience !== 'roll' && tooManySent(call.ctx, survey.id, call.ctx.address);
    if (crowd) return { ...again(path.length, 'survey:open-many'), status: 429 };
    return send(call, survey, answers, key);
  }
  if (call.params.token) await keepPartial(call.ctx, call.params.code!, call.params.token, answers);
  return again(Math.min(path.length, asked + 1));
}

function answersIn(
  questions: Door['survey']['form']['questions'],
  fields: OpenCall['fields'],
): Answers {
  const found = questions.flatMap((q): [string, Answer][] => {
    const answer = answerFrom(q, (name) => fields[name]);
    return answer === undefined ? [] : [[q.id, answer]];
  });
  return Object.fromEntries(found);
}

async function send(
  call: OpenCall,
  survey: Door['survey'],
  answers: Answers,
  key: string,
): Promise<OpenAnswer> {
  const { code, token } = call.params;
  const { device } = call.fields;
  const taken = await submit(call.ctx, code!, token, {
    answers,
    key,
    device: /^[\w-]{22}$/.test(device ?? '') ? device : undefined,
  });
  return wordPage(call, survey.title, taken);
}
