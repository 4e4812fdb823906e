import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Verify } from '../../contract/record/ed25519.ts';
import {
  fromBase64,
  keyText,
  messageOf,
  type NoteKey,
  type NoteSignature,
  PLAIN,
  signatureBytes,
  timed,
  toBase64,
} from '../../contract/record/note.ts';

/** A key that signs notes. */
export interface Signer {
  readonly key: NoteKey;
  /** Signs a text; with a time in seconds, as cosignature. */
  readonly sign: (text: string, seconds?: number) => NoteSignature;
  readonly seed: Uint8Array;
}

/** What precedes the 32 bytes of an Ed25519 key in its standard envelope (RFC 8410). */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** A signer from the text of its secret key, `PRIVATE+KEY+<name>+<id>+<key>`. */
export function createSigner(secret: string): Signer | undefined {
  const [, name, , material] =
    /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(secret.trim()) ?? [];
  const bytes = fromBase64(material ?? '');
  if (!name || bytes?.length !== 33 || bytes[0] !== PLAIN) return undefined;
  const signer = signerOf(name, bytes.slice(1));
  return signerText(signer) === secret.trim() ? signer : undefined;
}

export function newSigner(name: string): Signer {
  return signerOf(name, randomBytes(32));
}

function signerOf(name: string, seed: Uint8Array): Signer {
  const secret = createPrivateKey({
    key: Buffer.concat([PRIVATE_HEAD, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const envelope = createPublicKey(secret).export({ format: 'der', type: 'spki' });
  const publicKey = new Uint8Array(envelope.subarray(-32));
  const key: NoteKey = { name, kind: PLAIN, publicKey };
  return {
    key,
    seed,
    sign: (text, seconds) => {
      const used = seconds === undefined ? key : timed(key);
      const signature = sign(null, messageOf(text, seconds), secret);
      return { name, bytes: signatureBytes(used, new Uint8Array(signature), seconds) };
    },
  };
}

export function signerText({ key, seed }: Signer): string {
  const [name, id] = keyText(key).split('+');
  return `PRIVATE+KEY+${name}+${id}+${toBase64(Uint8Array.of(PLAIN, ...seed))}`;
}

/** The signer in a file; nothing when there is no file. Throws when it holds something else. */
export async function readSigner(path: string): Promise<Signer | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const signer = createSigner(text);
  if (!signer) throw new Error(`${path} is no key`);
  return signer;
}

/** Ed25519 of Node: fifty times as fast as in plain script. */
export const verifyNative: Verify = (key, message, signature) => {
  const envelope = Buffer.concat([PUBLIC_HEAD, key]);
  const publicKey = createPublicKey({ key: envelope, format: 'der', type: 'spki' });
  return verify(null, message, publicKey, signature);
};
