/** Calendar days of the organisation: deadlines and validity do not shift at midnight UTC. */
const ZONE = 'Asia/Shanghai';
const format = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });

/** The day it is in the organisation's time zone, `YYYY-MM-DD`. */
export function dayOf(time: Date): string {
  return format.format(time);
}
