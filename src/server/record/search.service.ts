import { createTranslator, type Translate } from '../../contract/messages/index.ts';
import zh from '../../contract/messages/zh-CN/record.json' with { type: 'json' };
import type { Entry } from '../../contract/record/operations.ts';
import type { Hit } from '../../contract/search/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import * as queries from './queries.ts';
import { named } from './read.service.ts';

/** Among so many of the newest in reach names are looked for; acts among all. */
const NEWEST = 1_000;
const said: Translate = createTranslator('zh-CN');
const saidToo: Translate = createTranslator('en');
const acts = Object.keys(zh).flatMap((key) => /^record:act-(.+)$/.exec(key)?.[1] ?? []);

const wordsOf = (act: string): string =>
  `${said(`record:act-${act}`)} ${saidToo(`record:act-${act}`)}`.toLowerCase();

/**
 * Entries in reach that say all the words: what was done, to what or whom, where and by whom.
 * Newest first.
 */
export async function search(
  _: RequestContext,
  trx: Trx,
  words: string,
  limit: number,
): Promise<Hit[]> {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const meant = acts.filter((act) => wanted.every((word) => wordsOf(act).includes(word)));
  const rows = meant.length > 0 ? await queries.listEntries(trx, { acts: meant, limit }) : [];
  const found = new Map((await beyondScopes(trx, () => named(trx, rows))).map((e) => [e.id, e]));
  if (found.size < limit) {
    const newest = await queries.listEntries(trx, { limit: NEWEST });
    for (const e of await beyondScopes(trx, () => named(trx, newest)))
      if (wanted.every((word) => textOf(e).includes(word))) found.set(e.id, e);
  }
  return [...found.values()]
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, limit)
    .map(hitOf);
}

function textOf({ act, subjectName, orgName, actorName }: Entry): string {
  return [wordsOf(act), subjectName, orgName, actorName].join(' ').toLowerCase();
}

function hitOf({ id, act, at, subjectName, orgName, actorName }: Entry): Hit {
  const done = said(`record:act-${act}`);
  return {
    id,
    title: subjectName ? `${done}：${subjectName}` : done,
    note: [dayOf(new Date(at)), orgName, actorName].filter(Boolean).join(' · '),
    link: `/record?entry=${id}`,
  };
}
