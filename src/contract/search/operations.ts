import { z } from 'zod';
import type { Operation } from '../operation.ts';

/** What can be found, in the order of the answer: names stand under «web.search-kind-…». */
export const hitKinds = ['unit', 'person', 'problem', 'session', 'ballot', 'entry'] as const;
export type HitKind = (typeof hitKinds)[number];

export const hit = z.object({
  id: z.string(),
  title: z.string(),
  /** Where it belongs, to tell it from others of its name. */
  note: z.string(),
  /** Address in the page. */
  link: z.string(),
});
export type Hit = z.infer<typeof hit>;

export const searchOperations = {
  'search.find': {
    method: 'GET',
    path: '/api/search',
    summary:
      'Units, people, problems, study sessions, ballots and entries of the record by words, among what one may see; best first, a few of each kind',
    permission: 'org.read',
    query: z.object({
      q: z.string().trim().min(1).max(60),
      /** Of each kind. */
      limit: z.coerce.number().int().min(1).max(50).default(8),
    }),
    output: z.array(
      z.object({
        kind: z.enum(hitKinds),
        hits: z.array(hit),
        /** Whether there are more than those told. */
        more: z.boolean(),
      }),
    ),
  },
} as const satisfies Record<string, Operation>;
