import { faultCodes } from '../../contract/ballot/recount.ts';
import type { Translate } from '../../contract/messages/index.ts';

/** Texts of the voting page, `ballot:vote-<key>`. */
const VOTE = [
  'back',
  'cast',
  'casting',
  'check',
  'clear',
  'cleared',
  'cleared-more',
  'code',
  'code-length',
  'code-unknown',
  'code-where',
  'copied',
  'copy',
  'counted',
  'drawing',
  'drawn',
  'drawn-account',
  'drawn-code',
  'final',
  'foreign',
  'foreign-clear',
  'foreign-more',
  'kept',
  'key',
  'key-how',
  'looking',
  'missing',
  'next',
  'next-person',
  'not-counted',
  'not-kept',
  'not-yet',
  'over',
  'print',
  'review',
  'secret',
  'sending',
  'then',
  'title',
  'token',
  'token-how',
  'token-own',
  'try',
  'waiting',
  'yours',
] as const;

/** Texts of whoever checks a public file. */
const CHECK = [
  'ballot:abstain',
  'ballot:file-format',
  'ballot:file-hash',
  'ballot:file-json',
  'ballot:file-shape',
  'ballot:loading',
  'ballot:loading-failed',
  'ballot:mine',
  'ballot:mine-broken',
  'ballot:mine-find',
  'ballot:mine-found',
  'ballot:mine-length',
  'ballot:mine-none',
  'ballot:mine-token',
  'ballot:recount-broken',
  'ballot:recount-holds',
  'ballot:recount-more',
  'ballot:recounting',
  'ballot:result-electorate',
  'ballot:result-few',
  'ballot:result-overall',
  'ballot:result-turnout',
  'ballot:result-turnout-few',
  'ballot:withheld',
  ...faultCodes.map((code) => `ballot:fault-${code}` as const),
] as const;

/** Parameters are filled in on the page. */
const LATER = Object.fromEntries(
  [
    'cast',
    'counts',
    'drawn',
    'first',
    'high',
    'item',
    'low',
    'mean',
    'n',
    'name',
    'path',
    'roll',
    'seconds',
    'share',
    'token',
  ].map((name) => [name, `{{${name}}}`]),
);

/** Texts for the script of the page where people vote. */
export const voteTexts = (t: Translate): Readonly<Record<string, string>> => ({
  abstain: t('ballot:abstain'),
  ...Object.fromEntries(VOTE.map((key) => [key, t(`ballot:vote-${key}`, LATER)])),
});

/** Texts for the scripts that check a public file. */
export const checkTexts = (t: Translate): Readonly<Record<string, string>> =>
  Object.fromEntries(CHECK.map((key) => [key.replace('ballot:', ''), t(key, LATER)]));
