import { Counter } from '../platform/counter.ts';

const MINUTE = 60_000;
/** Answers to one survey from one address in a minute: a hall full of people sends behind one. */
const MANY = 60;

const sent = new Counter(MINUTE);

/** Whether an address has sent as much of a survey within the minute as is taken; else it is counted. */
export function tooManySent(surveyId: string, address: string, now: Date): boolean {
  const what = `${surveyId} ${address}`;
  if (sent.count(what, now, 0) >= MANY) return true;
  sent.count(what, now);
  return false;
}
