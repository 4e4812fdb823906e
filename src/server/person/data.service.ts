import * as identity from '../identity/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { beyondScopes, inScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './data.queries.ts';
import { findPerson } from './people.queries.ts';

/** Everything kept about one person, from every table that holds some of it. */
export async function exportData(ctx: RequestContext, id: string): Promise<string> {
  return inScopes(ctx, async (trx) => {
    const row = await findPerson(trx, id);
    if (!row) throw new AppError('not-found');
    const found = await beyondScopes(trx, async () => ({
      account: await identity.exportPerson(trx, id),
      tables: await queries.rowsAbout(trx, id),
      record: await queries.entriesAbout(trx, id),
    }));
    await record(trx, ctx, {
      act: 'person.export',
      subject: `person:${id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { person: id },
    });
    return JSON.stringify({ format: 'shiji.person/1', at: ctx.now(), ...found }, null, 2);
  });
}
