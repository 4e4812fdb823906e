import { z } from 'zod';
import { day } from '../org/operations.ts';
import { brief, can, rowId } from '../problem/schemas.ts';
import { problemStates } from '../problem/states.ts';
import { kinds, openKinds, voiceStates, voiceSteps, ways } from './states.ts';

/** Texts that come from outside: a little is enough, and nobody sends a book. */
export const LEAST_TEXT = 4;
export const MOST_TEXT = 4000;
export const MOST_PLACE = 120;
export const MOST_CONTACT = 120;

/** How a voice stands to its days: with a word, never a colour alone. */
export const voiceLights = ['overdue', 'soon', 'open', 'waiting', 'done'] as const;
export type VoiceLight = (typeof voiceLights)[number];

export const voiceRow = z.object({
  id: z.string(),
  number: z.string(),
  kind: z.enum(kinds),
  title: z.string(),
  way: z.enum(ways),
  /** The unit it was addressed to. */
  unit: brief,
  handler: brief,
  place: z.string().nullable(),
  state: z.enum(voiceStates),
  light: z.enum(voiceLights),
  receivedOn: z.string(),
  /** Last day for the step that is owed now; nothing while nothing is owed. */
  due: z.string().nullable(),
  rating: z.number().nullable(),
  returned: z.number(),
  merged: z.boolean(),
  version: z.number(),
});
export type VoiceRow = z.infer<typeof voiceRow>;

const voiceStepRow = z.object({
  position: z.number(),
  step: z.enum([...voiceSteps, 'receive', 'merge', 'part', 'problem'] as const),
  from: z.enum(voiceStates).nullable(),
  to: z.enum(voiceStates),
  /** What the person is told. */
  text: z.string().nullable(),
  /** What stays in the house. */
  note: z.string().nullable(),
  unit: brief.nullable(),
  rating: z.number().nullable(),
  by: brief.nullable(),
  on: z.string(),
});
export type VoiceStepRow = z.infer<typeof voiceStepRow>;

const mergeRow = z.object({
  id: z.string(),
  voice: z.object({ id: z.string(), number: z.string(), title: z.string() }),
  main: z.object({ id: z.string(), number: z.string(), title: z.string() }),
  reason: z.string(),
  askedBy: brief,
  askedOn: z.string(),
  decide: can,
});

export const voiceWhole = voiceRow.extend({
  text: z.string(),
  answer: z.string().nullable(),
  heldReason: z.string().nullable(),
  assignBy: z.string(),
  answerBy: z.string(),
  answeredOn: z.string().nullable(),
  closedOn: z.string().nullable(),
  /** Whether a contact was left: it is opened on record. */
  hasContact: z.boolean(),
  lat: z.number().nullable(),
  lng: z.number().nullable(),
  pictures: z.array(z.object({ position: z.number(), type: z.string(), size: z.number() })),
  history: z.array(voiceStepRow),
  /** Handled together with: the main one first. */
  together: z.array(z.object({ id: z.string(), number: z.string(), title: z.string() })),
  merges: z.array(mergeRow),
  repeats: z.object({ id: z.string(), number: z.string(), title: z.string() }).nullable(),
  problems: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      title: z.string(),
      state: z.enum(problemStates),
      unit: brief,
    }),
  ),
  visitId: z.string().nullable(),
  abilities: z.object({
    steps: z.record(z.string(), can),
    contact: can,
    raise: can,
    merge: can,
  }),
});
export type VoiceWhole = z.infer<typeof voiceWhole>;

/** What voices can be narrowed by. */
export const voiceFilter = {
  under: z.uuid().optional(),
  kind: z.enum(openKinds).optional(),
  state: z.enum(voiceStates).optional(),
  /** What waits for whom: to be triaged, to be answered, late. */
  show: z.enum(['triage', 'open', 'late', 'returned', 'held', 'done']).optional(),
  way: z.enum(ways).optional(),
  visit: rowId.optional(),
  from: day.optional(),
  to: day.optional(),
  q: z.string().trim().max(100).optional(),
};
const voiceFilterObject = z.object(voiceFilter);
export type VoiceFilter = z.infer<typeof voiceFilterObject>;

export const placeRow = z.object({
  id: z.string(),
  unit: brief,
  name: z.string().nullable(),
  code: z.string(),
  closedOn: z.string().nullable(),
  version: z.number(),
});
export type PlaceRow = z.infer<typeof placeRow>;

/** Shares with what they are shares of; nothing where the group is too small to be shown. */
const share = z.object({ of: z.number(), count: z.number() }).nullable();
export const voiceFigures = z.object({
  month: z.string(),
  received: z.number().nullable(),
  /** Answered by the last day, of those whose last day lay in the month. */
  onTime: share,
  /** Of those answered: the person said something of it. */
  responded: share,
  /** Of those who said something: content (3 to 5). */
  content: share,
  /** Came again: sent back, or the same thing raised anew. */
  repeated: share,
  /** How many gave each mark, 5 first; nothing under the least number shown. */
  ratings: z.array(z.number()).nullable(),
});
export type VoiceFigures = z.infer<typeof voiceFigures>;
