/** A calendar day, `YYYY-MM-DD`, in the organisation's time zone. */
export type Day = string;

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** Days since 1970-01-01. */
export function numberOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY;
}

export function dayAt(number: number): Day {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

/** The day some calendar days after another. */
export function addDays(day: Day, days: number): Day {
  return dayAt(numberOf(day) + days);
}
