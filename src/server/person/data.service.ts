import type { z } from 'zod';
import { createTranslator } from '../../contract/messages/index.ts';
import type { Operations } from '../../contract/operations.ts';
import * as identity from '../identity/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { beyondScopes, inScopes } from '../platform/scope.ts';
import { redact } from '../record/redact.service.ts';
import { record } from '../record/service.ts';
import * as queries from './data.queries.ts';
import { findPerson, updatePerson } from './people.queries.ts';
import { lockedPerson } from './people.service.ts';
import { personOf } from './shapes.ts';

type Body<N extends keyof Operations> = z.output<
  Operations[N] extends { readonly body: infer B } ? B : never
>;

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

/**
 * Erases what is known of somebody who left: name and contacts are gone, the account with its
 * secrets, words written about them, and the contents of the record that tell of them. What they
 * did stays, without who they were; the proofs of the record still hold.
 */
export async function erase(ctx: RequestContext, id: string, input: Body<'person.erase'>) {
  return inScopes(ctx, async (trx) => {
    const row = await lockedPerson(ctx, trx, id, input.version);
    if (row.left_on === null || row.left_on > dayOf(ctx.now())) throw new AppError('not-left');
    await identity.erasePerson(trx, ctx, id);
    const redacted = await beyondScopes(trx, async () => {
      const entries = await queries.contentsAbout(trx, id);
      await queries.eraseAbout(trx, id);
      return entries.length === 0
        ? 0
        : redact(trx, ctx, { entries, reason: createTranslator('zh-CN')('person:erase-record') });
    });
    await updatePerson(trx, id, {
      name: createTranslator('zh-CN')('person:erased-name'),
      number: null,
      mobile: null,
      email: null,
      erased_at: ctx.now(),
    });
    // The entry names nobody: only which row it was, and why.
    await record(trx, ctx, {
      act: 'person.erase',
      subject: `person:${id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { reason: input.reason, redacted },
    });
    const after = (await findPerson(trx, id))!;
    return { person: personOf(after, true), redacted };
  });
}
