import { z } from 'zod';
import { day } from '../org/operations.ts';
import { benefit, benefitFields, brief, can, ofCampaign, rowId } from '../problem/schemas.ts';
import { problemStates } from '../problem/states.ts';

/** 中心组学习 · 专题读书班 · 专题党课 · 专家辅导 · 案例剖析 */
export const forms = ['group', 'seminar', 'lecture', 'expert', 'case'] as const;
export type Form = (typeof forms)[number];
export const sessionStates = ['planned', 'held', 'withdrawn'] as const;
export type SessionState = (typeof sessionStates)[number];
export const decisionStates = ['open', 'done', 'withdrawn'] as const;
/** How somebody came onto the list: the code on the screen, the code on paper, written by the recorder. */
export const attendanceWays = ['screen', 'paper', 'list'] as const;
export type AttendanceWay = (typeof attendanceWays)[number];

const text = (least: number, most: number) => z.string().trim().min(least).max(most);
const words = (most: number) => z.string().trim().max(most).nullish();

/** What a person writes of a session. */
export const sessionFields = {
  form: z.enum(forms),
  topic: text(2, 120),
  /** The problem or question it is there for, in words: no session without one. */
  serves: text(2, 200),
  /** The same as a row of the ledger, where there is one. */
  problemId: rowId.nullish(),
  on: day,
  /** Time of day it begins, `14:30`. */
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .nullish(),
  place: words(80),
  hostId: rowId.nullish(),
  /** A host whose name is not in the directory. */
  hostName: words(60),
  speaker: words(80),
  agenda: z.array(text(1, 200)).max(20).default([]),
  /** What came of it, in words; problems and decisions are rows of their own. */
  outcome: words(2000),
};

export const decisionFields = {
  text: text(4, 500),
  ownerId: rowId.nullish(),
  ownerName: words(60),
  due: day.nullish(),
  ...benefitFields,
};

export const readingFields = {
  title: text(2, 200),
  /** Where it can be read, when it is not a file. */
  link: z
    .string()
    .trim()
    .max(500)
    .regex(/^https?:\/\/\S+$/)
    .nullish(),
  note: words(500),
  /** Class of unit it is meant for; everybody when absent. */
  class: words(40),
};

export const sessionRow = z.object({
  id: z.string(),
  unit: brief,
  campaignId: z.string(),
  form: z.enum(forms),
  topic: z.string(),
  serves: z.string(),
  problem: z.object({ id: z.string(), number: z.string(), title: z.string() }).nullable(),
  on: z.string(),
  at: z.string().nullable(),
  place: z.string().nullable(),
  host: brief.nullable(),
  hostName: z.string().nullable(),
  speaker: z.string().nullable(),
  state: z.enum(sessionStates),
  /** Planned for a day that is over, and nothing was written down. */
  late: z.boolean(),
  /** What came of it: problems raised and decisions taken that stand. */
  problems: z.number(),
  decisions: z.number(),
  version: z.number(),
});
export type SessionRow = z.infer<typeof sessionRow>;

export const decision = z.object({
  id: z.string(),
  text: z.string(),
  owner: brief.nullable(),
  ownerName: z.string().nullable(),
  due: z.string().nullable(),
  late: z.boolean(),
  state: z.enum(decisionStates),
  /** What became of it, or why it was withdrawn. */
  result: z.string().nullable(),
  settledOn: z.string().nullable(),
  ...benefit,
  version: z.number(),
  /** While it is open: change or withdraw it, and say that it is done. */
  abilities: z.object({ change: can, settle: can }),
});
export type Decision = z.infer<typeof decision>;

export const sessionWhole = sessionRow.extend({
  campaign: brief,
  agenda: z.array(z.string()),
  outcome: z.string().nullable(),
  withdrawnReason: z.string().nullable(),
  recordedBy: brief,
  /** Who was there: told to those who keep the record, to nobody else. */
  attendance: z
    .array(
      z.object({ id: z.string(), name: z.string(), how: z.enum(attendanceWays), at: z.string() }),
    )
    .nullable(),
  /** Whether the caller is on the list. */
  here: z.boolean(),
  taken: z.array(decision),
  /** Problems raised from it that the caller may see. */
  raised: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      title: z.string(),
      state: z.enum(problemStates),
      unit: brief,
    }),
  ),
  abilities: z.object({ change: can, raise: can, scan: can }),
});
export type SessionWhole = z.infer<typeof sessionWhole>;

export const reading = z.object({
  id: z.string(),
  campaign: brief,
  unit: brief,
  title: z.string(),
  link: z.string().nullable(),
  note: z.string().nullable(),
  class: z.string().nullable(),
  version: z.number(),
  abilities: z.object({ change: can }),
});
export type Reading = z.infer<typeof reading>;

/** What sessions can be narrowed by. */
export const sessionFilter = {
  under: z.uuid().optional(),
  /** Only the unit itself, nothing under it. */
  only: z.enum(['unit']).optional(),
  ...ofCampaign,
  form: z.enum(forms).optional(),
  state: z.enum(sessionStates).optional(),
  /** Held, with problems or decisions or without any. */
  came: z.enum(['nothing', 'something']).optional(),
  late: z.enum(['yes']).optional(),
  from: day.optional(),
  to: day.optional(),
  /** Until this day, with what had come of them by its end. */
  on: day.optional(),
  q: z.string().trim().max(100).optional(),
};
export const sessionFilterObject = z.object(sessionFilter);
export type SessionFilter = z.infer<typeof sessionFilterObject>;
