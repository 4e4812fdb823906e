import { createTranslator } from '../../contract/messages/index.ts';
import type { Step } from '../../contract/problem/states.ts';
import { transitions, type VoiceState } from '../../contract/voice/states.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { raise as raiseProblem } from '../problem/origin.service.ts';
import { noteOf } from '../record/service.ts';
import * as chain from './chain.queries.ts';
import * as queries from './queries.ts';
import { behind, found } from './service.ts';
import { addStep, noteStep, take } from './steps.service.ts';

type RaiseInput = Pick<
  Parameters<typeof raiseProblem>[2],
  'title' | 'facts' | 'severity' | 'mirror' | 'tendency' | 'ownerId' | 'campaignId'
> & { readonly unitId?: string | undefined };

/** Makes a problem of a voice: it names the voice as its origin, the voice shows it from then on. */
export async function raise(
  ctx: RequestContext,
  id: string,
  { unitId, ...words }: RaiseInput,
): Promise<{ id: string; number: string }> {
  return behind(ctx, 'open', async (trx) => {
    const row = await found(ctx, trx, id, 'open');
    const made = await raiseProblem(ctx, trx, {
      ...words,
      unitId: unitId ?? row.handler_id,
      list: 'unit',
      source: row.visit_id ? 'visit' : 'voice',
      sourceText: row.number,
      systemic: false,
      origin: `voice:${id}`,
      measures: [],
      publish: false,
    });
    await beyondScopes(trx, () =>
      addStep(ctx, trx, row, { step: 'problem', to: row.state, said: { note: made.number } }),
    );
    await noteStep(ctx, trx, row, 'raise', { problem: made.id });
    return made;
  });
}

/** Steps of a problem that the person whose voice it came from is told of, by the text that tells. */
const told: Readonly<Partial<Record<Step, string>>> = {
  start: 'voice:told-start',
  close: 'voice:told-close',
  uphold: 'voice:told-again',
  reopen: 'voice:told-again',
};

/**
 * A problem took a step: the voice it came from says so, and is worked on again when the
 * problem is opened again after the person had been answered.
 */
export async function problemMoved(
  ctx: Context & Pick<Partial<RequestContext>, 'me'>,
  trx: Trx,
  problem: { readonly origin: string | null; readonly number: string },
  step: Step,
): Promise<void> {
  const [kind, id] = (problem.origin ?? '').split(':');
  const key = told[step];
  if (kind !== 'voice' || !id || !key) return;
  await beyondScopes(trx, async () => {
    await queries.lockVoice(trx, id);
    const row = await queries.voiceById(trx, id);
    if (!row) return;
    const said = { text: createTranslator('zh-CN')(key), note: problem.number };
    const again = step === 'reopen' || step === 'uphold';
    const { from } = transitions.resume;
    if (again && (from as readonly VoiceState[]).includes(row.state as VoiceState))
      await take(ctx, trx, row, 'resume', said);
    else await addStep(ctx, trx, row, { step: 'problem', to: row.state, said });
  });
}

const note = noteOf('voice', 'problem');

/** What of the people's voices each measure of a problem answers: those that answer none say so. */
export async function answersOf(ctx: RequestContext, problem: string) {
  return inScopes(ctx, async (trx) => {
    const rows = await chain.answersOfProblem(trx, problem);
    const people = await person.nameOf(
      trx,
      rows.map((r) => r.by_person),
    );
    const ids = rows.flatMap((r) => /^voice:(.+)$/.exec(r.subject)?.[1] ?? []);
    const seen = new Map(
      (await queries.namedVoices(trx, ids))
        .filter((v) => [v.org_path, v.handler_path].some((p) => org.mayAt(ctx, 'voice.read', p).ok))
        .map((v) => [`voice:${v.id}`, v]),
    );
    const at = await chain.problemPlace(trx, problem);
    if (!at) throw new AppError('not-found');
    return {
      rows: rows.map((r) => {
        const voice = seen.get(r.subject);
        return {
          id: r.id,
          measureId: r.measure_id,
          subject: r.subject,
          name: voice ? `${voice.number} ${voice.title ?? ''}` : null,
          link: voice ? `/voices?id=${voice.id}` : null,
          by: { id: r.by_person, name: people.get(r.by_person) ?? '' },
        };
      }),
      change: org.mayAt(ctx, 'problem.write', at),
    };
  });
}

/** Says that a measure answers a voice one may see, or a survey. */
export async function link(
  ctx: RequestContext,
  { measureId, subject }: { readonly measureId: string; readonly subject: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const measure = await chain.measurePlace(trx, measureId);
    if (!measure || !org.inReach(ctx, measure.org_path)) throw new AppError('not-found');
    const [kind, id] = subject.split(':') as [string, string];
    if (kind === 'voice') {
      const [voice] = await queries.namedVoices(trx, [id]);
      const seen =
        voice &&
        [voice.org_path, voice.handler_path].some((p) => org.mayAt(ctx, 'voice.read', p).ok);
      if (!seen)
        throw new AppError('voice-unfit', [{ code: 'voice:unfit-voice', path: 'subject' }]);
    }
    const made = await chain.insertAnswer(trx, {
      org_id: measure.org_id,
      id: newId(ctx.now()),
      org_path: measure.org_path,
      measure_id: measureId,
      subject,
      by_person: ctx.me!.id,
      at: ctx.now(),
    });
    const row = { ...measure, id: measure.problem_id };
    await note(trx, ctx, 'link', row, { measure: measureId, subject });
    return { id: made };
  });
}

export async function unlink(ctx: RequestContext, id: string): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const row = await chain.answerById(trx, id);
    if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
    if (row.withdrawn_at) return { id };
    await chain.withdrawAnswer(trx, row, ctx.now());
    const { measure_id: measure, subject } = row;
    await note(trx, ctx, 'unlink', { ...row, id: row.problem_id }, { measure, subject });
    return { id };
  });
}
