let inZone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });

/** Takes the time zone of the organisation, as the server tells it. */
export function setTimeZone(timeZone: string): void {
  inZone = new Intl.DateTimeFormat('sv-SE', { timeZone });
}

/** The day of a moment in the organisation's time zone, as the server counts days. */
export const dayOf = (moment: string | Date): string => inZone.format(new Date(moment));

/** Today there. */
export const today = (): string => dayOf(new Date());
