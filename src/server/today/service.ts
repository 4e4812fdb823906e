import { isUnder, narrowed, type Permission, scopesOf } from '../../contract/permissions.ts';
import { severities, type Waiting } from '../../contract/today/operations.ts';
import * as ballots from '../ballot/waiting.service.ts';
import * as duty from '../duty/waiting.service.ts';
import * as institutions from '../institution/waiting.service.ts';
import * as org from '../org/service.ts';
import * as people from '../person/waiting.service.ts';
import type { RequestContext } from '../platform/context.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import * as problems from '../problem/waiting.service.ts';
import * as specials from '../special/waiting.service.ts';
import * as study from '../study/waiting.service.ts';
import * as supervision from '../supervision/waiting.service.ts';
import * as surveys from '../survey/waiting.service.ts';
import { hotOnes } from '../voice/hot.service.ts';
import * as voices from '../voice/waiting.service.ts';
import { failedJobs, setUp } from './setup.service.ts';

/** Rows told at once; who has more than this has to begin somewhere. */
const MOST_ROWS = 100;

/** What of a room waits for the caller, under the scopes of the context. */
type Waits = (ctx: RequestContext, trx: Trx) => Promise<Waiting[]>;

/** What waits because a row names the caller: asked for whoever is signed in. */
const personal: readonly Waits[] = [
  duty.waiting,
  study.decisionsOwed,
  study.hosted,
  problems.own,
  supervision.toAnswer,
  supervision.ownToSign,
  ballots.mine,
];

/** Rooms where something can wait, and the permission that says for whom and where. */
const sources: readonly { permission: Permission; waiting: Waits }[] = [
  { permission: 'settings.manage', waiting: setUp },
  { permission: 'study.write', waiting: study.waiting },
  { permission: 'problem.review', waiting: problems.toReview },
  { permission: 'problem.confirm', waiting: problems.toConfirm },
  { permission: 'problem.extend', waiting: problems.toExtend },
  { permission: 'problem.settle', waiting: problems.toSettle },
  { permission: 'problem.write', waiting: institutions.reviews },
  { permission: 'problem.write', waiting: specials.toAnswer },
  { permission: 'problem.review', waiting: specials.toSign },
  { permission: 'problem.settle', waiting: specials.toClose },
  { permission: 'supervision.sign', waiting: supervision.toSign },
  { permission: 'voice.triage', waiting: voices.toTriage },
  { permission: 'voice.handle', waiting: voices.toAnswer },
  { permission: 'voice.handle', waiting: hotOnes },
  { permission: 'voice.sealed', waiting: voices.sealedOnes },
  { permission: 'ballot.manage', waiting: ballots.office },
  { permission: 'org.read', waiting: surveys.mine },
  { permission: 'survey.write', waiting: surveys.ending },
  { permission: 'person.manage', waiting: people.waiting },
  { permission: 'grant.manage', waiting: people.grantsEnding },
  { permission: 'org.read', waiting: people.ownGrantsEnding },
];

const scopesFor = (ctx: RequestContext, permission: Permission, path: string | undefined) => {
  const scopes = scopesOf(ctx.me?.grants ?? [], permission);
  return path === undefined ? scopes : narrowed(scopes, path);
};

/** What waits for the caller, under a unit or everywhere, most pressing first. */
export async function list(ctx: RequestContext, at: string | undefined) {
  const seen = { ...ctx, scopes: scopesFor(ctx, 'org.read', undefined) };
  const path = at && (await inScopes(seen, (trx) => org.glimpse(seen, trx, at))).path;
  const rows: Waiting[] = [];
  const none = { ...ctx, scopes: [] };
  for (const waiting of personal) rows.push(...(await inScopes(none, (trx) => waiting(none, trx))));
  for (const { permission, waiting } of sources) {
    const within = { ...ctx, scopes: scopesFor(ctx, permission, path) };
    if (within.scopes.length === 0) continue;
    rows.push(...(await inScopes(within, (trx) => waiting(within, trx))));
  }
  rows.push(...(await failedJobs({ ...ctx, scopes: scopesFor(ctx, 'jobs.manage', path) })));
  rows.sort(pressing);
  return { rows: rows.slice(0, MOST_ROWS), more: Math.max(0, rows.length - MOST_ROWS) };
}

function pressing(a: Waiting, b: Waiting): number {
  const bySeverity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  if (bySeverity !== 0) return bySeverity;
  const [x, y] = [a.due ?? '9', b.due ?? '9'];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A unit with all under it in figures; those of people only where one may see them. */
export async function figures(ctx: RequestContext, at: string | undefined) {
  const { id, name, path, units } = await inScopes(ctx, (trx) => org.glimpse(ctx, trx, at));
  const scopes = scopesOf(ctx.me?.grants ?? [], 'person.read');
  const counted = scopes.some((s) => isUnder(path, s))
    ? await inScopes({ ...ctx, scopes }, (trx) => people.figures(ctx, trx, path))
    : { people: null, filled: null, vacant: null };
  return { unit: { id, name }, units: { now: units, before: null }, ...counted };
}
