import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { task } from '../task/operations.ts';

/** Kinds of unit offices use; names stand in the catalogues under «org:kind-…». */
export const unitKinds = [
  'organisation',
  'group',
  'company',
  'branch',
  'plant',
  'project',
  'department',
  'office',
  'team',
  'province',
  'city',
  'county',
  'township',
  'village',
  'other',
] as const;
export type UnitKind = (typeof unitKinds)[number];

export const orgId = z.uuid();
/** A calendar day, `YYYY-MM-DD`. */
export const day = z.iso.date();
const name = z.string().trim().min(1).max(100);
const shortName = z.string().trim().max(30);
const code = z
  .string()
  .trim()
  .max(40)
  .regex(/^[\w.-]*$/);
const unitClass = z.string().trim().max(40);

export const unit = z.object({
  id: z.string(),
  parentId: z.string().nullable(),
  path: z.string(),
  name: z.string(),
  shortName: z.string().nullable(),
  code: z.string().nullable(),
  kind: z.enum(unitKinds),
  /** Class for templates and appraisal 分类. */
  class: z.string().nullable(),
  position: z.number(),
  /** Open units under it, itself included; not counted for a past day. */
  units: z.number().nullable(),
  since: z.string(),
  closedOn: z.string().nullable(),
  version: z.number(),
});
export type Unit = z.infer<typeof unit>;

/** A unit with the number of its direct children, for a tree that opens step by step. */
const node = unit.extend({ children: z.number() });
export type UnitNode = z.infer<typeof node>;

/** Work that can be left open, in the order it is told in. */
export const openWorkKinds = [
  'problems',
  'specials',
  'decisions',
  'letters',
  'voices',
  'surveys',
  'ballots',
  'campaigns',
] as const;
export type OpenWork = Readonly<Record<(typeof openWorkKinds)[number], number>>;

/** What a unit has that its closing, merging or splitting ends or passes on. */
const affected = z.object({
  people: z.number(),
  posts: z.number(),
  /** Of the posts, those somebody holds today or later. */
  held: z.number(),
  duties: z.number(),
  grants: z.number(),
  /** What is not over: problems, special rectifications, decisions, letters, voices and so on. */
  open: z.record(z.enum(openWorkKinds), z.number()),
});
export type Affected = z.infer<typeof affected>;

const brief = z.object({ id: z.string(), name: z.string() });

/** Changed by whom reads this version: `conflict` when it has changed in the meantime. */
const at = { version: z.int().positive(), on: day.optional() };
const asOf = { on: day.optional() };
/** Closed units are told only to whoever asks for them; not for a past day, which has its own. */
const withClosed = { closed: z.literal('shown').optional() };
const byId = z.object({ id: orgId });
const fields = {
  name,
  shortName: shortName.nullish(),
  code: code.nullish(),
  kind: z.enum(unitKinds),
  class: unitClass.nullish(),
};

