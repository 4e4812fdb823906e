const inZone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });

/** The day of a moment in the organisation's time zone, as the server counts days. */
export const dayOf = (moment: string | Date): string => inZone.format(new Date(moment));

/** Today there. */
export const today = (): string => dayOf(new Date());
