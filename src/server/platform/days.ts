/** Calendar days of the organisation: deadlines and validity do not shift at midnight UTC. */
const ZONE = 'Asia/Shanghai';
const format = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });

/** The day it is in the organisation's time zone, `YYYY-MM-DD`. */
export function dayOf(time: Date): string {
  return format.format(time);
}

const DAY = 86_400_000;

/** The moment a day begins there. */
export function startOf(day: string): Date {
  // China has kept one offset without summer time since 1991.
  return new Date(`${day}T00:00:00+08:00`);
}

/** The day some days after another. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}
