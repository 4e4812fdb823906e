import { type DossierEntry, dossierText } from '../../contract/record/dossier.ts';
import { parseKey, parseNote, signedAt, toBase64 } from '../../contract/record/note.ts';
import { nodesFrom, type TileId, tileOf, tilePath } from '../../contract/record/tiles.ts';
import { hashOfRange, inclusionRanges, nodesOf, type Range } from '../../contract/record/tree.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { verifyNative } from './keys.ts';
import { withCosignatures } from './publish.ts';
import * as queries from './queries.ts';
import { withNames } from './read.service.ts';
import * as tree from './tree.queries.ts';

/** Entries in one dossier. */
export const DOSSIER_LIMIT = 2_000;

/**
 * The dossier of one entry, or of everything about a subject that the caller may see. Entries
 * that are not sealed yet are left out; `nothing-sealed` when none is. Of very many the newest are in
 * it, and it says how many are not.
 */
export async function makeDossier(
  ctx: RequestContext,
  which: { readonly id: string } | { readonly subject: string },
): Promise<string> {
  const wanted = 'id' in which ? { ids: [which.id] } : { subject: which.subject };
  const { rows, sealed, proof, all } = await inScopes(ctx, async (trx) => {
    const rows = await queries.listEntries(trx, { ...wanted, limit: DOSSIER_LIMIT });
    if (rows.length === 0) throw new AppError('not-found');
    const sealed = rows.filter((r) => r.position !== null).reverse();
    if (sealed.length === 0) throw new AppError('nothing-sealed');
    const last = sealed.reduce((most, r) => Math.max(most, Number(r.position)), 0);
    const all = rows.length < DOSSIER_LIMIT ? rows.length : await queries.countEntries(trx, wanted);
    return { rows, sealed, proof: await headFor(trx, last), all };
  });
  const entries: DossierEntry[] = [];
  await inScopes(ctx, async (trx) => {
    for (const row of sealed) entries.push(await provenEntry(trx, row, proof.size));
  });
  const names: Record<string, string> = {};
  for (const e of await withNames(ctx, rows)) {
    if (e.actorName) names[e.actor] = e.actorName;
    if (e.orgName) names[e.orgId] = e.orgName;
  }
  const { key, checkpoint, witnesses } = proof;
  const made = ctx.now().toISOString();
  const left = all > rows.length ? { left: all - rows.length } : {};
  return dossierText({ made, key, checkpoint, witnesses, entries, names, ...left });
}

/** The head that the proofs lead to: the last one a witness signed, when it covers the entries. */
async function headFor(trx: Trx, position: number) {
  const witnessed = await tree.lastWitnessed(trx);
  const head =
    witnessed && witnessed.size > position ? witnessed : (await tree.lastCheckpoint(trx))!;
  const checkpoint = await withCosignatures(trx, head);
  const note = parseNote(checkpoint)!;
  const signs = ({ vkey }: { vkey: string }): boolean => {
    const key = parseKey(vkey);
    return key !== undefined && signedAt(note, key, verifyNative) !== undefined;
  };
  const key = (await tree.listKeys(trx)).find(signs)!.vkey;
  const witnesses = (await tree.listWitnesses(trx)).filter(signs).map((w) => w.vkey);
  return { size: head.size, checkpoint, key, witnesses };
}

async function provenEntry(trx: Trx, row: queries.EntryRow, size: number): Promise<DossierEntry> {
  const position = Number(row.position);
  const proof = await hashesOf(trx, inclusionRanges(position, size));
  return {
    position,
    id: row.id,
    at: row.moment,
    actor: row.actor,
    act: row.act,
    subject: row.subject,
    org: row.org_id,
    algorithm: row.algorithm,
    commitment: row.commitment.toString('hex'),
    salt: row.salt === null ? null : toBase64(row.salt),
    content: row.content,
    proof: proof.map(toBase64),
  };
}

/** Hashes of ranges of the tree, out of the tiles they lie in. */
export async function hashesOf(trx: Trx, ranges: readonly Range[]): Promise<Uint8Array[]> {
  const wanted = new Map<string, TileId>();
  for (const node of ranges.flatMap(nodesOf)) wanted.set(tilePath(tileOf(node)), tileOf(node));
  const tiles = new Map(
    (await tree.findTiles(trx, [...wanted.values()])).map((t) => [tilePath(t), t.hashes]),
  );
  const read = nodesFrom((id) => tiles.get(tilePath(id)));
  return ranges.map((range) => hashOfRange(range, read));
}
