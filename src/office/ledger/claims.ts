import type { MeasureKind } from '../../contract/problem/states.ts';
import type { MeasureFields } from './row.ts';

/** What a sender says of being finished: with the day, where one is told that is not to come. */
export interface Claim {
  readonly on: string | null;
}

/** Cells that can say so, in the order in which they are believed to mean it. */
export const claimRoles = ['done', 'closedOn', 'progress'] as const;

const ENDED = '(?:完成|完成整改|整改完成|整改到位|整改完毕|办结|销号|完成销号|结案)';
/** The whole of a cell that asks whether it is done. */
const YES = new RegExp(
  `^(?:是|√|✓|✔|对|y|yes|done|closed|completed?|finished|100%|(?:均|都|全部)?已?(?:经|全部|按期|按时)?${ENDED}|已(?:经|全部)?(?:整改|落实|解决|落实到位)|${ENDED}并?${ENDED})$`,
  'i',
);
/** How progress begins that tells of an end and of nothing left to do. */
const TOLD = new RegExp(`^(?:均|都|全部)?已(?:经|全部|按期|按时)?${ENDED}(?:[，。；,;\\n]|$)`);
const LEFT = /未|尚|正在|部分|基本|剩余|下一步|继续|仍|计划|拟/;

/**
 * Whether a row says that its measure, or its problem, is finished. The cell that asks for it decides;
 * then a day on which it was; then words of progress that say nothing else.
 */
export function claimOf(fields: MeasureFields, today: string): Claim | undefined {
  const { done, closedOn, progress } = fields;
  const on = closedOn && closedOn <= today ? closedOn : null;
  if (done) return YES.test(plainWord(done)) ? { on } : undefined;
  if (on !== null) return { on };
  return progress && TOLD.test(plainWord(progress)) && !LEFT.test(progress) ? { on } : undefined;
}

const plainWord = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[^\S\n]/g, '')
    .replace(/[。.!！]$/, '');

/**
 * The claim of a whole problem: each of its measures that has an end is claimed or done, and at least
 * one is claimed; the last day told. Nothing otherwise.
 */
export function wholeClaim(
  measures: readonly {
    readonly claim?: Claim | undefined;
    readonly kind?: MeasureKind | undefined;
    readonly over?: boolean;
  }[],
): Claim | undefined {
  const claims = measures.flatMap((m) => m.claim ?? []);
  const whole = measures.every((m) => m.claim || m.over || m.kind === 'long-term');
  if (claims.length === 0 || !whole) return undefined;
  return {
    on:
      claims
        .flatMap((c) => c.on ?? [])
        .sort()
        .at(-1) ?? null,
  };
}
