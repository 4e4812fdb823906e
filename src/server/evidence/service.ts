import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Evidence } from '../../contract/evidence/operations.ts';
import { evidenceWords } from '../../contract/evidence/operations.ts';
import { type EvidenceType, evidenceTypes, THUMB_LIMIT } from '../../contract/evidence/types.ts';
import { canAddEvidence, canChangeEvidence } from '../../contract/evidence/verdicts.ts';
import type { ActOf } from '../../contract/record/acts.ts';
import { no, type Verdict } from '../../contract/verdict.ts';
import { MediaError } from '../../office/media/error.ts';
import { type CleanFile, cleanFile, fileName } from '../../office/media/file.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { readFileOf, storeFile } from '../platform/files.ts';
import type { Upload } from '../platform/form.ts';
import { newId } from '../platform/ids.ts';
import { fieldIssues } from '../platform/problem.ts';
import type { Trx } from '../platform/scope.ts';
import { refresh } from '../problem/facts.ts';
import { record } from '../record/service.ts';
import { atSubject, type Subject, subjectOf } from './access.ts';
import * as queries from './queries.ts';

function enforce(verdict: Verdict): void {
  if (!verdict.ok) throw new AppError(verdict.why);
}

export async function list(
  ctx: RequestContext,
  subject: string,
): Promise<{ rows: Evidence[]; add: Verdict }> {
  return atSubject(ctx, subject, 'read', async (trx, at) => ({
    rows: await shapes(trx, at, await queries.evidenceOf(trx, subject)),
    add: at.mayAdd ? canAddEvidence({ unitClosed: at.unit_closed }) : no('not-allowed'),
  }));
}

async function shapes(
  trx: Trx,
  at: Subject,
  rows: readonly queries.EvidenceRow[],
): Promise<Evidence[]> {
  const names = await person.nameOf(
    trx,
    rows.flatMap((r) => [r.added_by, ...(r.withdrawn_by ? [r.withdrawn_by] : [])]),
  );
  const named = (id: string | null): string => (id && names.get(id)) || '';
  return rows.map((r) => ({
    id: r.id,
    subject: r.subject,
    name: r.name,
    type: r.type as EvidenceType,
    size: Number(r.size),
    hash: r.hash,
    thumb: r.thumb_hash !== null,
    takenOn: r.taken_on,
    caption: r.caption,
    addedBy: { id: r.added_by, name: named(r.added_by) },
    addedAt: r.added_at.toISOString(),
    withdrawn: r.withdrawn_at
      ? {
          at: r.withdrawn_at.toISOString(),
          by: named(r.withdrawn_by),
          reason: r.withdrawn_reason ?? '',
        }
      : null,
    erasedAt: r.erased_at?.toISOString() ?? null,
    version: r.version,
    abilities: { change: changeable(at, r) },
  }));
}

function changeable(at: Subject, row: queries.EvidenceRow): Verdict {
  if (!at.mayAdd) return no('not-allowed');
  return canChangeEvidence({
    unitClosed: at.unit_closed,
    locked: at.locked,
    withdrawn: row.withdrawn_at !== null,
    erased: row.erased_at !== null,
  });
}

/** Refuses before a file is read, when it could not be taken anyway. */
export async function demandAdd(ctx: RequestContext, subject: string): Promise<void> {
  await atSubject(ctx, subject, 'add', async (_, at) =>
    enforce(canAddEvidence({ unitClosed: at.unit_closed })),
  );
}

interface Given {
  readonly file: Upload;
  readonly caption?: string | undefined;
  readonly takenOn?: string | undefined;
  /** A small picture of it, base64. */
  readonly thumb?: string | undefined;
}

/** Takes a file: cleaned, stored once by its hash, on record with it. The same one is the same piece. */
export async function add(ctx: RequestContext, subject: string, given: Given): Promise<Evidence> {
  const words = wordsOf(ctx, given);
  const clean = taken(() => cleanFile(given.file.bytes), 'file');
  const thumb = given.thumb ? taken(() => smallPicture(given.thumb!), 'thumb') : undefined;
  // Outside the transaction: a file that no row came to name is harmless, a named one must be there.
  const hash = await storeFile(ctx.config.home, clean.bytes);
  const thumbHash = thumb ? await storeFile(ctx.config.home, thumb.bytes) : null;
  return atSubject(ctx, subject, 'add', async (trx, at) => {
    enforce(canAddEvidence({ unitClosed: at.unit_closed }));
    const now = ctx.now();
    await queries.insertFiles(trx, [
      { hash, size: clean.bytes.length, created_at: now },
      ...(thumb ? [{ hash: thumbHash!, size: thumb.bytes.length, created_at: now }] : []),
    ]);
    const row = await queries.insertEvidence(trx, {
      org_id: at.org_id,
      id: newId(now),
      org_path: at.org_path,
      subject,
      name: fileName(given.file.name, clean.type),
      type: clean.type,
      size: clean.bytes.length,
      hash,
      thumb_hash: thumbHash,
      taken_on: words.takenOn || earlier(clean.takenOn, dayOf(now)),
      caption: words.caption || null,
      added_by: ctx.me!.id,
      added_at: now,
      entries: [],
      version: 1,
    });
    if (row)
      await note(trx, ctx, 'add', at, row, {
        name: row.name,
        type: row.type,
        sha256: hash,
        // Whoever has the picture as it was taken can show that it is this one.
        original: createHash('sha256').update(given.file.bytes).digest('hex'),
        takenOn: row.taken_on,
        caption: row.caption,
      });
    const [shape] = await shapes(trx, at, [row ?? (await queries.sameFile(trx, subject, hash))!]);
    return shape!;
  });
}

