import type { Session } from './session.ts';

type Progress = (done: number, total: number) => undefined;

/** A bar on standard error for a person at a terminal; nothing elsewhere. */
export async function withBar<T>(
  session: Session,
  label: string,
  work: (progress: Progress) => T | Promise<T>,
): Promise<T> {
  if (!session.live) return work(() => undefined);
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% · {value}/{total}`,
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(1, 0);
  try {
    return await work((done, total) => {
      bar.setTotal(total);
      bar.update(done);
      // The work is synchronous: the bar's own timer would never draw.
      bar.render();
      return undefined;
    });
  } finally {
    bar.stop();
  }
}

/** One line on a terminal that says what is being done, and goes when it is done. */
export async function withLine<T>(
  session: Session,
  line: string,
  work: (say: (line: string) => void) => Promise<T> | T,
): Promise<T> {
  if (!session.live) return work(() => undefined);
  const say = (text: string): void => session.output.err(`\r\x1b[K${text}`);
  say(line);
  try {
    return await work(say);
  } finally {
    say('');
  }
}
