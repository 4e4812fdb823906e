import { z } from 'zod';
import { type PaperForm, type PaperInput, paperForms } from '../../contract/document/operations.ts';
import { filterFields, filterNames } from '../problem/view.ts';

/** Which problems go into a list; a whole filter comes with the address of the ledger page. */
export const whiches = ['all', 'open', 'overdue', 'closed'] as const;
export type Which = (typeof whiches)[number];

const text = z.coerce.string().optional().catch(undefined);
const day = z.iso.date().optional().catch(undefined);

/** The paper chosen, as it stands in the address. Names are joined by 、. */
export const paperView = z.object({
  /** What the ledger page was narrowed by when the paper was asked for there. */
  ...filterFields,
  only: z.enum(['unit']).optional().catch(undefined),
  form: z.enum(paperForms).optional().catch(undefined),
  which: z.enum(whiches).optional().catch(undefined),
  from: day,
  to: day,
  organ: text,
  number: text,
  recipient: text,
  issue: z.coerce.number().int().min(1).max(9999).optional().catch(undefined),
  report: text,
  send: text,
  hand: text,
  annex: z.boolean().optional().catch(undefined),
});
export type PaperView = z.output<typeof paperView>;
export type ChangePaper = (change: Partial<PaperView>, how?: { replace?: boolean }) => void;

export const formOf = (view: PaperView): PaperForm => view.form ?? 'list';
/** Whether a form speaks of a period, and not of rows. */
export const hasPeriod = (form: PaperForm): boolean =>
  form === 'brief' || form === 'report' || form === 'circular';
/** Whether a form tells of chosen rows. */
export const hasRows = (form: PaperForm): boolean => !hasPeriod(form) && form !== 'plan';
/** Whether a form goes out under a number, to somebody. */
export const goesOut = (form: PaperForm): boolean =>
  form === 'report' || form === 'circular' || form === 'result' || form === 'plan';

export const namesOf = (joined: string | undefined): string[] =>
  (joined ?? '')
    .split('、')
    .map((name) => name.trim())
    .filter(Boolean);

const narrowing = [...filterNames.filter((f) => f !== 'campaign'), 'only'] as const;
/** How many fields of the ledger page narrow the list. */
export const narrowedBy = (view: PaperView) => narrowing.filter((f) => view[f] !== undefined);

const filters: Record<Which, PaperInput['filter']> = {
  all: {},
  open: { state: 'open,working,applied,reviewed,confirmed,notice' },
  overdue: { light: 'overdue' },
  closed: { state: 'closed' },
};

/** What is asked of the server; only what the chosen form has. */
export function wishOf(view: PaperView, unitId: string | undefined): PaperInput {
  const form = formOf(view);
  const names = (field: 'report' | 'send' | 'hand') => {
    const list = namesOf(view[field]);
    return list.length > 0 ? { [field]: list } : {};
  };
  return {
    form,
    ...(unitId ? { unitId } : {}),
    filter: !hasRows(form)
      ? given(view, ['campaign'])
      : {
          ...(narrowedBy(view).length > 0 ? {} : filters[view.which ?? 'all']),
          ...given(view, ['campaign', ...narrowing]),
        },
    ...(hasPeriod(form) ? given(view, ['from', 'to']) : {}),
    ...(hasPeriod(form) || goesOut(form) ? given(view, ['organ']) : {}),
    ...(form === 'brief'
      ? { ...given(view, ['issue']), ...names('report'), ...names('send'), ...names('hand') }
      : {}),
    ...(goesOut(form) ? given(view, ['number', 'recipient']) : {}),
    ...(form === 'report' ? given(view, ['annex']) : {}),
  };
}

function given<K extends keyof PaperView>(view: PaperView, fields: readonly K[]) {
  return Object.fromEntries(
    fields.flatMap((f) => (view[f] === undefined || view[f] === '' ? [] : [[f, view[f]]])),
  );
}
