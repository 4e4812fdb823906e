/** Lets so many work at once; further ones wait for their turn, or give it up when aborted. */
export function turns(atOnce: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  const take = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    if (running >= atOnce)
      await new Promise<void>((resolve, reject) => {
        waiting.push(resolve);
        signal?.addEventListener(
          'abort',
          () => {
            const place = waiting.indexOf(resolve);
            // Already called on: the turn is taken, and given back when the thread refuses to start.
            if (place < 0) return;
            waiting.splice(place, 1);
            reject(signal.reason);
          },
          { once: true },
        );
      });
    running++;
  };
  return async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    await take(signal);
    try {
      return await work();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}
