import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Bulletin } from '../contract/ballot/file.ts';
import {
  type Fault,
  type Recount,
  readBulletin,
  recount,
  UnreadableFile,
} from '../contract/ballot/recount.ts';
import type { ItemResult, OverallResult } from '../contract/ballot/tally.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

/** Faults told in full; a file that was replaced has as many as votes. */
const TOLD = 20;

/** `shiji ballot recount`: the public file of a secret ballot, with nothing else at hand. */
export async function recountCommand(
  path: string,
  options: { readonly hash?: string; readonly token?: string },
  session: Session,
): Promise<number> {
  const { t, say } = session;
  const { text, sha256 } = await read(path, session);
  const { bulletin, found } = counted(text, path, session);
  const asRecorded = options.hash === undefined || options.hash.toLowerCase() === sha256;
  const ok = found.ok && asRecorded;
  const mine = bulletin.votes.find((v) => v.token === options.token?.replace(/[^0-9a-f]/gi, ''));
  session.answer({ ...found, ok, sha256, asRecorded, ...(mine ? { mine } : {}) });
  tellTurnout(bulletin, session);
  tellResults(bulletin, found, session);
  if (options.token !== undefined) tellMine(bulletin, mine, session);
  for (const fault of found.faults.slice(0, TOLD)) say(`✗ ${faultText(bulletin, fault, session)}`);
  if (found.faults.length > TOLD) say(t('cli.ballot-more', { n: found.faults.length - TOLD }));
  if (!asRecorded) say(`✗ ${t('cli.ballot-hash-other', { hash: options.hash! })}`);
  say(t('cli.ballot-hash', { hash: sha256 }));
  if (options.hash === undefined) session.hint(t('cli.ballot-hash-hint'));
  say(t(ok ? 'cli.ballot-holds' : 'cli.ballot-broken'));
  return ok ? ExitCode.ok : ExitCode.rejected;
}

async function read(path: string, { t }: Session): Promise<{ text: string; sha256: string }> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EISDIR' ? 'cli.ballot-folder' : 'cli.record-unreadable';
    throw new CommandError(ExitCode.badInput, t(why, { path }));
  });
  return {
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

function counted(
  text: string,
  path: string,
  { t }: Session,
): { readonly bulletin: Bulletin; readonly found: Recount } {
  try {
    return { bulletin: readBulletin(text), found: recount(text) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new CommandError(
      ExitCode.badInput,
      t('cli.ballot-at', { path, text: t(`ballot:file-${error.code}`, { path: error.path }) }),
    );
  }
}

function tellTurnout({ paper, turnout }: Bulletin, { t, say }: Session): void {
  say(t('cli.ballot-title', { title: paper.title }));
  for (const { id, name, roll } of paper.electorates) {
    const { drawn, cast } = turnout.find((o) => o.id === id) ?? { drawn: 0, cast: null };
    say(
      `  ${
        cast === null
          ? t('ballot:result-turnout-few', { name, roll, drawn })
          : t('ballot:result-turnout', { name, roll, drawn, cast })
      }`,
    );
  }
}

function tellResults({ paper }: Bulletin, { results }: Recount, { t, say }: Session): void {
  for (const [i, item] of paper.items.entries()) {
    say();
    say(item.text);
    for (const [k, { name }] of paper.electorates.entries()) {
      const r = results.electorates[k]?.items[i];
      if (!r || r.mean === null) say(`  ${t('ballot:result-few', { name })}`);
      else
        say(
          `  ${t('ballot:result-electorate', { name, counts: countsText(paper, r), ...figures(r) })}`,
        );
    }
    const overall = results.overall[i]!;
    if (overall.mean !== null && paper.electorates.length > 1)
      say(`  ${t('ballot:result-overall', figures(overall))}`);
  }
  say();
}

const countsText = ({ options }: Bulletin['paper'], { counts }: ItemResult): string =>
  options.map(({ id, text }) => `${text} ${counts![id]}`).join(' · ');

const figures = ({ mean, low, high }: OverallResult | ItemResult) => ({
  mean: mean!.toFixed(2),
  low: low!.toFixed(2),
  high: high!.toFixed(2),
});

function tellMine(
  { paper }: Bulletin,
  mine: Bulletin['votes'][number] | undefined,
  { t, say }: Session,
): void {
  if (!mine) {
    say(`✗ ${t('ballot:mine-none')}`);
    return;
  }
  say(t('cli.ballot-mine'));
  for (const [i, { text }] of paper.items.entries()) {
    const given = mine.items[i]!;
    const answer =
      'commitment' in given
        ? t('ballot:withheld')
        : (paper.options.find((o) => o.id === given.answer)?.text ?? t('ballot:abstain'));
    say(`  ${t('cli.ballot-mine-item', { item: text, answer })}`);
  }
}

function faultText({ paper }: Bulletin, fault: Fault, { t }: Session): string {
  const name = paper.electorates.find((e) => e.id === fault.electorate)?.name ?? '';
  const item = paper.items.find((one) => one.id === fault.item)?.text ?? '';
  return t(`ballot:fault-${fault.code}`, { name, item, token: fault.token ?? '' });
}
