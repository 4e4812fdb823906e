import { z } from 'zod';

export const recheckKinds = ['planned', 'drawn'] as const;
/** What a list of re-checks can be narrowed to; `overdue` are those due whose day is over. */
export const recheckShows = ['due', 'overdue', 'held', 'failed'] as const;
export type RecheckShow = (typeof recheckShows)[number];

/** Most that somebody draws at once. */
export const MOST_DRAWN = 200;

/** How many of a number of problems a monthly share draws: rounded up, so that few are not spared. */
export const shareOf = (problems: number, hundredths: number): number =>
  Math.ceil((problems * hundredths) / 100);

const brief = z.object({ id: z.string(), name: z.string() });

export const recheckRow = z.object({
  id: z.string(),
  kind: z.enum(recheckKinds),
  due: z.string(),
  state: z.enum(['due', 'held', 'failed']),
  overdue: z.boolean(),
  /** Day on which it was held, and by whom. */
  on: z.string().nullable(),
  by: brief.nullable(),
  problem: z.object({ id: z.string(), number: z.string(), title: z.string() }),
  unit: brief,
});
export type RecheckRow = z.infer<typeof recheckRow>;

export const draws = z.object({
  /** Where is drawn: all under it. */
  unit: brief,
  /** Closed problems that wait for no drawn re-check. */
  from: z.number(),
  /** Monthly share of the campaign, in hundredths. */
  share: z.number(),
  /** The draws on record in reach, the last first. */
  rows: z.array(
    z.object({
      /** The entry of the record that holds seed and list. */
      id: z.string(),
      at: z.string(),
      monthly: z.boolean(),
      unit: brief,
      seed: z.string(),
      from: z.number(),
      drawn: z.number(),
      due: z.string(),
    }),
  ),
});
export type Draws = z.infer<typeof draws>;
