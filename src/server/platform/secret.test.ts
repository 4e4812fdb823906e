import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSecret, sealSecret } from './secret.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'shiji-secret-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('secrets at rest', () => {
  it('come back as they were, never twice the same, under one key only its owner reads', async () => {
    const [one, two] = await Promise.all([
      sealSecret(home, 'mail', '口令 abc'),
      sealSecret(home, 'mail', '口令 abc'),
    ]);
    expect(one).toMatch(/^aes-256-gcm:/);
    expect(one).not.toBe(two);
    expect(Buffer.from(one.split(':')[1]!, 'base64url').toString()).not.toContain('abc');
    expect(await openSecret(home, 'mail', one)).toBe('口令 abc');
    expect(await openSecret(home, 'mail', two)).toBe('口令 abc');
    expect((await stat(join(home, 'secret.key'))).mode & 0o777).toBe(0o600);
  });

  it('do not open altered at any byte, cut, or for another purpose', async () => {
    const sealed = await sealSecret(home, 'mail', 'x');
    const bytes = Buffer.from(sealed.split(':')[1]!, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const altered = Buffer.from(bytes);
      altered[i]! ^= 1;
      const text = `aes-256-gcm:${altered.toString('base64url')}`;
      await expect(openSecret(home, 'mail', text)).rejects.toThrow();
    }
    const cut = `aes-256-gcm:${bytes.subarray(0, 16).toString('base64url')}`;
    await expect(openSecret(home, 'mail', cut)).rejects.toThrow();
    await expect(openSecret(home, 'robot', sealed)).rejects.toThrow();
    await expect(openSecret(home, 'mail', 'aes-128-cbc:AAAA')).rejects.toThrow(/algorithm/);
  });

  it('do not open under another key; a broken key file is named', async () => {
    const other = await mkdtemp(join(tmpdir(), 'shiji-secret-'));
    const sealed = await sealSecret(home, 'mail', 'x');
    await expect(openSecret(other, 'mail', sealed)).rejects.toThrow();
    const broken = await mkdtemp(join(tmpdir(), 'shiji-secret-'));
    await writeFile(join(broken, 'secret.key'), 'short');
    await expect(sealSecret(broken, 'mail', 'x')).rejects.toThrow(/secret\.key/);
    expect(await readFile(join(broken, 'secret.key'), 'utf8')).toBe('short');
    await rm(other, { recursive: true, force: true });
    await rm(broken, { recursive: true, force: true });
  });
});
