import { no, yes } from '../../contract/verdict.ts';
import type { Suggestions } from '../../contract/voice/topic-operations.ts';
import { LEAST_EXAMPLES, LEAST_OF_TOPIC, starterTopics } from '../../contract/voice/topics.ts';
import { suggestTopic, type TopicModel, type Written } from '../../text/topic.ts';
import { readTopics } from '../../text/topic-file.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf, dayOnly } from '../platform/days.ts';
import { newId } from '../platform/ids.ts';
import type { JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import { inThread } from '../platform/thread.ts';
import { record } from '../record/service.ts';
import * as hot from './hot.queries.ts';
import { updateVoice } from './queries.ts';
import { actorOf, found, opened } from './service.ts';
import { likeTo, shownOf, unitsFor } from './similar.service.ts';
import * as queries from './topic.queries.ts';
import type { Learned, TextJob } from './topic.worker.ts';

/** Examples that one training takes: the latest say best what people mean now. */
const MOST_EXAMPLES = 20_000;
const RANKED = 3;

export const textThread = new URL('./topic.thread.js', import.meta.url);

let kept: { readonly id: string; readonly model: TopicModel } | undefined;

/** The site's own model and what is told of it; nothing where none was learned. */
export async function currentModel(trx: Trx) {
  const about = await queries.latestModel(trx);
  if (!about) return undefined;
  if (kept?.id !== about.id) {
    const bytes = await queries.modelBytes(trx, about.id);
    const model = bytes && readTopics(bytes);
    if (!model) return undefined;
    kept = { id: about.id, model };
  }
  return { about, model: kept.model };
}

/**
 * Learns the model anew from what people said voices are about, when there is enough of it; topics
 * with too few examples wait. Whistle-blowing has no topic and takes no part.
 */
export async function learn(ctx: JobContext): Promise<void> {
  const rows = await withScopes(ctx, EVERYWHERE, (trx) => queries.labelled(trx, MOST_EXAMPLES));
  const counts = new Map<string, number>();
  for (const { topic } of rows) counts.set(topic!, (counts.get(topic!) ?? 0) + 1);
  const examples = rows
    .filter((r) => counts.get(r.topic!)! >= LEAST_OF_TOPIC)
    .map((r) => ({ title: r.title ?? '', text: r.text ?? '', topic: r.topic! }))
    .reverse();
  const topics = new Set(examples.map((e) => e.topic));
  if (examples.length < LEAST_EXAMPLES || topics.size < 2) return;
  const job: TextJob = { kind: 'learn', examples };
  const learned = await inThread<Learned>(textThread, job, { signal: ctx.signal });
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    const id = newId(ctx.now());
    await queries.insertModel(trx, {
      id,
      made_at: ctx.now(),
      examples: examples.length,
      topics: [...learned.topics],
      quality: learned.quality,
      answered: learned.answered,
      calibration: learned.calibration,
      bytes: Buffer.from(learned.bytes),
    });
    await queries.emptyModelsBefore(trx, id);
  });
}

type Topics = Pick<Suggestions, 'from' | 'model' | 'topics' | 'sure' | 'because'>;

/** Topics by the site's own model, else by words of the starter list, with what speaks for them. */
export async function topicsOf(trx: Trx, written: Written): Promise<Topics> {
  const current = await currentModel(trx);
  if (!current) return byWords(written);
  const { about, model } = current;
  const { ranked, sure, because } = suggestTopic(model, written);
  return {
    from: 'model',
    model: {
      on: dayOf(about.made_at),
      examples: about.examples,
      quality: about.quality,
      answered: about.answered,
    },
    topics: ranked.slice(0, RANKED),
    sure,
    because: because.map(({ weight: _, ...b }) => b),
  };
}

/** Before a site has examples: the topic whose words stand in the text most often. */
export function byWords(written: Written): Topics {
  const scored = starterTopics
    .map(({ name, words }) => {
      const because = (['title', 'text'] as const).flatMap((field) =>
        words.flatMap((w) => {
          const from = written[field].indexOf(w);
          return from < 0 ? [] : [{ field, from, to: from + w.length, words: w }];
        }),
      );
      const points = because.reduce((s, b) => s + (b.field === 'title' ? 2 : 1), 0);
      return { name, points, because };
    })
    .filter((t) => t.points > 0)
    .sort((a, b) => b.points - a.points);
  return {
    from: scored.length > 0 ? 'words' : 'none',
    model: null,
    topics: scored.slice(0, RANKED).map((t) => ({ topic: t.name, probability: null })),
    sure: false,
    because: scored[0]?.because.slice(0, 5) ?? [],
  };
}

/** All that helps whoever sorts a voice. */
export async function suggestions(ctx: RequestContext, id: string): Promise<Suggestions> {
  return inScopes(ctx, async (trx) => {
    const row = await found(ctx, trx, id, 'open');
    const close = await likeTo(trx, row);
    const group = row.hot_id ? await hot.hotById(trx, row.hot_id) : undefined;
    return {
      topic: row.topic,
      change: actorOf(ctx, row).desk || actorOf(ctx, row).handler ? yes : no('not-allowed'),
      ...(await topicsOf(trx, { title: row.title ?? '', text: row.text ?? '' })),
      units: await unitsFor(trx, row, close),
      ...shownOf(close, row.received_on),
      hot:
        group && group.closed_on === null
          ? { id: group.id, title: group.title, hotSince: group.hot_since }
          : null,
    };
  });
}

/** Says what a voice is about. */
export async function setTopic(
  ctx: RequestContext,
  id: string,
  { topic, version }: { readonly topic: string; readonly version: number },
): Promise<{ id: string; version: number }> {
  return inScopes(ctx, async (trx) => {
    const row = await opened(ctx, trx, id, 'open', version);
    if (row.topic === topic) return { id, version };
    await updateVoice(trx, row, { topic });
    await record(trx, dayOnly(ctx), {
      act: 'voice.set-topic',
      subject: `voice:${id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { topic },
    });
    return { id, version: version + 1 };
  });
}

/** Topics to choose from: those in use, then those to begin with. */
export async function topics(ctx: RequestContext): Promise<{ topics: string[] }> {
  const used = await inScopes(ctx, (trx) => queries.topicsInUse(trx));
  return { topics: [...new Set([...used, ...starterTopics.map((t) => t.name)])] };
}
