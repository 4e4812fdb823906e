import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { orgId } from '../org/operations.ts';
import { brief, problemFields, reason, rowId, version } from '../problem/schemas.ts';
import {
  LEAST_TEXT,
  MOST_CONTACT,
  MOST_PLACE,
  MOST_TEXT,
  placeRow,
  voiceFigures,
  voiceFilter,
  voiceRow,
  voiceWhole,
} from './schemas.ts';
import { enteredWays, kinds, staffSteps, voiceStates } from './states.ts';

const byId = z.object({ id: rowId });
const made = z.object({ id: z.string() });
const page = {
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
};
const listed = z.object({ rows: z.array(voiceRow), next: z.string().nullable() });
const picture = z.object({ id: rowId, position: z.coerce.number().int().min(0).max(50) });
const stepBody = z.object({
  step: z.enum(staffSteps),
  /** What the person is told, where the step tells something. */
  text: z.string().trim().min(2).max(MOST_TEXT).nullish(),
  /** A reason that stays in the house. */
  note: z.string().trim().min(2).max(500).nullish(),
  /** Where it goes, for a step that hands it on. */
  unitId: orgId.nullish(),
  version,
});
const stepAnswer = z.object({ id: z.string(), state: z.enum(voiceStates), version: z.number() });
const stepErrors = [
  'not-found',
  'conflict',
  'step-refused',
  'reason-missing',
  'unit-closed',
  'voice-merged',
  'voice-unfit',
] as const;
const contact = z.object({ contact: z.string() });

/** A voice as a desk writes it down for somebody. */
export const enteredFields = {
  unitId: orgId,
  kind: z.enum(kinds),
  way: z.enum(enteredWays),
  text: z.string().trim().min(LEAST_TEXT).max(MOST_TEXT),
  place: z.string().trim().max(MOST_PLACE).nullish(),
  contact: z.string().trim().max(MOST_CONTACT).nullish(),
  visitId: rowId.nullish(),
  /** The same thing was raised before. */
  repeatsId: rowId.nullish(),
};

