import type { RoomPage } from './rooms.tsx';

/** Help of the pages: the key of its text, «web.help-<key>», and the chapter of the handbook that goes on. */
const helps: Readonly<Record<string, { key: string; chapter: string }>> = {
  '/': { key: 'today', chapter: '4-page' },
  '/appraisal': { key: 'appraisal', chapter: '2-intervals' },
  '/appraisal/runs': { key: 'runs', chapter: '3-verify' },
  '/org': { key: 'org', chapter: '5-first-day' },
  '/people': { key: 'people', chapter: '5-first-day' },
  '/duty': { key: 'duty', chapter: '5-first-day' },
  '/cockpit': { key: 'cockpit', chapter: '6-loop' },
  '/study': { key: 'study', chapter: '6-loop' },
  '/inspect': { key: 'problems', chapter: '6-loop' },
  '/problems': { key: 'problems', chapter: '6-loop' },
  '/my-problems': { key: 'problems', chapter: '6-loop' },
  '/campaigns': { key: 'problems', chapter: '6-loop' },
  '/specials': { key: 'lasting', chapter: '6-loop' },
  '/institutions': { key: 'lasting', chapter: '6-loop' },
  '/surveys': { key: 'survey', chapter: '6-loop' },
  '/supervision': { key: 'supervision', chapter: '6-loop' },
  '/ballots': { key: 'ballots', chapter: '8-ballots' },
  '/voices': { key: 'voices', chapter: '7-voices' },
  '/account': { key: 'account', chapter: '4-page' },
};
const elsewhere = { key: 'elsewhere', chapter: '4-page' } as const;

/** Address of the handbook in the page; a room's address is no typed route. */
export const HELP: string = '/help';

export function helpOf(page: RoomPage | undefined): { key: string; chapter: string } {
  return (page && helps[page.path]) ?? elsewhere;
}

/** Keys of the whole page and what they do, «web.key-<name>». */
export const keys = [
  ['Ctrl K', 'find'],
  ['?', 'help'],
  ['Tab', 'tab'],
  ['Esc', 'escape'],
] as const;
