import type { Vote } from '../../../../contract/ballot/paper.ts';
import { quietly } from '../quietly.ts';

/** By what somebody draws: a printed code, or the session of an account. */
export type Right = { readonly code: string } | { readonly account: string };

/** A vote on its way: whatever has been reached is kept on the phone until it is counted. */
export interface Pending {
  readonly ballot: string;
  readonly title: string;
  readonly right: Right;
  readonly n: string;
  readonly vote: Omit<Vote, 'signature'>;
  readonly blinded: string;
  readonly inverse: string;
  /** Once it was drawn. */
  readonly signature?: string;
}

/** What is left of a vote that was counted, until the tab is closed or it is cleared. */
export interface Receipt {
  readonly ballot: string;
  readonly title: string;
  readonly token: string;
}

const PENDING = 'shiji-ballot-vote ';
const RECEIPT = 'shiji-ballot-receipt';
const DRAFT = 'shiji-ballot-draft';

/** Keeps a vote on its way; tells whether this phone let it. */
export const keep = (pending: Pending): boolean =>
  quietly(() => {
    localStorage.setItem(PENDING + pending.ballot, JSON.stringify(pending));
    return true;
  }) ?? false;

export const forget = (ballot: string): void =>
  void quietly(() => localStorage.removeItem(PENDING + ballot));

/** A vote that is still on its way: of one ballot, or of any. */
export const pending = (ballot: string | undefined): Pending | undefined =>
  quietly(() => {
    const key = Object.keys(localStorage).find((k) =>
      ballot === undefined ? k.startsWith(PENDING) : k === PENDING + ballot,
    );
    const text = key === undefined ? null : localStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Pending);
  });

const ofTab = <T>(key: string) => ({
  read: (): T | undefined =>
    quietly(() => {
      const text = sessionStorage.getItem(key);
      return text === null ? undefined : (JSON.parse(text) as T);
    }),
  keep: (value: T): void => void quietly(() => sessionStorage.setItem(key, JSON.stringify(value))),
  forget: (): void => void quietly(() => sessionStorage.removeItem(key)),
});

/** Ends with the tab: who takes up the phone next finds nothing. */
export const receipt = ofTab<Receipt>(RECEIPT);
/** Code and answers so far, for a page that is loaded again. */
export const draft = ofTab<{
  readonly code?: string;
  readonly ballot?: string;
  readonly answers?: Readonly<Record<string, string>>;
}>(DRAFT);