/** A camera whose clock is wrong says nothing. */
const earlier = (day: string | undefined, today: string): string | null =>
  day !== undefined && day <= today ? day : null;

function taken(clean: () => CleanFile, path: string): CleanFile {
  try {
    return clean();
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    const { code, params } = error;
    throw new AppError('file-refused', [{ code, params, path }]);
  }
}

function smallPicture(base64: string): CleanFile {
  const clean = cleanFile(Buffer.from(base64, 'base64'));
  if (!evidenceTypes[clean.type].picture || clean.bytes.length > THUMB_LIMIT)
    throw new MediaError('evidence:file-type');
  return clean;
}

function wordsOf(ctx: RequestContext, given: Pick<Given, 'caption' | 'takenOn'>) {
  const { caption, takenOn } = given;
  const words = z.object(evidenceWords).safeParse({ caption, takenOn: takenOn || undefined });
  if (!words.success) throw new AppError('invalid', fieldIssues(words.error, given));
  demandPast(ctx, words.data.takenOn);
  return words.data;
}

function demandPast(ctx: RequestContext, day: string | null | undefined): void {
  const today = dayOf(ctx.now());
  if (day && day > today)
    throw new AppError('day-refused', [
      { code: 'evidence:day-to-come', path: 'takenOn', params: { day, today } },
    ]);
}

async function note(
  trx: Trx,
  ctx: RequestContext,
  act: ActOf<'evidence'>,
  at: { readonly org_id: string; readonly org_path: string; readonly topic: string },
  row: queries.EvidenceRow,
  content: object,
): Promise<void> {
  const entries = await record(trx, ctx, {
    act: `evidence.${act}`,
    subject: at.topic,
    org: { id: at.org_id, path: at.org_path },
    content: { evidence: row.id, of: row.subject, ...content },
  });
  await queries.addEntries(trx, row, entries);
  if (act !== 'change') await follow(trx, ctx, at);
}

/** A problem says whether evidence is missing: it follows. */
async function follow(
  trx: Trx,
  ctx: RequestContext,
  at: { readonly org_path: string; readonly topic: string },
): Promise<void> {
  const [kind, id] = at.topic.split(':');
  if (kind === 'problem') await refresh({ ...ctx, scopes: [at.org_path] }, trx, id!);
}

/** A file of a piece: the whole, or its small picture. Nothing of what was erased. */
export async function file(
  ctx: RequestContext,
  id: string,
  which: 'hash' | 'thumb_hash',
): Promise<{ name: string; mime: string; content: Readable }> {
  const { row, at } = await atSubject(ctx, await subjectOf(ctx, id), 'read', async (trx) => ({
    row: await queries.evidenceById(trx, id),
    at: ctx.config.home,
  }));
  const hash = row?.[which];
  if (!row || !hash) throw new AppError('not-found');
  const mime =
    which === 'hash' ? evidenceTypes[row.type as EvidenceType].mime : 'application/octet-stream';
  return { name: row.name, mime, content: await readFileOf(at, hash) };
}

/** A piece to be changed, locked, as whoever changes it saw it. */
async function opened<T>(
  ctx: RequestContext,
  id: string,
  version: number,
  work: (trx: Trx, at: Subject, row: queries.EvidenceRow) => Promise<T>,
): Promise<T> {
  return atSubject(ctx, await subjectOf(ctx, id), 'add', async (trx, at) => {
    const row = await queries.lockEvidence(trx, id);
    if (!row) throw new AppError('not-found');
    enforce(changeable(at, row));
    if (row.version !== version) throw new AppError('conflict');
    return work(trx, at, row);
  });
}

export async function change(
  ctx: RequestContext,
  id: string,
  input: {
    readonly caption?: string | null | undefined;
    readonly takenOn?: string | null | undefined;
    readonly version: number;
  },
): Promise<Evidence> {
  demandPast(ctx, input.takenOn);
  return opened(ctx, id, input.version, async (trx, at, row) => {
    const words = { caption: input.caption || null, taken_on: input.takenOn || null };
    const after = await queries.updateEvidence(trx, row, words);
    await note(trx, ctx, 'change', at, row, { caption: words.caption, takenOn: words.taken_on });
    return (await shapes(trx, at, [after]))[0]!;
  });
}

export async function withdraw(
  ctx: RequestContext,
  id: string,
  input: { readonly reason: string; readonly version: number },
): Promise<Evidence> {
  return opened(ctx, id, input.version, async (trx, at, row) => {
    const after = await queries.updateEvidence(trx, row, {
      withdrawn_at: ctx.now(),
      withdrawn_by: ctx.me!.id,
      withdrawn_reason: input.reason,
    });
    await note(trx, ctx, 'withdraw', at, row, { sha256: row.hash, reason: input.reason });
    return (await shapes(trx, at, [after]))[0]!;
  });
}
