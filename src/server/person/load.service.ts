import type { ImportCounts } from '../../contract/person/imports.ts';
import type { PlannedRow } from '../../office/person/plan.ts';
import type { RequestContext } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import type { Trx } from '../platform/scope.ts';
import type { TaskWork } from '../platform/tasks.ts';
import { type Change, record } from '../record/service.ts';
import * as grants from './grants.queries.ts';
import * as people from './people.queries.ts';
import { lockPerson } from './people.queries.ts';
import * as posts from './posts.queries.ts';

/** Rows of one statement: its parameters are numbered with 16 bits. */
const AT_ONCE = 500;

type Parts = <T>(
  rows: readonly T[],
  write: (part: readonly T[]) => Promise<unknown>,
) => Promise<void>;

/** Writes rows a part at a time, and says how far it is between the parts. */
function inParts(total: number, progress: TaskWork<unknown>['progress']): Parts {
  let done = 0;
  return async (rows, write) => {
    for (let k = 0; k < rows.length; k += AT_ONCE) {
      const part = rows.slice(k, k + AT_ONCE);
      await write(part);
      done += part.length;
      await progress(done, total);
    }
  };
}

type Rows<F extends (trx: Trx, rows: never) => unknown> =
  Parameters<F>[1] extends readonly (infer R)[] ? R[] : never;

interface Work {
  readonly people: Rows<typeof people.insertPeople>;
  readonly posts: Rows<typeof posts.insertPosts>;
  readonly tenures: Rows<typeof posts.insertTenures>;
  readonly grants: Rows<typeof grants.insertGrants>;
  readonly entries: Change[];
}

const at = (unit: { id: string; path: string }) => ({ org_id: unit.id, org_path: unit.path });

/**
 * Makes what accepted rows bring: people, posts, tenures, rights, each with its entry. Rows that
 * are rejected or wait for an answer bring nothing.
 */
export async function applyPlan(
  ctx: RequestContext,
  trx: Trx,
  plan: readonly PlannedRow[],
  progress: TaskWork<unknown>['progress'],
): Promise<ImportCounts> {
  const now = ctx.now();
  const work: Work = { people: [], posts: [], tenures: [], grants: [], entries: [] };
  const made = new Map<number, string>();
  const madePosts = new Map<string, { id: string; position: number }>();
  const lastPosition = new Map<string, number>();
  const firstDay = firstDays(plan);
  for (const [index, row] of plan.entries()) {
    if (index % AT_ONCE === 0) await progress(0, plan.length);
    if (row.status === 'rejected' || row.status === 'ask' || !row.unit) continue;
    const id = row.personId ?? made.get(row.as) ?? newId(now);
    if (row.status === 'new') {
      made.set(index, id);
      addPerson(work, row, id, now);
    } else if (row.personId && Object.keys(row.changes).length)
      await changePerson(trx, work, row, row.personId);
    if (row.post) {
      const { post } = row;
      const key = postKey(post);
      let postId = post.id ?? madePosts.get(key)?.id;
      if (!postId) {
        const before =
          lastPosition.get(post.unit.id) ?? (await posts.lastPosition(trx, post.unit.id));
        lastPosition.set(post.unit.id, before + 1);
        postId = newId(now);
        madePosts.set(key, { id: postId, position: before + 1 });
        addPost(work, post, postId, before + 1, firstDay.get(key)!);
      }
      addTenure(work, post, postId, id, newId(now));
    }
    for (const role of row.roles) addGrant(work, ctx, row.unit, id, role);
  }
  const all = Object.values(work).reduce((n, rows) => n + rows.length, 0);
  const parts = inParts(all, progress);
  await parts(work.people, (part) => people.insertPeople(trx, part));
  await parts(work.posts, (part) => posts.insertPosts(trx, part));
  await parts(work.tenures, (part) => posts.insertTenures(trx, part));
  await parts(work.grants, (part) => grants.insertGrants(trx, part));
  await parts(work.entries, (part) => record(trx, ctx, ...part));
  return {
    people: work.people.length,
    posts: work.posts.length,
    tenures: work.tenures.length,
    grants: work.grants.length,
  };
}

const postKey = (post: PlannedPost): string => `${post.unit.id} ${post.name}`;

/** A post that the file makes stands from the first day somebody holds it. */
function firstDays(plan: readonly PlannedRow[]): Map<string, string> {
  const days = new Map<string, string>();
  for (const { post } of plan) {
    if (!post) continue;
    const before = days.get(postKey(post));
    if (before === undefined || post.since < before) days.set(postKey(post), post.since);
  }
  return days;
}

function addPerson(work: Work, row: PlannedRow, id: string, now: Date): void {
  const { line } = row;
  const fields = {
    name: line.name,
    number: line.number ?? null,
    mobile: line.mobile ?? null,
    email: line.email ?? null,
  };
  work.people.push({ id, ...at(row.unit!), ...fields, created_at: now, version: 1 });
  work.entries.push({
    act: 'person.create',
    subject: `person:${id}`,
    org: row.unit!,
    content: { person: { id, ...fields, unit: row.unit!.id }, imported: true },
  });
}

async function changePerson(trx: Trx, work: Work, row: PlannedRow, id: string): Promise<void> {
  await lockPerson(trx, id);
  const { unitId, ...fields } = row.changes;
  await people.updatePerson(trx, id, { ...fields, ...(unitId ? at(row.unit!) : {}) });
  work.entries.push({
    act: 'person.change',
    subject: `person:${id}`,
    org: row.unit!,
    content: { person: { id, ...row.changes }, imported: true },
  });
}

type PlannedPost = NonNullable<PlannedRow['post']>;

function addPost(work: Work, post: PlannedPost, id: string, position: number, since: string): void {
  const { name, rank } = post;
  work.posts.push({ id, ...at(post.unit), name, rank, position, since, version: 1 });
  work.entries.push({
    act: 'person.make-post',
    subject: `post:${id}`,
    org: post.unit,
    content: { post: { id, name, rank, position, since, unit: post.unit.id }, imported: true },
  });
}

function addTenure(work: Work, post: PlannedPost, postId: string, personId: string, id: string) {
  const { kind, since } = post;
  work.tenures.push({
    id,
    ...at(post.unit),
    post_id: postId,
    person_id: personId,
    kind,
    since,
    version: 1,
  });
  work.entries.push({
    act: 'person.appoint',
    subject: `post:${postId}`,
    org: post.unit,
    content: { tenure: { id, person: personId, kind, since }, imported: true },
  });
}

function addGrant(
  work: Work,
  ctx: RequestContext,
  unit: { id: string; path: string },
  personId: string,
  role: string,
): void {
  const now = ctx.now();
  const id = newId(now);
  work.grants.push({
    id,
    person_id: personId,
    role,
    ...at(unit),
    since: now,
    created_at: now,
    created_by: ctx.me?.id ?? null,
  });
  work.entries.push({
    act: 'person.grant',
    subject: `person:${personId}`,
    org: unit,
    content: { grant: { id, role, unit: unit.id }, imported: true },
  });
}