export const orgOperations = {
  'org.roots': {
    method: 'GET',
    path: '/api/org/roots',
    summary: 'Topmost units one may see',
    permission: 'org.read',
    query: z.object({ ...asOf, ...withClosed }),
    output: z.array(node),
  },
  'org.unit': {
    method: 'GET',
    path: '/api/org/units/:id',
    summary: 'A unit with those above it, as of a day',
    permission: 'org.read',
    params: byId,
    query: z.object({ ...asOf, ...withClosed }),
    output: z.object({ unit: node, above: z.array(brief) }),
    errors: ['not-found'],
  },
  'org.children': {
    method: 'GET',
    path: '/api/org/units/:id/children',
    summary: 'Children of a unit, as of a day, page by page',
    permission: 'org.read',
    params: byId,
    query: z.object({
      ...asOf,
      ...withClosed,
      /** Last id of the page before. */
      after: orgId.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    output: z.array(node),
    errors: ['not-found'],
  },
  'org.list': {
    method: 'GET',
    path: '/api/org/units',
    summary: 'Units one may see, in the order of the tree or by words, page by page',
    permission: 'org.read',
    query: z.object({
      /** Words of the name, the short name, or the beginning of the code. */
      q: z.string().trim().max(100).optional(),
      under: orgId.optional(),
      ...withClosed,
      /** Path of the last unit of the page before; not with `q`. */
      after: z
        .string()
        .regex(/^[0-9a-f.]+$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    output: z.array(unit.extend({ above: z.array(brief) })),
    errors: ['not-found'],
  },
  'org.classes': {
    method: 'GET',
    path: '/api/org/units/:id/classes',
    summary: 'Classes of the open units under one, the most used first: to choose from',
    permission: 'org.read',
    params: byId,
    output: z.object({ rows: z.array(z.object({ name: z.string(), units: z.number() })) }),
    errors: ['not-found'],
  },
  'org.history': {
    method: 'GET',
    path: '/api/org/units/:id/history',
    summary: 'Every version of a unit, and what it came from and became',
    permission: 'org.read',
    params: byId,
    output: z.object({
      versions: z.array(
        z.object({
          since: z.string(),
          until: z.string().nullable(),
          name: z.string(),
          shortName: z.string().nullable(),
          code: z.string().nullable(),
          kind: z.enum(unitKinds),
          class: z.string().nullable(),
          parent: brief.nullable(),
        }),
      ),
      from: z.array(brief.extend({ kind: z.enum(['merge', 'split']), on: z.string() })),
      into: z.array(brief.extend({ kind: z.enum(['merge', 'split']), on: z.string() })),
    }),
    errors: ['not-found'],
  },
  'org.affected': {
    method: 'GET',
    path: '/api/org/units/:id/affected',
    summary:
      'What of people, posts, duties, rights and open work a unit has, before it closes or merges',
    permission: 'org.manage',
    params: byId,
    output: affected,
    errors: ['not-found'],
  },
  'org.create': {
    method: 'POST',
    path: '/api/org/units',
    summary: 'Make a unit under another',
    permission: 'org.manage',
    body: z.object({ parentId: orgId, ...fields, ...asOf }),
    output: unit,
    errors: ['not-found', 'code-taken', 'day-refused', 'unit-closed'],
  },
  'org.change': {
    method: 'PUT',
    path: '/api/org/units/:id',
    summary: 'Rename a unit, or change its short name, code, kind or class, from a day on',
    permission: 'org.manage',
    params: byId,
    body: z.object({ ...fields, ...at }),
    output: unit,
    errors: ['not-found', 'conflict', 'code-taken', 'day-refused', 'unit-closed'],
  },
  'org.found': {
    method: 'POST',
    path: '/api/org/units/:id/found',
    summary: 'Set an earlier day since which a unit has existed that was never changed',
    permission: 'org.manage',
    params: byId,
    body: z.object({ since: day, version: at.version }),
    output: unit,
    errors: ['not-found', 'conflict', 'day-refused', 'unit-closed'],
  },
  'org.move': {
    method: 'POST',
    path: '/api/org/units/:id/move',
    summary: 'Put a unit with all under it beneath another, or at another place among its siblings',
    permission: 'org.manage',
    params: byId,
    body: z.object({
      parentId: orgId,
      /** The sibling it comes before; last when absent. */
      before: orgId.optional(),
      ...at,
    }),
    output: unit,
    errors: ['not-found', 'conflict', 'move-under-itself', 'day-refused', 'unit-closed'],
  },
  'org.merge': {
    method: 'POST',
    path: '/api/org/units/:id/merge',
    summary: 'Merge a unit into another: its children move there, it closes',
    permission: 'org.manage',
    params: byId,
    body: z.object({ intoId: orgId, ...at }),
    output: unit,
    errors: [
      'has-open-work',
      'not-found',
      'conflict',
      'move-under-itself',
      'day-refused',
      'unit-closed',
    ],
  },
  'org.split': {
    method: 'POST',
    path: '/api/org/units/:id/split',
    summary: 'Split a unit into new ones beside it; its children go to the first, it closes',
    permission: 'org.manage',
    params: byId,
    body: z.object({ into: z.array(z.object(fields)).min(2).max(20), ...at }),
    output: z.array(unit),
    errors: ['has-open-work', 'not-found', 'conflict', 'code-taken', 'day-refused', 'unit-closed'],
  },
  'org.close': {
    method: 'POST',
    path: '/api/org/units/:id/close',
    summary: 'Close a unit that has no open unit under it',
    permission: 'org.manage',
    params: byId,
    body: z.object(at),
    output: unit,
    errors: [
      'not-found',
      'conflict',
      'has-children',
      'has-people',
      'has-open-work',
      'day-refused',
      'unit-closed',
    ],
  },
  'org.export': {
    method: 'GET',
    path: '/api/org/units/:id/export',
    summary: 'A unit and everything under it as a workbook, as of a day',
    permission: 'org.read',
    params: byId,
    query: z.object(asOf),
    errors: ['not-found'],
  },
  'org.import': {
    method: 'POST',
    path: '/api/org/units/:id/imports',
    summary: 'Have a file read for a unit: a task says what it would change, and makes it',
    permission: 'org.manage',
    params: byId,
    /** `on`: day from which changes hold whose row names none; today when absent. */
    multipart: { file: 'file', on: 'text' },
    output: task,
    errors: ['not-found', 'unit-closed', 'day-refused', 'too-large', 'wrong-type'],
  },
} as const satisfies Record<string, Operation>;
