import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** AES-256 in Galois/Counter mode (NIST SP 800-38D): 96-bit random nonce, 128-bit tag. */
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keys = new Map<string, Promise<Buffer>>();

/**
 * A secret as it may lie in the database: `aes-256-gcm:<base64url of nonce ‖ tag ‖ text>`. The
 * key is `<home>/secret.key` (mode 0600), so that a copy of the database alone opens nothing.
 * `purpose` is authenticated with it (say `setting:mail` or `totp:<account>`): sealed text moved
 * to another row does not open.
 */
export async function sealSecret(home: string, purpose: string, text: string): Promise<string> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, await keyOf(home), nonce);
  cipher.setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const whole = Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  return `${ALGORITHM}:${whole.toString('base64url')}`;
}

/** The secret; throws when it was altered, sealed for another purpose or under another key. */
export async function openSecret(home: string, purpose: string, sealed: string): Promise<string> {
  const [algorithm, text = ''] = sealed.split(':');
  if (algorithm !== ALGORITHM) throw new Error('secret: unknown algorithm');
  const whole = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv(
    ALGORITHM,
    await keyOf(home),
    whole.subarray(0, NONCE_BYTES),
    // Without it a cut tag of 32 bits would do.
    { authTagLength: TAG_BYTES },
  );
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(whole.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const rest = whole.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8');
}

/**
 * HMAC-SHA-256 over bytes, under a key of its own for each purpose: for codes that this server
 * gives out and takes back without keeping them.
 */
export async function macOf(home: string, purpose: string, bytes: Uint8Array): Promise<Buffer> {
  const key = createHmac('sha256', await keyOf(home))
    .update(`mac ${purpose}`)
    .digest();
  return createHmac('sha256', key).update(bytes).digest();
}

function keyOf(home: string): Promise<Buffer> {
  const known = keys.get(home);
  if (known) return known;
  const key = readKey(home);
  keys.set(home, key);
  // A disk that was full a moment ago is asked again.
  key.catch(() => keys.delete(home));
  return key;
}

async function readKey(home: string): Promise<Buffer> {
  const path = join(home, 'secret.key');
  const found = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const text = found ?? (await makeKey(home, path));
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== KEY_BYTES) throw new Error(`${path} is not a key of ${KEY_BYTES} bytes`);
  return key;
}

/** Written beside, flushed, then linked: the file is whole or absent, and the first one made stays. */
async function makeKey(home: string, path: string): Promise<string> {
  await mkdir(home, { recursive: true, mode: 0o755 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64url')}\n`);
    await file.sync();
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}
