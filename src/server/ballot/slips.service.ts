import { randomBytes } from 'node:crypto';
import { createTranslator } from '../../contract/messages/index.ts';
import type { Slips } from '../../office/paper/paper.ts';
import { renderSlips } from '../document/render.service.ts';
import type { RequestContext } from '../platform/context.ts';
import { inScopes } from '../platform/scope.ts';
import { macOf } from '../platform/secret.ts';
import { noteOf } from '../record/service.ts';
import * as queries from './queries.ts';
import { electoratesOf, held } from './service.ts';
import { shuffled } from './shuffle.ts';

const note = noteOf('ballot');

const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const newCode = (): string => {
  // 248 is the largest multiple of 31 that a byte holds.
  const picked = [...randomBytes(64)].filter((b) => b < 248).map((b) => LETTERS[b % 31]);
  return picked.slice(0, 12).join('');
};

/** What is kept of a code. */
export const codeHash = (home: string, code: string): Promise<Buffer> =>
  macOf(home, 'ballot-code', Buffer.from(code.toUpperCase().replace(/[^0-9A-Z]/g, '')));

export interface Wanted {
  readonly version: number;
  /** Whether a slip says whom it is for; otherwise slips of an electorate are mixed. */
  readonly names: boolean;
  /** Name of the server, as it stands in an address. */
  readonly origin: string;
}

interface Slip {
  readonly name: string;
  readonly electorate: string;
  readonly code: string;
}

/**
 * New codes for everybody on the roll who cannot sign in, with their slips to print. Neither is
 * kept: of a code a keyed hash is.
 */
export async function codes(ctx: RequestContext, id: string, wanted: Wanted) {
  const made = await inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, wanted.version, ['frozen']);
    const voters = (await queries.votersOf(trx, id)).filter((v) => !v.account);
    const order = new Map(electoratesOf(row).map((e, i) => [e.id, { i, name: e.name }]));
    const lines = await Promise.all(
      voters.map(async (v) => {
        const code = newCode();
        return { ...v, code, code_hash: await codeHash(ctx.config.home, code) };
      }),
    );
    await queries.setCodes(trx, row.org_id, lines);
    await queries.updateBallot(trx, row, {});
    await note(trx, ctx, 'codes', row, { codes: lines.length });
    const collator = new Intl.Collator('zh-CN', { numeric: true });
    // Without names the place of a slip must not tell whose line its code belongs to.
    const sorted = (
      wanted.names
        ? lines.sort((a, b) => collator.compare(a.name, b.name))
        : shuffled(lines).map((l) => ({ ...l, name: '' }))
    ).sort((a, b) => order.get(a.electorate)!.i - order.get(b.electorate)!.i);
    const slips = sorted.map(({ name, electorate, code }): Slip => {
      const shown = code.replace(/(.{4})(?=.)/g, '$1-');
      return { name, electorate: order.get(electorate)!.name, code: shown };
    });
    return { title: row.title, organ: row.unit_name, slips };
  });
  return { slips: made.slips, files: await filesOf(ctx, made, wanted.origin) };
}

interface Made {
  readonly title: string;
  readonly organ: string;
  readonly slips: readonly Slip[];
}

/** Slips of one file: 2,000 at once take 780 MB to set, 400 a fifth of that. */
const MOST = 400;

async function filesOf(ctx: RequestContext, { slips, ...ballot }: Made, origin: string) {
  const files: { name: string; pdf: string }[] = [];
  for (const electorate of new Set(slips.map((s) => s.electorate))) {
    const mine = slips.filter((s) => s.electorate === electorate);
    for (let i = 0; i < mine.length; i += MOST) {
      const part = mine.length > MOST ? `-${i / MOST + 1}` : '';
      const paper = paperOf(ballot, mine.slice(i, i + MOST), origin);
      const pdf = Buffer.from(await renderSlips(ctx, paper)).toString('base64');
      files.push({ name: `${ballot.title}-${electorate}${part}.pdf`, pdf });
    }
  }
  return files;
}

/** They are in Chinese, as what is voted on. */
function paperOf(ballot: Omit<Made, 'slips'>, slips: readonly Slip[], origin: string): Slips {
  const t = createTranslator('zh-CN');
  const address = `${origin}/b`;
  return {
    ...ballot,
    address,
    addressLabel: t('ballot:slip-address'),
    steps: ['ballot:slip-open', 'ballot:slip-vote', 'ballot:slip-once'].map((key) => t(key)),
    slips: slips.map(({ name, electorate, code }) => ({
      holder: name ? t('ballot:slip-holder', { electorate, name }) : electorate,
      code,
      link: `${address}#${code.replaceAll('-', '')}`,
    })),
  };
}
