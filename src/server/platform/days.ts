import { addDays } from '../../contract/deadline/days.ts';

export { addDays };

/** Calendar days of the organisation: deadlines and validity do not shift at midnight UTC. */
let zone = 'Asia/Shanghai';
let format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });

/** Takes the time zone of the settings for this process. */
export function setTimeZone(next: string): void {
  if (next === zone) return;
  last = { minute: Number.NaN, day: '' };
  begun = { day: '', at: 0 };
  format = new Intl.DateTimeFormat('sv-SE', { timeZone: next });
  zone = next;
}

/** The last answer of {@link dayOf}: every request asks for today, and formatting takes a while. */
let last = { minute: Number.NaN, day: '' };

/** The day it is in the organisation's time zone, `YYYY-MM-DD`. */
export function dayOf(time: Date): string {
  // Days begin with a minute everywhere since zones are whole minutes (1972).
  const minute = Math.floor(time.getTime() / 60_000);
  if (minute !== last.minute) last = { minute, day: format.format(time) };
  return last.day;
}

/** Date and time as a clock on the wall there shows it, taken for UTC. */
function wallTime(time: Date): number {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(time);
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

/** Hour and minute as a clock there shows them, `17:30`. */
export function clockOf(time: Date): string {
  return new Date(wallTime(time)).toISOString().slice(11, 16);
}

/** The hour of the day it is there, 0 to 23. */
export function hourOf(time: Date): number {
  return new Date(wallTime(time)).getUTCHours();
}

/** The last answer of {@link startOf}: what comes in tells of its day alone, all day long. */
let begun = { day: '', at: 0 };

/** The moment a day begins there. */
export function startOf(day: string): Date {
  if (begun.day === day) return new Date(begun.at);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Twice: the offset at the first guess may be that of the other side of a summer time change.
  let at = midnight;
  for (let i = 0; i < 2; i++) at = midnight - (wallTime(new Date(at)) - at);
  begun = { day, at };
  return new Date(at);
}

/**
 * The same context with a clock that knows the day only: what is written through it tells no
 * time of day of whoever raised something.
 */
export function dayOnly<C extends { now(): Date }>(ctx: C): C {
  return { ...ctx, now: () => startOf(dayOf(ctx.now())) };
}
