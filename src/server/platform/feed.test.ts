import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { feedingThread } from './feed.ts';

const open = new AbortController().signal;
const thread = () =>
  feedingThread(new URL('./feed.fixture.thread.js', import.meta.url), { idle: 5_000, atOnce: 2 });

async function* numbers(upTo: number, seen: { read: number } = { read: 0 }) {
  for (let n = 1; n <= upTo; n++) {
    seen.read = n;
    yield n;
  }
}

describe('a thread that writes as it is fed', () => {
  it('writes one file after the other and several at once, each whole and its own', async () => {
    const feed = thread();
    const made = async (name: string, upTo: number) => {
      const out = new PassThrough();
      const [said] = await Promise.all([text(out), feed({ name }, numbers(upTo), out, open)]);
      return said.replace(/=+/g, '=');
    };
    expect(await made('a', 3)).toBe('a=1=2=3=');
    expect(await made('b', 0)).toBe('b=');
    const many = await Promise.all(['c', 'd', 'e'].map((name) => made(name, 5)));
    expect(many).toEqual(['c=1=2=3=4=5=', 'd=1=2=3=4=5=', 'e=1=2=3=4=5=']);
  });

  it('reads no faster than it is taken, and nothing more once nobody takes it', async () => {
    const seen = { read: 0 };
    const out = new Writable({ highWaterMark: 1, write: () => undefined });
    const fed = thread()({ name: 'a' }, numbers(1000, seen), out, open);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(seen.read).toBeGreaterThan(2);
    // A part is 100 kB here: one MB on the way, and what waits in the thread.
    expect(seen.read).toBeLessThan(30);
    out.destroy();
    await expect(fed).rejects.toThrow();
    const { read } = seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen.read).toBe(read);
  });

  it('fails as what it is fed with fails, or the thread, and works again afterwards', async () => {
    const feed = thread();
    async function* broken() {
      yield 1;
      throw new Error('the database is gone');
    }
    const sink = () => new PassThrough().resume();
    await expect(feed({ name: 'a' }, broken(), sink(), open)).rejects.toThrow('database is gone');
    await expect(feed({ name: 'fail' }, numbers(3), sink(), open)).rejects.toThrow('no such form');
    const gone = new AbortController();
    const waiting = feed({ name: 'a' }, numbers(3), sink(), gone.signal);
    gone.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    const out = new PassThrough();
    const [said] = await Promise.all([text(out), feed({ name: 'z' }, numbers(1), out, open)]);
    expect(said).toMatch(/^z=+1=$/);
  });
});
