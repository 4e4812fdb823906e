import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../platform/error.ts';
import { openSecret, sealSecret } from '../platform/secret.ts';

const BITS = 2048;
const NONCE = 12;
const TAG = 16;

/** What a ballot holds while it runs: a signing key for each electorate, its box's, its file's. */
export interface Keys {
  readonly signing: ReadonlyMap<string, KeyObject>;
  readonly box: Buffer;
  readonly seal: KeyObject;
}

/** Moduli, hexadecimal. */
export interface PublicKeys {
  readonly signing: ReadonlyMap<string, string>;
  readonly seal: string;
}

const held = new Map<string, Keys>();

const folderOf = (home: string) => join(home, 'ballots');
const ENDING = '.keys';
const UUID_KEYS = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.keys$/;
const fileOf = (home: string, ballot: string) => join(folderOf(home), `${ballot}${ENDING}`);
const purposeOf = (ballot: string) => `ballot:${ballot}`;

/**
 * Makes the keys of a ballot and keeps them in the home folder, under its key. Never in the
 * database: there a dead row, the log of the database or a backup would keep them for good.
 */
export async function makeKeys(
  home: string,
  ballot: string,
  electorates: readonly string[],
): Promise<PublicKeys> {
  const [seal, ...pairs] = await Promise.all([newKey(), ...electorates.map(newKey)]);
  const signing = electorates.map((id, i) => [id, pairs[i]!] as const);
  const text = JSON.stringify({
    box: randomBytes(32).toString('base64'),
    seal: pemOf(seal),
    signing: signing.map(([id, key]) => [id, pemOf(key)]),
  });
  await mkdir(folderOf(home), { recursive: true, mode: 0o700 });
  const file = await open(fileOf(home, ballot), 'w', 0o600);
  try {
    await file.writeFile(await sealSecret(home, purposeOf(ballot), text));
    await file.sync();
  } finally {
    await file.close();
  }
  held.delete(`${home} ${ballot}`);
  return {
    signing: new Map(signing.map(([id, key]) => [id, modulusOf(key)])),
    seal: modulusOf(seal),
  };
}

async function newKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength: BITS })).privateKey;
}

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' });

const modulusOf = (key: KeyObject): string =>
  Buffer.from(key.export({ format: 'jwk' }).n!, 'base64url').toString('hex');

/** The keys of a ballot that runs; refused as `ballot-keys` when they cannot be read. */
export async function keysOf(home: string, ballot: string): Promise<Keys> {
  const name = `${home} ${ballot}`;
  const known = held.get(name);
  if (known) return known;
  const keys = await readKeys(home, ballot).catch(() => {
    throw new AppError('ballot-keys', [
      { code: 'ballot:keys-lost', params: { file: `ballots/${ballot}${ENDING}` } },
    ]);
  });
  held.set(name, keys);
  return keys;
}

async function readKeys(home: string, ballot: string): Promise<Keys> {
  const sealed = await readFile(fileOf(home, ballot), 'utf8');
  const { box, seal, signing } = JSON.parse(await openSecret(home, purposeOf(ballot), sealed)) as {
    box: string;
    seal: string;
    signing: [string, string][];
  };
  return {
    box: Buffer.from(box, 'base64'),
    seal: createPrivateKey(seal),
    signing: new Map(signing.map(([id, pem]) => [id, createPrivateKey(pem)])),
  };
}

/** Ballots whose keys lie in the home folder. */
export async function ballotsWithKeys(home: string): Promise<string[]> {
  const names = await readdir(folderOf(home)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((n) => UUID_KEYS.test(n)).map((n) => n.slice(0, -ENDING.length));
}

/** Overwrites the keys, then removes them. Harmless when they are gone. */
export async function destroyKeys(home: string, ballot: string): Promise<void> {
  held.delete(`${home} ${ballot}`);
  const path = fileOf(home, ballot);
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return;
  try {
    await file.write(randomBytes((await file.stat()).size), 0, undefined, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await rm(path, { force: true });
}

/** RSASP1 of RFC 9474 on a blinded message; nothing when it is no number under the modulus. */
export function signBlinded(key: KeyObject, blinded: string): string | undefined {
  try {
    return privateDecrypt(
      { key, padding: constants.RSA_NO_PADDING },
      Buffer.from(blinded, 'hex'),
    ).toString('hex');
  } catch {
    return undefined;
  }
}

const pss = (key: KeyObject) => ({
  key,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: 48,
});

/** Seals the count of a ballot: checked as a vote is, under a key that signs nothing else. */
export const sealCount = ({ seal }: Keys, text: Uint8Array): string =>
  sign('sha384', text, pss(seal)).toString('hex');

/** Says that a token was used, and without the key nothing of the token. */
export const markOf = ({ box }: Keys, token: string): Buffer =>
  createHmac('sha256', box).update(`mark ${token}`).digest();

/** A vote as it lies in the box: filled up to `size` bytes, so that no length tells an answer. */
export function sealVote({ box }: Keys, text: string, size: number): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', box, nonce);
  const padded = Buffer.alloc(size, ' ');
  if (Buffer.byteLength(text) > size) throw new Error('vote longer than its envelope');
  padded.write(text);
  const sealed = Buffer.concat([cipher.update(padded), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

export function openVote({ box }: Keys, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', box, sealed.subarray(0, NONCE), {
    authTagLength: TAG,
  });
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  const text = Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
  return text.toString('utf8').trimEnd();
}

const publicKeys = new Map<string, KeyObject>();

/** Whether a signature holds under a modulus: RSASSA-PSS of RFC 8017, as RFC 9474 ends in. */
export function holds(n: string, message: Uint8Array, signature: string): boolean {
  const known = publicKeys.get(n);
  const key =
    known ??
    createPublicKey({
      format: 'jwk',
      key: { kty: 'RSA', e: 'AQAB', n: Buffer.from(n, 'hex').toString('base64url') },
    });
  if (!known) publicKeys.set(n, key);
  return verify('sha384', message, pss(key), Buffer.from(signature, 'hex'));
}
