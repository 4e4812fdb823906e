// The one place of the engine that knows Node; nothing in the engine imports it, and a
// browser hands its own Web Workers to `createPool` instead.
// biome-ignore-start lint/style/noRestrictedImports: adapter to worker threads
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
// biome-ignore-end lint/style/noRestrictedImports: adapter to worker threads
import { createPool, type Pool, type Reply, type Thread } from './pool.ts';

/** Threads that pay: one a core, at most eight (memory bandwidth is shared). */
export const usefulThreads = (): number => Math.min(8, availableParallelism());

/** A pool of Node worker threads. Close it, or the process does not end. */
export function nodePool(size: number = usefulThreads()): Pool {
  return createPool(spawn, size);
}

function spawn(): Thread {
  const worker = new Worker(new URL('./thread.js', import.meta.url));
  return {
    post: (message) => worker.postMessage(message),
    listen: (reply, broken) => {
      worker.on('message', (message: Reply) => reply(message));
      worker.on('error', broken);
      worker.on('exit', () => broken(new Error('a worker thread ended')));
    },
    close: () => worker.terminate(),
  };
}
