import { z } from 'zod';
import { forms } from '../../contract/study/schemas.ts';
import { today } from '../shell/day.ts';

export const tabs = ['calendar', 'list', 'reading'] as const;
/** What the list can be narrowed to by one click. */
export const shows = ['planned', 'late', 'held', 'nothing', 'withdrawn'] as const;
export type Show = (typeof shows)[number];
const uuid = z.uuid().optional().catch(undefined);

/** View of the page of study, as it stands in the address. */
export const studyView = z.object({
  at: uuid,
  tab: z.enum(tabs).catch('calendar'),
  /** Month of the calendar, `2026-03`; this month when absent. */
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .catch(undefined),
  form: z.enum(forms).optional().catch(undefined),
  show: z.enum(shows).optional().catch(undefined),
  campaign: uuid,
  nested: z.literal('yes').optional().catch(undefined),
  /** Last day that is shown, with what had come of sessions by then. */
  on: z.iso.date().optional().catch(undefined),
  q: z.coerce.string().max(100).optional().catch(undefined),
  /** Session whose drawer is open. */
  session: uuid,
  act: z.enum(['plan', 'record', 'edit', 'reading']).optional().catch(undefined),
  /** Day a new session is for. */
  day: z.iso.date().optional().catch(undefined),
});

export type StudyView = z.output<typeof studyView>;

/** What the list is narrowed by beside what it shows. */
export const narrowedBy = ({ at, campaign, nested, on, form, q }: StudyView) => ({
  ...(at ? { under: at } : {}),
  ...(campaign ? { campaign } : {}),
  ...(campaign && nested ? { nested } : {}),
  ...(on ? { on } : {}),
  ...(form ? { form } : {}),
  ...(q ? { q } : {}),
});

/** The query of the server for a view. */
export const queryOf = (view: StudyView) => ({ ...narrowedBy(view), ...filterOf(view.show) });

const filterOf = (show: Show | undefined) => {
  switch (show) {
    case undefined:
      return {};
    case 'late':
      return { late: 'yes' as const };
    case 'nothing':
      return { came: 'nothing' as const };
    default:
      return { state: show };
  }
};

const plus = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
/** Monday is 0. */
const weekday = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

export const thisMonth = (): string => today().slice(0, 7);

/** A month some months on. */
export function monthAfter(month: string, months: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const all = year * 12 + number - 1 + months;
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}`;
}

/** Days of whole weeks, Monday first, that a month is shown in. */
export function weeksOf(month: string): string[] {
  const first = `${month}-01`;
  const start = plus(first, -weekday(first));
  const last = plus(`${monthAfter(month, 1)}-01`, -1);
  const days: string[] = [];
  for (let day = start; day <= last || weekday(day) !== 0; day = plus(day, 1)) days.push(day);
  return days;
}
