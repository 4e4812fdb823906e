import { z } from 'zod';
import { lists, mirrors } from '../problem/states.ts';
import { codeFault } from './taxonomy.ts';

const code = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9.-]{0,29}$/);
/** Short and without a dot, so that items stand under it with theirs. */
const groupCode = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9-]{0,14}$/);
const name = z.string().trim().min(2).max(60);
const days = (most: number) => z.int().min(0).max(most);
const bySeverity = (most: number) =>
  z.object({ slight: days(most), ordinary: days(most), grave: days(most) });

/** Days a campaign counts by. Working days where it says so. */
export const campaignRules = z.object({
  /** Working days of public notice before closing. */
  noticeDays: days(60).min(1),
  /** Days from the last measure done until its effect can be judged, by severity. */
  observeDays: bySeverity(400),
  /** Working days before a deadline from which it is told as near. */
  soonDays: days(60).min(1),
  /** Working days without progress after which a row is silent. */
  silenceDays: days(250).min(1),
  /** Days after closing of each planned re-check. */
  recheckDays: z.array(days(1000).min(1)).max(6),
  /** Share of closed problems drawn for re-check each month, in hundredths. */
  drawShare: days(100),
});
export type CampaignRules = z.infer<typeof campaignRules>;

/** What problems are held against and sorted by: four groups of tendencies with their items. */
export const taxonomy = z.object({
  mirrors: z
    .array(z.object({ code: z.enum(mirrors), name }))
    .min(1)
    .max(3),
  tendencies: z
    .array(z.object({ code: groupCode, name, items: z.array(z.object({ code, name })).max(30) }))
    .min(1)
    .max(12),
});
export type Taxonomy = z.infer<typeof taxonomy>;

/** A taxonomy as it is taken in: every code there once, and under its group ({@link groupOf}). */
export const taxonomyGiven = taxonomy.superRefine((given, { addIssue }) => {
  const fault = codeFault(given);
  if (!fault) return;
  const { group, item } = fault;
  addIssue({
    code: 'custom',
    path: ['tendencies', group, ...(item === undefined ? [] : ['items', item]), 'code'],
    params: { code: 'campaign:code-refused' },
  });
});

/** Who must have a list of their own: units of a class, and by when. */
export const requiredList = z.object({
  list: z.enum(lists),
  /** Class of unit; every unit when absent. */
  class: z.string().trim().max(40).nullish(),
  by: z.iso.date().nullish(),
});

/** A typical problem of a class of unit, to start from and make one's own. */
export const template = z.object({
  class: z.string().trim().max(40).nullish(),
  title: z.string().trim().min(4).max(120),
  tendency: code.nullish(),
  mirror: z.enum(mirrors).nullish(),
  hint: z.string().trim().max(400).nullish(),
});

export const campaignFields = {
  name: z.string().trim().min(2).max(100),
  theme: z.string().trim().min(2).max(300),
  since: z.iso.date(),
  parentId: z.uuid().nullish(),
  rules: campaignRules,
  taxonomy,
  required: z.array(requiredList).max(40),
  templates: z.array(template).max(200),
};

export const campaign = z.object({
  ...campaignFields,
  id: z.string(),
  unit: z.object({ id: z.string(), name: z.string() }),
  parentId: z.string().nullable(),
  closedOn: z.string().nullable(),
  version: z.number(),
  abilities: z.object({ manage: z.object({ ok: z.boolean(), why: z.string().optional() }) }),
});
export type Campaign = z.infer<typeof campaign>;

/** Who must have a list of their own and has none yet. */
export const coverage = z.object({
  rows: z.array(
    z.object({
      unit: z.object({ id: z.string(), name: z.string() }),
      list: z.enum(lists),
      /** The leader whose list it would be. */
      person: z.object({ id: z.string(), name: z.string() }).nullable(),
      post: z.string().nullable(),
      by: z.string().nullable(),
    }),
  ),
  next: z.string().nullable(),
  required: z.number(),
  missing: z.number(),
  /** Counting stops here. */
  cap: z.number(),
});
export type Coverage = z.infer<typeof coverage>;
