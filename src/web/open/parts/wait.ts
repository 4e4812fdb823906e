/** Waits before trying again, in seconds; the last one from then on. */
const WAITS = [2, 4, 8, 15, 30];

/** Waits longer each time, and no longer once the link is back; `told` says for how long. */
export async function waitBefore(tries: number, told: (seconds: number) => void): Promise<void> {
  const seconds = WAITS[Math.min(tries, WAITS.length - 1)]!;
  told(seconds);
  await waitOrOnline(seconds * 1000);
}

function waitOrOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
  });
}