export const voiceOperations = {
  'voice.list': {
    method: 'GET',
    path: '/api/voices',
    summary: 'Voices addressed to or handled by units in reach, newest day first, page by page',
    permission: 'voice.read',
    query: z.object({ ...voiceFilter, ...page }),
    output: listed,
    errors: ['not-found'],
  },
  'voice.counts': {
    method: 'GET',
    path: '/api/voices/counts',
    summary: 'Voices of a filter: to be triaged, open, late, sent back, held for review',
    permission: 'voice.read',
    query: z.object(voiceFilter),
    output: z.object({
      triage: z.number(),
      open: z.number(),
      late: z.number(),
      returned: z.number(),
      held: z.number(),
    }),
    errors: ['not-found'],
  },
  'voice.get': {
    method: 'GET',
    path: '/api/voices/:id',
    summary: 'A voice with its history, pictures, and what it became; without the contact',
    permission: 'voice.read',
    params: byId,
    output: voiceWhole,
    errors: ['not-found'],
  },
  'voice.picture': {
    method: 'GET',
    path: '/api/voices/:id/pictures/:position',
    summary: 'A picture of a voice, without what its file said besides',
    permission: 'voice.read',
    params: picture,
    errors: ['not-found'],
  },
  'voice.enter': {
    method: 'POST',
    path: '/api/voices',
    summary: 'Write down what somebody said in person, by telephone or by letter; gives their code',
    permission: 'voice.triage',
    body: z.object(enteredFields),
    /** The tracking code is told this once; of whistle-blowing the caller sees nothing later. */
    output: z.object({ id: z.string().nullable(), number: z.string(), code: z.string() }),
    errors: ['not-found', 'unit-closed', 'voice-unfit'],
  },
  'voice.step': {
    method: 'POST',
    path: '/api/voices/:id/step',
    summary: 'Take a step: hold, assign, transfer, start, answer, refer elsewhere, decline',
    permission: 'voice.handle',
    params: byId,
    body: stepBody,
    output: stepAnswer,
    errors: stepErrors,
  },
  'voice.contact': {
    method: 'POST',
    path: '/api/voices/:id/contact',
    summary: 'Open the contact that was left, with a reason; each reading is on record',
    permission: 'voice.contact',
    params: byId,
    body: z.object({ reason }),
    output: contact,
    errors: ['not-found', 'voice-unfit'],
  },
  'voice.raise': {
    method: 'POST',
    path: '/api/voices/:id/problems',
    summary: 'Make a problem of a voice; both point at each other from then on',
    permission: 'problem.write',
    params: byId,
    body: z.object({
      campaignId: rowId,
      /** The unit whose list it enters; the one that handles the voice when absent. */
      unitId: orgId.optional(),
      title: problemFields.title,
      facts: problemFields.facts,
      severity: problemFields.severity,
      mirror: problemFields.mirror,
      tendency: problemFields.tendency,
      ownerId: problemFields.ownerId,
    }),
    output: z.object({ id: z.string(), number: z.string() }),
    errors: ['not-found', 'unit-closed', 'campaign-closed', 'campaign-unknown', 'problem-unfit'],
  },
  'voice.merge': {
    method: 'POST',
    path: '/api/voices/:id/merge',
    summary: 'Ask to handle a voice together with another; at once where one handles both',
    permission: 'voice.handle',
    params: byId,
    body: z.object({ mainId: rowId, reason }),
    output: z.object({ id: z.string(), granted: z.boolean() }),
    errors: ['not-found', 'step-refused', 'voice-merged', 'voice-unfit'],
  },
  'voice.decide-merge': {
    method: 'POST',
    path: '/api/voices/merges/:id/decide',
    summary: 'Agree to handle two voices together, or refuse with the reason',
    permission: 'voice.handle',
    params: byId,
    body: z.object({ grant: z.boolean(), reason: reason.nullish() }),
    output: made,
    errors: ['not-found', 'not-allowed', 'step-refused', 'voice-merged', 'reason-missing'],
  },
  'voice.part': {
    method: 'POST',
    path: '/api/voices/:id/part',
    summary: 'Take a voice out of being handled together',
    permission: 'voice.handle',
    params: byId,
    body: z.object({ reason }),
    output: made,
    errors: ['not-found', 'step-refused'],
  },
  'voice.mark-repeat': {
    method: 'POST',
    path: '/api/voices/:id/repeats',
    summary: 'Say which earlier voice this one repeats, or that it repeats none',
    permission: 'voice.handle',
    params: byId,
    body: z.object({ repeatsId: rowId.nullable(), version }),
    output: made,
    errors: ['not-found', 'conflict', 'voice-unfit'],
  },
  'voice.figures': {
    method: 'GET',
    path: '/api/voices/figures',
    summary: 'Months in figures: on time, satisfied, repeated, each with what it is a share of',
    permission: 'voice.read',
    query: z.object({
      under: orgId.optional(),
      months: z.coerce.number().int().min(1).max(24).default(6),
    }),
    output: z.object({ rows: z.array(voiceFigures) }),
    errors: ['not-found'],
  },
  'voice.places': {
    method: 'GET',
    path: '/api/voices/places',
    summary: 'Places where a code hangs, and the codes of the units themselves',
    permission: 'voice.read',
    query: z.object({ under: orgId.optional() }),
    output: z.object({ rows: z.array(placeRow) }),
    errors: ['not-found'],
  },
  'voice.make-place': {
    method: 'POST',
    path: '/api/voices/places',
    summary: 'Make a code for a place, or for the unit itself when no place is named',
    permission: 'voice.triage',
    body: z.object({ unitId: orgId, name: z.string().trim().min(2).max(60).nullish() }),
    output: placeRow,
    errors: ['not-found', 'unit-closed', 'place-taken'],
  },
  'voice.close-place': {
    method: 'POST',
    path: '/api/voices/places/:id/close',
    summary: 'Take a code out of use',
    permission: 'voice.triage',
    params: byId,
    body: z.object({ version }),
    output: made,
    errors: ['not-found', 'conflict'],
  },
  'voice.answers': {
    method: 'GET',
    path: '/api/voices/answers/:id',
    summary: 'What of the people’s voices each measure of a problem answers',
    permission: 'problem.read',
    params: byId,
    output: z.object({
      rows: z.array(
        z.object({
          id: z.string(),
          measureId: z.string(),
          subject: z.string(),
          /** Number and title of what the caller may see. */
          name: z.string().nullable(),
          link: z.string().nullable(),
          by: brief,
        }),
      ),
      change: z.object({ ok: z.boolean(), why: z.string().optional() }),
    }),
    errors: ['not-found'],
  },
  'voice.link': {
    method: 'POST',
    path: '/api/voices/answers',
    summary: 'Say that a measure answers a voice or a survey',
    permission: 'problem.write',
    body: z.object({
      measureId: rowId,
      subject: z.string().regex(/^(voice|survey):[0-9a-f-]{36}$/),
    }),
    output: made,
    errors: ['not-found', 'voice-unfit'],
  },
  'voice.unlink': {
    method: 'POST',
    path: '/api/voices/answers/:id/withdraw',
    summary: 'Take back that a measure answers something',
    permission: 'problem.write',
    params: byId,
    output: made,
    errors: ['not-found'],
  },
  'voice.reports': {
    method: 'GET',
    path: '/api/voices/reports',
    summary: 'Whistle-blowing in reach, for discipline alone',
    permission: 'voice.sealed',
    query: z.object({
      under: orgId.optional(),
      state: z.enum(voiceStates).optional(),
      ...page,
    }),
    output: listed,
    errors: ['not-found'],
  },
  'voice.report': {
    method: 'GET',
    path: '/api/voices/reports/:id',
    summary: 'One whistle-blowing voice, for discipline alone',
    permission: 'voice.sealed',
    params: byId,
    output: voiceWhole,
    errors: ['not-found'],
  },
  'voice.report-picture': {
    method: 'GET',
    path: '/api/voices/reports/:id/pictures/:position',
    summary: 'A picture of a whistle-blowing voice, for discipline alone',
    permission: 'voice.sealed',
    params: picture,
    errors: ['not-found'],
  },
  'voice.report-step': {
    method: 'POST',
    path: '/api/voices/reports/:id/step',
    summary: 'Take a step with a whistle-blowing voice, for discipline alone',
    permission: 'voice.sealed',
    params: byId,
    body: stepBody,
    output: stepAnswer,
    errors: stepErrors,
  },
  'voice.report-contact': {
    method: 'POST',
    path: '/api/voices/reports/:id/contact',
    summary: 'Open the contact of a whistle-blower, with a reason',
    permission: 'voice.sealed',
    params: byId,
    body: z.object({ reason }),
    output: contact,
    errors: ['not-found', 'voice-unfit'],
  },
} as const satisfies Record<string, Operation>;
