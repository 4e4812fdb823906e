import { Writable } from 'node:stream';
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { FeedAnswer, FeedSaid } from './feed.ts';

/** Bytes that may be on their way before whoever takes them has to say so. */
const AHEAD = 2 ** 20;

/** Writes files in a thread that {@link feedingThread} started, one after the other. */
export function writesFed<A, B>(
  write: (about: A, batches: AsyncIterable<B>, out: Writable) => Promise<void>,
): void {
  const port = parentPort!;
  const answer = (message: FeedAnswer, move: ArrayBuffer[] = []): void =>
    port.postMessage(message, move);
  let sink: ReturnType<typeof sinkOf> | undefined;
  let source: ReturnType<typeof sourceOf<B>> | undefined;
  port.on('message', (said: FeedSaid<A, B>) => {
    if ('took' in said) return sink?.took(said.took);
    if ('batch' in said) return source?.add(said.batch);
    if ('end' in said) return source?.end();
    sink = sinkOf(port);
    source = sourceOf<B>(() => answer({ fed: true }));
    // A failure ends the thread: whoever asked is told, the next file gets a new one.
    void write(said.about, source.batches, sink.out).then(() => answer({ done: true }));
  });
}

/** What is fed, as it comes. */
function sourceOf<B>(fed: () => void) {
  const waiting: B[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  async function* batches(): AsyncGenerator<B> {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) {
        yield next;
        fed();
      } else if (ended) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  return {
    batches: batches(),
    add(batch: B): void {
      waiting.push(batch);
      wake?.();
    },
    end(): void {
      ended = true;
      wake?.();
    },
  };
}

/** Where the file goes: to the thread that asked, no faster than it is taken there. */
function sinkOf(port: MessagePort) {
  let onTheWay = 0;
  let go: (() => void) | undefined;
  const out = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      const bytes = new Uint8Array(chunk);
      onTheWay += bytes.length;
      port.postMessage({ bytes } satisfies FeedAnswer, [bytes.buffer]);
      if (onTheWay < AHEAD) done();
      else go = done;
    },
  });
  return {
    out,
    took(many: number): void {
      onTheWay -= many;
      if (onTheWay >= AHEAD || !go) return;
      const then = go;
      go = undefined;
      then();
    },
  };
}
