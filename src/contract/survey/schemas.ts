import { z } from 'zod';
import { day, orgId } from '../org/operations.ts';
import { brief, can, rowId } from '../problem/schemas.ts';
import { questionKinds } from './form.ts';

/** A roll of people with a link each · everybody with the code · a code for each unit. */
export const audiences = ['roll', 'open', 'unit'] as const;
export type Audience = (typeof audiences)[number];
export const surveyStates = ['draft', 'open', 'closed', 'withdrawn'] as const;
export type SurveyState = (typeof surveyStates)[number];

const text = (least: number, most: number) => z.string().trim().min(least).max(most);
/** Names of fields on the page are made of these. */
const key = z.string().regex(/^[a-z0-9]{1,12}$/);
const option = z.object({ id: key, text: text(1, 120) });

export const questionFields = z.object({
  id: key,
  kind: z.enum(questionKinds),
  title: text(2, 200),
  help: z.string().trim().max(300).optional(),
  required: z.boolean().default(true),
  options: z.array(option).max(20).optional(),
  rows: z.array(option).max(20).optional(),
  points: z.int().min(2).max(10).optional(),
  low: z.string().trim().max(20).optional(),
  high: z.string().trim().max(20).optional(),
  jumps: z
    .array(z.object({ option: key, to: key }))
    .max(20)
    .optional(),
  satisfaction: z.boolean().optional(),
});
export const form = z.object({ questions: z.array(questionFields).max(60) });

export const surveyFields = {
  title: text(2, 100),
  intro: text(2, 1000),
  audience: z.enum(audiences),
  /** Only a roll can be by name. */
  anonymous: z.boolean().default(true),
  /** Asks what people expect; plans and measures say which of these they answer. */
  needs: z.boolean().default(false),
  closesOn: day,
  form,
  /** Units asked about, with how many people there are where that is known. */
  units: z
    .array(z.object({ unitId: orgId, people: z.int().min(1).max(100_000_000).nullish() }))
    .max(2000)
    .default([]),
  /** Who is asked, of a roll: name and unit. */
  roll: z
    .array(z.object({ unitId: orgId, name: text(1, 40) }))
    .max(20_000)
    .default([]),
};

const answerValue = z.union([
  z.string().max(2000),
  z.number(),
  z.array(z.string().max(20)).max(20),
  z.record(z.string().max(20), z.number()),
]);
export const answersShape = z.record(z.string().max(20), answerValue);

export const surveyRow = z.object({
  id: z.string(),
  unit: brief,
  title: z.string(),
  audience: z.enum(audiences),
  anonymous: z.boolean(),
  needs: z.boolean(),
  state: z.enum(surveyStates),
  closesOn: z.string(),
  openedOn: z.string().nullable(),
  closedOn: z.string().nullable(),
  questions: z.number(),
  /** Finished answers; of whoever was asked, where that is known. */
  answers: z.number(),
  asked: z.number().nullable(),
  /** Measures that answer it; of a needs survey none is a gap. */
  answeredBy: z.number(),
  version: z.number(),
});
export type SurveyRow = z.infer<typeof surveyRow>;

export const surveyWhole = surveyRow.extend({
  intro: z.string(),
  form,
  formHash: z.string().nullable(),
  follows: z.string().nullable(),
  withdrawnReason: z.string().nullable(),
  units: z.array(
    z.object({
      unit: brief,
      class: z.string(),
      people: z.number().nullable(),
      code: z.string(),
      answers: z.number(),
      invited: z.number(),
    }),
  ),
  /** By name: who is asked and who has answered; of an anonymous roll only who is asked. */
  roll: z.array(
    z.object({
      /** Once it is opened. */
      id: z.string().nullable(),
      name: z.string(),
      unitId: z.string(),
      answered: z.boolean().nullable(),
      /** Whether the name is that of one person of the unit, who finds it on the page of the day. */
      known: z.boolean(),
    }),
  ),
  abilities: z.object({
    change: can,
    open: can,
    close: can,
    withdraw: can,
    enter: can,
    results: can,
  }),
});
export type SurveyWhole = z.infer<typeof surveyWhole>;

const figure = z.object({
  value: z.number(),
  /** Standard error; null where one answer alone tells none. */
  se: z.number().nullable(),
  lo: z.number(),
  hi: z.number(),
});
export type Figure = z.infer<typeof figure>;

/** One thing counted: an option, a mark, a place. Counts are of answers, figures weighted. */
const cell = z.object({ id: z.string(), text: z.string(), count: z.number(), share: figure });

const groupResult = z.object({
  /** `all`, `class:<class>`, `unit:<id>`, `choice:<option>` of the question that divides. */
  group: z.string(),
  /** Answers to the question; null where too few are hidden, or shown would tell of few. */
  n: z.number().nullable(),
  cells: z.array(cell),
  /** Mean mark, or mean place in a ranking by option. */
  mean: figure.nullable(),
  /** Free texts of the group, shuffled; of a part only where many wrote. */
  texts: z.array(z.string()),
});
export type GroupResult = z.infer<typeof groupResult>;

/** Results of a question; of a matrix and a ranking each row or option counts as one. */
const itemResult = z.object({
  question: z.string(),
  /** Row of a matrix, option of a ranking. */
  part: z.string().nullable(),
  kind: z.enum(questionKinds),
  title: z.string(),
  groups: z.array(groupResult),
});
export type ItemResult = z.infer<typeof itemResult>;

export const surveyResults = z.object({
  title: z.string(),
  anonymous: z.boolean(),
  /** Of an open one, or one by unit, those who answered are no sample of a roll. */
  audience: z.enum(audiences),
  answers: z.number(),
  asked: z.number().nullable(),
  /** The question by whose answers results are shown too, where it was chosen. */
  split: z.string().nullable(),
  /** Questions that can be chosen for it, while none is. */
  splittable: z.array(z.object({ id: z.string(), title: z.string() })),
  version: z.number(),
  /** Least answers of any group that is shown. */
  least: z.number(),
  weighted: z.boolean(),
  groups: z.array(
    z.object({ group: z.string(), name: z.string(), answers: z.number().nullable() }),
  ),
  items: z.array(itemResult),
  /** Satisfaction from 0 to 100 by unit: as it was given, and drawn towards the others. */
  satisfaction: z
    .array(
      z.object({
        unit: brief,
        n: z.number(),
        raw: figure,
        shrunk: z.number().nullable(),
        kept: z.number().nullable(),
      }),
    )
    .nullable(),
  /** Units whose satisfaction is not shown: too few answers. */
  unshown: z.number(),
});
export type SurveyResults = z.infer<typeof surveyResults>;

export const bankRow = z.object({
  id: z.string(),
  unit: brief,
  topic: z.string(),
  question: questionFields,
  abilities: z.object({ change: can }),
});
export type BankRow = z.infer<typeof bankRow>;

export const surveyFilter = {
  under: z.uuid().optional(),
  state: z.enum(surveyStates).optional(),
  needs: z.enum(['yes', 'unanswered']).optional(),
  q: z.string().trim().max(100).optional(),
};
export type SurveyFilter = z.infer<ReturnType<typeof filterObject>>;
const filterObject = () => z.object(surveyFilter);
export const surveyById = z.object({ id: rowId });
