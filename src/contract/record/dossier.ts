import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { canonical, digest } from '../../engine/canonical.ts';
import { commitmentTo, leafHashOf } from './leaf.ts';
import {
  fromBase64,
  type Note,
  parseCheckpoint,
  parseKey,
  parseNote,
  signedAt,
  timed,
} from './note.ts';
import { rootFromInclusion, same } from './tree.ts';

/**
 * A dossier: entries with contents, the proofs that they stand in the tree, and the signed
 * head of the tree, in one file that is checked with nothing else at hand.
 */
export const DOSSIER_FORM = 'shiji-dossier/1';

const text = z.string().max(1_000);
const dossierEntry = z.object({
  position: z.number().int().min(0),
  id: text,
  at: text,
  actor: text,
  act: text,
  subject: text,
  org: text,
  algorithm: text,
  /** Hexadecimal. */
  commitment: text,
  /** Base64; null with the content when it has been erased. */
  salt: text.nullable(),
  /** The JSON text that was committed to. */
  content: z.string().nullable(),
  /** Hashes from the leaf up, base64. */
  proof: z.array(text).max(64),
});
export type DossierEntry = z.infer<typeof dossierEntry>;

export const dossier = z.object({
  form: z.literal(DOSSIER_FORM),
  made: text,
  /** Key of the record that made it. */
  key: text,
  /** Checkpoint with the signatures of the record and of witnesses. */
  checkpoint: z.string().max(20_000),
  /** Keys of the witnesses that co-signed. */
  witnesses: z.array(text).max(100),
  entries: z.array(dossierEntry).min(1),
  /** How many more, and older, the maker had than one file takes; left out when there are none. */
  left: z.number().int().min(1).optional(),
  /** What people and units were called when it was made: for reading, not proven. */
  names: z.record(z.string(), z.string()),
  /** Of everything above: tells a damaged file. */
  digest: text,
});
export type Dossier = z.infer<typeof dossier>;

/** The file of a dossier, in the one form in which it is accepted. */
export function dossierText(made: Omit<Dossier, 'form' | 'digest'>): string {
  const document = { ...made, form: DOSSIER_FORM };
  return `${canonical({ ...document, digest: digest(document) })}\n`;
}

/** One thing that was checked. Its text is `record:check-<code>` or `record:fault-<code>`. */
export interface Finding {
  readonly ok: boolean;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface Checked {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** What it says, when it could be read. */
  readonly dossier?: Dossier;
  /** Moment of the checkpoint, as the record signed it. */
  readonly sealedAt?: Date;
  readonly erased: number;
}

class Findings {
  readonly all: Finding[] = [];
  add(ok: boolean, code: string, params: Finding['params'] = {}): boolean {
    this.all.push({ ok, code, params });
    return ok;
  }
}

/**
 * Checks a dossier with nothing but itself; `expected` is the key the reader has from elsewhere.
 * Every entry is looked at even after a fault, so that all of them are told.
 */
export function checkDossier(source: string, expected?: string): Checked {
  const found = new Findings();
  const document = read(source);
  const parsed = dossier.safeParse(document);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    found.add(false, document === undefined ? 'no-json' : 'no-dossier', { field });
    return { ok: false, findings: found.all, erased: 0 };
  }
  const given = parsed.data;
  const { digest: written, ...rest } = given;
  found.add(source.trimEnd() === canonical(document) && written === digest(rest), 'file');
  if (given.left) found.add(true, 'left', { left: given.left, count: given.entries.length });
  if (expected !== undefined) found.add(expected.trim() === given.key, 'expected-key');
  const head = checkHead(given, found);
  let erased = 0;
  for (const entry of given.entries) {
    checkEntry(entry, head, found);
    if (entry.content === null) erased += 1;
  }
  return {
    ok: found.all.every((f) => f.ok),
    findings: found.all,
    dossier: given,
    ...(head?.seconds === undefined ? {} : { sealedAt: new Date(head.seconds * 1000) }),
    erased,
  };
}

function read(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

function checkHead(given: Dossier, found: Findings) {
  const key = parseKey(given.key);
  const note = parseNote(given.checkpoint);
  const head = note && parseCheckpoint(note.text);
  if (!note || !head) {
    found.add(false, 'checkpoint-form');
    return undefined;
  }
  const seconds = key && signedAt(note, timed(key));
  const signed =
    key !== undefined &&
    key.name === head.origin &&
    signedAt(note, key) !== undefined &&
    seconds !== undefined;
  found.add(signed, 'checkpoint', { origin: head.origin, size: head.size });
  for (const witness of given.witnesses) checkWitness(witness, note, found);
  return { size: head.size, root: head.root, ...(seconds === undefined ? {} : { seconds }) };
}

function checkWitness(witness: string, note: Note, found: Findings): void {
  const key = parseKey(witness);
  const seconds = key && signedAt(note, key);
  const at = seconds ? new Date(seconds * 1000).toISOString() : '';
  found.add(Boolean(seconds), 'witness', { name: key?.name ?? witness, at });
}

function checkEntry(
  entry: DossierEntry,
  head: { size: number; root: Uint8Array } | undefined,
  found: Findings,
): void {
  const params = { id: entry.id, position: entry.position };
  const commitment = hexBytes(entry.commitment);
  const proof = entry.proof.map(fromBase64);
  if (!commitment || proof.some((p) => p?.length !== 32)) {
    found.add(false, 'entry-form', params);
    return;
  }
  const root = rootFromInclusion({
    leafHash: leafHashOf({ ...entry, commitment }),
    index: entry.position,
    size: head?.size ?? 0,
    proof: proof as Uint8Array[],
  });
  found.add(root !== undefined && head !== undefined && same(root, head.root), 'entry', params);
  if (entry.content === null) {
    found.add(entry.salt === null, 'erased', params);
    return;
  }
  const salt = fromBase64(entry.salt ?? '');
  const made = salt && commitmentTo(entry.algorithm, salt, entry.content);
  found.add(made !== undefined && same(made, commitment), 'content', params);
}

function hexBytes(hex: string): Uint8Array | undefined {
  if (!/^([0-9a-f]{2})*$/.test(hex)) return undefined;
  const bytes = hexToBytes(hex);
  return bytesToHex(bytes) === hex ? bytes : undefined;
}
