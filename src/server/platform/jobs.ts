import type { Context } from './context.ts';

/** Work that is done beside requests: its name, when it comes by itself, and what it does. */
export interface Job {
  /** `<room>.<what>`. */
  readonly name: string;
  /** Crontab line (minute hour day month weekday) when it comes by itself. */
  readonly cron?: string;
  /** Done again from the beginning after a crash: twice must be as good as once. */
  readonly run: (ctx: Context, payload: unknown) => Promise<void>;
}
