import { type SubjectKind, subjectText } from '../../contract/evidence/operations.ts';
import { isUnder, type Permission, scopesOf } from '../../contract/permissions.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { beyondScopes, type Trx, withScopes } from '../platform/scope.ts';
import * as queries from './queries.ts';

/** Evidence is seen and added to by whoever may see and do the thing itself. */
const rights: Readonly<
  Record<SubjectKind, { readonly read: Permission; readonly add: Permission }>
> = {
  problem: { read: 'problem.read', add: 'problem.report' },
  measure: { read: 'problem.read', add: 'problem.report' },
  progress: { read: 'problem.read', add: 'problem.report' },
  recheck: { read: 'problem.read', add: 'problem.confirm' },
  'duty-act': { read: 'duty.read', add: 'duty.record' },
  session: { read: 'study.read', add: 'study.write' },
  reading: { read: 'study.read', add: 'study.write' },
  institution: { read: 'problem.read', add: 'problem.write' },
  special: { read: 'problem.read', add: 'problem.settle' },
};

/** Where the caller stands to the thing that evidence belongs to. */
export interface Subject extends queries.SubjectRow {
  readonly subject: string;
  readonly mayAdd: boolean;
}

/**
 * Work on the evidence of something, where the caller may see it or add to it: by right at its
 * unit, or because it is theirs to answer for. Outside it does not exist: `not-found`.
 */
export async function atSubject<T>(
  ctx: RequestContext,
  subject: string,
  need: 'read' | 'add',
  work: (trx: Trx, at: Subject) => Promise<T>,
): Promise<T> {
  const { me } = ctx;
  if (!me) throw new AppError('not-signed-in');
  if (!subjectText.safeParse(subject).success) throw new AppError('not-found');
  const [kind, id] = subject.split(':') as [SubjectKind, string];
  const scopes = (right: 'read' | 'add') => scopesOf(me.grants, rights[kind][right]);
  const find = (trx: Trx) => queries.subjectRow(trx, kind, id, me.id);
  const seen = (row: queries.SubjectRow): Subject => ({
    ...row,
    subject,
    mayAdd: row.mine || scopes('add').some((s) => isUnder(row.org_path, s)),
  });
  return withScopes(ctx, scopes(need), async (trx) => {
    const inReach = await find(trx);
    // A frame from above is read by all under it, and added to only from above.
    if (inReach && (need === 'read' || seen(inReach).mayAdd)) return work(trx, seen(inReach));
    return beyondScopes(trx, async () => {
      const row = await find(trx);
      if (!row?.mine) throw new AppError('not-found');
      return work(trx, seen(row));
    });
  });
}

/** What a piece belongs to, whoever asks: to be authorised by {@link atSubject} next. */
export async function subjectOf(ctx: RequestContext, id: string): Promise<string> {
  const row = await withScopes(ctx, [], (trx) =>
    beyondScopes(trx, () => queries.evidenceById(trx, id)),
  );
  if (!row) throw new AppError('not-found');
  return row.subject;
}
