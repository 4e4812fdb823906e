import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { brief, can, rowId, version } from '../problem/schemas.ts';
import { task } from '../task/operations.ts';
import { voiceRow } from './schemas.ts';
import { voiceStates } from './states.ts';
import { MOST_TOPIC } from './topics.ts';

const byId = z.object({ id: rowId });

/** Groups that whoever reads is shown; numbers of people under five are not told (null). */
export const hotRow = z.object({
  id: z.string(),
  title: z.string(),
  place: z.string().nullable(),
  topic: z.string().nullable(),
  unit: brief,
  handler: brief,
  first: z.string(),
  last: z.string(),
  texts: z.number(),
  people: z.number().nullable(),
  likes: z.number(),
  repeats: z.number(),
  peak: z.number(),
  recent: z.number(),
  heat: z.number(),
  months: z.array(z.object({ month: z.string(), texts: z.number() })),
  /** Since when it is hot; nothing while it is not. */
  hotSince: z.string().nullable(),
  rises: z.number(),
});
export type HotRow = z.infer<typeof hotRow>;

export const likeVoice = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  unit: brief,
  state: z.enum(voiceStates),
  receivedOn: z.string(),
  /** From 0 to 1: how close words and places are. */
  close: z.number(),
  /** Nearly the same text: alike by seven in ten runs of characters. */
  same: z.boolean(),
  answer: z.string().nullable(),
});
export type LikeVoice = z.infer<typeof likeVoice>;

export const suggestions = z.object({
  topic: z.string().nullable(),
  change: can,
  /** What it was learned from: examples of the site, words of the starter list, or neither. */
  from: z.enum(['model', 'words', 'none']),
  model: z
    .object({ on: z.string(), examples: z.number(), quality: z.number(), answered: z.number() })
    .nullable(),
  /** The likeliest topics, and whether the first is as good as sure. */
  topics: z.array(z.object({ topic: z.string(), probability: z.number().nullable() })),
  sure: z.boolean(),
  because: z.array(
    z.object({
      field: z.enum(['title', 'text']),
      from: z.number(),
      to: z.number(),
      words: z.string(),
    }),
  ),
  /** Units that may answer for it, the likeliest first, and what speaks for each. */
  units: z.array(
    z.object({
      unit: brief,
      /** Close earlier voices that it handled. */
      handled: z.number(),
      /** Its name stands in the voice. */
      named: z.boolean(),
      /** Words of its duties that stand in the voice. */
      duty: z.string().nullable(),
    }),
  ),
  like: z.array(likeVoice),
  /** Close voices of the last twelve months. */
  repeated: z.number(),
  hot: z.object({ id: z.string(), title: z.string(), hotSince: z.string().nullable() }).nullable(),
});
export type Suggestions = z.infer<typeof suggestions>;

export const voiceTopicOperations = {
  'voice.suggestions': {
    method: 'GET',
    path: '/api/voices/:id/suggestions',
    summary: 'What a voice is about, who may answer for it, and earlier ones like it, with reasons',
    permission: 'voice.read',
    params: byId,
    output: suggestions,
    errors: ['not-found'],
  },
  'voice.set-topic': {
    method: 'POST',
    path: '/api/voices/:id/topic',
    summary: 'Say what a voice is about; the model learns from it',
    permission: 'voice.handle',
    params: byId,
    body: z.object({ topic: z.string().trim().min(2).max(MOST_TOPIC), version }),
    output: z.object({ id: z.string(), version: z.number() }),
    errors: ['not-found', 'conflict'],
  },
  'voice.topics': {
    method: 'GET',
    path: '/api/voices/topics',
    summary: 'Topics in use and those to begin with',
    permission: 'voice.read',
    output: z.object({ topics: z.array(z.string()) }),
  },
  'voice.hot': {
    method: 'GET',
    path: '/api/voices/hot',
    summary: 'Matters that several people wrote of, hottest first',
    permission: 'voice.read',
    query: z.object({
      under: z.uuid().optional(),
      /** Hot now alone. */
      now: z.enum(['yes']).optional(),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      q: z.string().trim().max(100).optional(),
    }),
    output: z.object({ rows: z.array(hotRow), seenOn: z.string().nullable() }),
    errors: ['not-found'],
  },
  'voice.hot-one': {
    method: 'GET',
    path: '/api/voices/hot/:id',
    summary: 'A hot matter with the voices behind its numbers that the caller may see',
    permission: 'voice.read',
    params: byId,
    query: z.object({ after: z.string().max(80).optional() }),
    output: hotRow.extend({
      rows: z.array(voiceRow),
      next: z.string().nullable(),
      /** How many of its voices lie out of the caller's reach. */
      beyond: z.number(),
    }),
    errors: ['not-found'],
  },
  'voice.import': {
    method: 'POST',
    path: '/api/voices/imports',
    summary:
      'Have messages of another system read: a task says what they would bring, and enters them',
    permission: 'voice.triage',
    multipart: { file: 'file', unit: 'text', kind: 'text', open: 'text' },
    output: task,
    errors: ['not-found', 'unit-closed', 'too-large', 'wrong-type'],
  },
} as const satisfies Record<string, Operation>;
