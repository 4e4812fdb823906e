import { z } from 'zod';
import { roles } from '../permissions.ts';

/** Ranks of posts; the chain of responsibility goes up the first ones. */
export const postRanks = ['first', 'deputy', 'liaison', 'member'] as const;
export type PostRank = (typeof postRanks)[number];

/** How somebody holds a post: appointed to it, acting 代理, or beside another one 兼任. */
export const tenureKinds = ['regular', 'acting', 'concurrent'] as const;
export type TenureKind = (typeof tenureKinds)[number];

export const personId = z.uuid();
export const day = z.iso.date();
export const version = z.int().positive();

/** Half width, nothing around it; empty is nothing. */
const text = (most: number) =>
  z
    .string()
    .transform((s) => s.normalize('NFKC').trim())
    .pipe(z.string().max(most));
export const personName = text(40).pipe(z.string().min(1));
export const personNumber = text(40).pipe(z.string().regex(/^[\w./-]*$/));
/** Digits with an area code or extension: landlines are numbers too. */
export const mobile = text(20).pipe(z.string().regex(/^(\+?\d[\d -]{4,18})?$/));
export const email = text(100).pipe(z.union([z.literal(''), z.email()]));
export const documentNumber = text(60);

export const personFields = {
  name: personName,
  number: personNumber.nullish(),
  mobile: mobile.nullish(),
  email: email.nullish(),
};

export const ability = z.object({ ok: z.boolean(), why: z.string().optional() });

export const brief = z.object({ id: z.string(), name: z.string() });

export const personRow = z.object({
  id: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  unit: brief,
  /** All but the ends are hidden from those who only read. */
  mobile: z.string().nullable(),
  posts: z.array(z.object({ name: z.string(), unit: z.string(), kind: z.enum(tenureKinds) })),
  account: z.boolean(),
  leftOn: z.string().nullable(),
});
export type PersonRow = z.infer<typeof personRow>;

export const person = z.object({
  id: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  unit: brief,
  mobile: z.string().nullable(),
  email: z.string().nullable(),
  leftOn: z.string().nullable(),
  erasedAt: z.string().nullable(),
  version: z.number(),
});
export type Person = z.infer<typeof person>;

/** A holding of a post, with what it is of. */
export const tenure = z.object({
  id: z.string(),
  post: z.object({ id: z.string(), name: z.string(), rank: z.enum(postRanks) }),
  unit: brief,
  person: brief,
  kind: z.enum(tenureKinds),
  since: z.string(),
  /** First day on which it no longer holds. */
  until: z.string().nullable(),
  document: z.string().nullable(),
  untilDocument: z.string().nullable(),
  version: z.number(),
});
export type Tenure = z.infer<typeof tenure>;

export const grantStates = ['now', 'later', 'over'] as const;

/** A right: role, unit with all under it, from when until when. */
export const grant = z.object({
  id: z.string(),
  person: brief,
  role: z.enum(roles),
  unit: brief,
  since: z.string(),
  until: z.string().nullable(),
  state: z.enum(grantStates),
  reason: z.string().nullable(),
  /** Who gave it; nothing for what came with the first link. */
  by: z.string().nullable(),
  /** Whose right it is, when it is lent. */
  lentBy: brief.nullable(),
  revokedAt: z.string().nullable(),
  abilities: z.object({ revoke: ability, lend: ability }),
});
export type Grant = z.infer<typeof grant>;

export const post = z.object({
  id: z.string(),
  unit: brief,
  name: z.string(),
  rank: z.enum(postRanks),
  position: z.number(),
  since: z.string(),
  closedOn: z.string().nullable(),
  version: z.number(),
  /** Those who hold it on the day asked for. */
  holders: z.array(tenure),
  /** Everybody who held it, newest first; the holders among them. */
  history: z.array(tenure),
});
export type Post = z.infer<typeof post>;
