import { notify, type Telling } from '../notice/service.ts';
import type { Context } from '../platform/context.ts';
import type { Trx } from '../platform/scope.ts';

/** Says what is to be told: at once, or when an act on many rows is over. */
export type Tell = (...tellings: readonly Telling[]) => Promise<void>;

export const atOnce =
  (trx: Trx, ctx: Context): Tell =>
  (...tellings) =>
    notify(trx, ctx, ...tellings);

interface Act {
  readonly act: string;
  readonly reason?: string | undefined;
}

/** Gathers what rows of one act tell; at its end each person is told once, however many rows there were. */
export function gathering() {
  const all: Telling[] = [];
  const tell: Tell = async (...tellings) => void all.push(...tellings);
  return {
    tell,
    over: (trx: Trx, ctx: Context, act: Act): Promise<void> =>
      notify(trx, ctx, ...gathered(all, act)),
  };
}

function gathered(all: readonly Telling[], act: Act): Telling[] {
  const of = new Map<string, Telling[]>();
  for (const telling of all)
    for (const person of telling.to) {
      const own = of.get(person);
      if (own) own.push(telling);
      else of.set(person, [telling]);
    }
  return [...of].map(([person, own]) => ({ ...oneOf(own, act), to: [person] }));
}

/** A single row is told in its own words; several by their number, with the reason they share. */
function oneOf(own: readonly Telling[], { act, reason }: Act): Telling {
  const [first] = own;
  if (own.length === 1) return first!;
  const mine = own.some((one) => one.link?.startsWith('/my-problems'));
  return {
    ...first!,
    code: manyOf(first!.code),
    params: { count: own.length, ...(reason ? { reason } : {}) },
    link: mine ? '/my-problems' : '/problems',
    key: `problem-act:${act}`,
  };
}

/** Who came to own problems and who measures of them is told the same. */
const manyOf = (code: string): string =>
  code === 'problem:told-measure-owner' ? 'problem:told-owner-many' : `${code}-many`;
