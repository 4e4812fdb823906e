import {
  parseCheckpoint,
  parseKey,
  parseNote,
  signatureLine,
  signedAt,
  TIMED,
  timed,
} from '../../contract/record/note.ts';
import type { TreeState } from '../../contract/record/operations.ts';
import { demand } from '../org/place.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { isDuplicate } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { ADD_WITNESS, END_WITNESS } from './acts.ts';
import { verifyNative } from './keys.ts';
import { publish, withCosignatures } from './publish.ts';
import { record } from './service.ts';
import * as tree from './tree.queries.ts';

/**
 * Lets a witness in: from now on its cosignatures are taken. On record, like its end. Only who
 * manages the whole organisation may: the tree is everybody's.
 */
export async function addWitness(ctx: RequestContext, vkey: string): Promise<{ name: string }> {
  demand(ctx, (await org.root(ctx.db)).path);
  const key = parseKey(vkey.trim());
  if (key?.kind !== TIMED)
    throw new AppError('invalid', [{ code: 'record:witness-key', path: 'key' }]);
  const { name } = key;
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    const place = await org.root(trx);
    const subject = `witness:${name}`;
    const [entry_id] = await record(trx, ctx, {
      act: ADD_WITNESS,
      subject,
      org: place,
      content: { name, key: vkey.trim() },
    });
    await tree.insertWitness(trx, { name, vkey: vkey.trim(), entry_id: entry_id! });
  }).catch((error: unknown) => {
    throw isDuplicate(error) ? new AppError('code-taken') : error;
  });
  return { name };
}

/** Takes no more cosignatures of it; those it gave stay. */
export async function endWitness(ctx: RequestContext, name: string): Promise<{ name: string }> {
  demand(ctx, (await org.root(ctx.db)).path);
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    const known = (await tree.listWitnesses(trx)).find((w) => w.name === name);
    if (!known || known.ended_by) throw new AppError('not-found');
    const [ended] = await record(trx, ctx, {
      act: END_WITNESS,
      subject: `witness:${name}`,
      org: await org.root(trx),
      content: { name, key: known.vkey },
    });
    await tree.endWitness(trx, name, ended!);
  });
  return { name };
}

/**
 * Takes a cosignature: a note whose text is one of our checkpoints and which a witness signed.
 * `not-witness` for anything else: the signature itself is what lets one in.
 */
export async function cosign(ctx: Context, source: string): Promise<{ size: number }> {
  const note = parseNote(source);
  const head = note && parseCheckpoint(note.text);
  const size = await withScopes(ctx, EVERYWHERE, async (trx) => {
    const stored = head && (await tree.checkpointAt(trx, head.size));
    if (!note || !stored || parseNote(stored.note)?.text !== note.text)
      throw new AppError('not-witness');
    let taken = 0;
    for (const { name, vkey, ended_by } of await tree.listWitnesses(trx)) {
      const key = ended_by === null ? parseKey(vkey) : undefined;
      for (const signature of note.signatures) {
        const alone = { text: note.text, signatures: [signature] };
        if (!key || signedAt(alone, key, verifyNative) === undefined) continue;
        const line = signatureLine(signature);
        await tree.insertCosignature(trx, { size: stored.size, name, line });
        taken += 1;
      }
    }
    if (taken === 0) throw new AppError('not-witness');
    return stored.size;
  });
  await publish(ctx);
  return { size };
}

/** How the tree stands, and who has looked at it. */
export async function state(ctx: Context): Promise<TreeState> {
  const { last, keys, witnesses, signed, unsealed, note } = await withScopes(
    ctx,
    EVERYWHERE,
    async (trx) => {
      const last = await tree.lastCheckpoint(trx);
      return {
        last,
        note: last && (await withCosignatures(trx, last)),
        keys: await tree.listKeys(trx),
        witnesses: await tree.listWitnesses(trx),
        signed: await tree.lastCosigned(trx),
        unsealed: await tree.countUnsealed(trx),
      };
    },
  );
  const head = last && parseCheckpoint(parseNote(last.note)?.text ?? '');
  return {
    size: last?.size ?? 0,
    unsealed,
    root: head ? Buffer.from(head.root).toString('base64') : null,
    sealedAt: last ? sealedAt(last.note, keys) : null,
    key: keys.at(-1)?.vkey ?? null,
    checkpoint: note ?? null,
    witnesses: witnesses.map(({ name, vkey, ended_by }) => {
      const latest = signed.find((s) => s.name === name);
      const seconds = latest && timeIn(latest.line);
      return {
        name,
        key: vkey,
        ended: ended_by !== null,
        size: latest?.size ?? null,
        at: seconds ? new Date(seconds * 1000).toISOString() : null,
      };
    }),
  };
}

/** When the record says that a checkpoint stood. */
export function sealedAt(note: string, keys: readonly { vkey: string }[]): string | null {
  const parsed = parseNote(note);
  for (const { vkey } of keys) {
    const key = parseKey(vkey);
    const seconds = parsed && key && signedAt(parsed, timed(key), verifyNative);
    if (seconds) return new Date(seconds * 1000).toISOString();
  }
  return null;
}

function timeIn(line: string): number | undefined {
  const bytes = parseNote(`x\n\n${line}`)?.signatures[0]?.bytes;
  return bytes && Number(new DataView(bytes.slice(4).buffer).getBigUint64(0));
}
