import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Verify, verifyEd25519 } from './ed25519.ts';
import { HASH_SIZE } from './tree.ts';

/**
 * Signed notes, checkpoints and cosignatures as C2SP writes them (signed-note, tlog-checkpoint,
 * tlog-cosignature), so that witnesses and monitors of others can read ours.
 */

/** Kinds of signature: plain Ed25519, and Ed25519 with a time, as witnesses sign. */
export const PLAIN = 1;
export const TIMED = 4;
export type SignatureKind = typeof PLAIN | typeof TIMED;

export interface NoteKey {
  readonly name: string;
  readonly kind: SignatureKind;
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  /** 4 bytes that tell which key of that name, then the signature itself. */
  readonly bytes: Uint8Array;
}

export interface Note {
  /** What is signed, its last line end included. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Bytes of a base64 text in its one exact form; nothing for any other text. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return toBase64(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** The 4 bytes by which a signature names its key. */
export function keyId({ name, kind, publicKey }: NoteKey): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(kind), publicKey)).slice(0, 4);
}

/** `<name>+<id>+<key>`: how a key is made known. */
export function keyText(key: NoteKey): string {
  const material = toBase64(concatBytes(Uint8Array.of(key.kind), key.publicKey));
  return `${key.name}+${bytesToHex(keyId(key))}+${material}`;
}

/** Names of keys have no white space and no plus. */
const NAME = /^[^\s+]+$/u;

export function parseKey(text: string): NoteKey | undefined {
  const [name = '', id = '', ...rest] = text.split('+');
  const material = fromBase64(rest.join('+'));
  const kind = material?.[0];
  if (material?.length !== 33 || (kind !== PLAIN && kind !== TIMED)) return undefined;
  const key: NoteKey = { name, kind, publicKey: material.slice(1) };
  return NAME.test(name) && bytesToHex(keyId(key)) === id ? key : undefined;
}

/** The same key, as it signs with a time. */
export function timed(key: NoteKey): NoteKey {
  return { ...key, kind: TIMED };
}

export function signatureLine({ name, bytes }: NoteSignature): string {
  return `— ${name} ${toBase64(bytes)}\n`;
}

/** Reads a note; nothing when it is not one. */
export function parseNote(source: string): Note | undefined {
  const end = source.lastIndexOf('\n\n');
  if (end < 0 || !source.endsWith('\n')) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of source.slice(end + 2, -1).split('\n')) {
    const found = /^— ([^\s+]+) (\S+)$/u.exec(line);
    const bytes = found ? fromBase64(found[2]!) : undefined;
    if (!found || !bytes || bytes.length < 5) return undefined;
    signatures.push({ name: found[1]!, bytes });
  }
  return { text: source.slice(0, end + 1), signatures };
}

export function noteText({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(signatureLine).join('')}`;
}

/** What is signed: the text, or, with a time in seconds since 1970, a statement about it. */
export function messageOf(text: string, seconds?: number): Uint8Array {
  return utf8ToBytes(seconds === undefined ? text : `cosignature/v1\ntime ${seconds}\n${text}`);
}

/** Bytes of a signature as its line holds them. */
export function signatureBytes(key: NoteKey, signature: Uint8Array, seconds = 0): Uint8Array {
  if (key.kind === PLAIN) return concatBytes(keyId(key), signature);
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  return concatBytes(keyId(key), time, signature);
}

/** When the key signed the note (0 for a plain signature); nothing when it did not. */
export function signedAt(note: Note, key: NoteKey, verify: Verify = verifyEd25519) {
  const id = bytesToHex(keyId(key));
  for (const { name, bytes } of note.signatures) {
    if (name !== key.name || bytesToHex(bytes.slice(0, 4)) !== id) continue;
    const head = key.kind === PLAIN ? 4 : 12;
    if (bytes.length !== head + 64) continue;
    const seconds =
      key.kind === PLAIN ? undefined : Number(new DataView(bytes.slice(4).buffer).getBigUint64(0));
    const message = messageOf(note.text, seconds);
    if (verify(key.publicKey, message, bytes.slice(head))) return seconds ?? 0;
  }
  return undefined;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads the text of a checkpoint; further lines are allowed and left alone. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, digits, encoded] = text.split('\n');
  const root = fromBase64(encoded ?? '');
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(digits ?? '') || root?.length !== HASH_SIZE)
    return undefined;
  return { origin, size: Number(digits), root };
}
