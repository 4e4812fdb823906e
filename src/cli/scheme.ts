import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  checkScheme,
  diffSchemes,
  schemeHash,
  schemeJsonSchema,
  schemeTree,
} from '../engine/index.ts';
import { balanceOf } from '../engine/scheme/balance.ts';
import { designWeights } from '../engine/scheme/weighting.ts';
import { readDocument, readScheme } from './files.ts';
import { CommandError, described, ExitCode, issueLines, type Session } from './session.ts';

/** Starter schemes that `scheme init` copies, and the small one for beginners. */
export const templates = [
  'enterprise-group',
  'government-district',
  'functional-department',
] as const;

/** `shiji scheme check`: every issue with its place, the hash, and the five balances. */
export async function checkCommand(path: string, session: Session): Promise<number> {
  const { t } = session;
  const { scheme, issues } = checkScheme(await readDocument(path, session));
  const placed = issues.map((i) => ({ ...i, at: { file: basename(path), ...i.at } }));
  if (!scheme) {
    session.answer({ ok: false, issues: described(placed, session) });
    for (const line of issueLines(placed, session)) session.say(line);
    session.say(t('cli.scheme-invalid', { count: placed.length }));
    return ExitCode.rejected;
  }
  const weights = designWeights(scheme, schemeTree(scheme));
  const balance = balanceOf(scheme, weights.effective, { ids: [], columns: [] });
  session.answer({
    ok: true,
    hash: schemeHash(scheme),
    issues: described(placed, session),
    balance: balance.pairs.map(({ pair, sides, weight, unassigned }) => ({
      pair,
      [sides[0]]: weight[0],
      [sides[1]]: weight[1],
      unassigned,
    })),
    effective: weights.effective,
  });
  session.say(t('cli.scheme-valid', { title: scheme.title, version: scheme.version }));
  session.say(`  ${schemeHash(scheme)}`);
  for (const line of issueLines(placed, session)) session.say(line);
  session.say();
  session.say(t('cli.balance'));
  for (const { sides, weight, unassigned } of balance.pairs)
    session.say(
      t('cli.balance-line', {
        left: t(`office.side-${sides[0]}`),
        right: t(`office.side-${sides[1]}`),
        leftShare: percent(weight[0]),
        rightShare: percent(weight[1]),
        rest: percent(unassigned),
      }),
    );
  return ExitCode.ok;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`.padStart(6);
}

/** `shiji scheme diff`: what changed between two versions; exit code 0 either way. */
export async function diffCommand(a: string, b: string, session: Session): Promise<number> {
  const [before, after] = [await readScheme(a, session), await readScheme(b, session)];
  const changes = diffSchemes(before.scheme, after.scheme);
  session.answer({ ok: true, changes });
  if (!changes.length) session.say(session.t('cli.same-scheme'));
  for (const change of changes)
    session.say(
      session.t(`cli.diff-${change.kind}`, {
        path: change.path,
        before: shown(change.before),
        after: shown(change.after),
      }),
    );
  return ExitCode.ok;
}

function shown(value: unknown): string {
  if (value === undefined) return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `shiji scheme init`: a starter scheme to edit. Never overwrites. */
export async function initCommand(
  options: { readonly template: string; readonly out: string },
  session: Session,
): Promise<number> {
  const { t } = session;
  if (!templates.some((name) => name === options.template))
    throw new CommandError(
      ExitCode.usage,
      t('cli.no-template', { name: options.template, known: templates.join('、') }),
    );
  if (await exists(options.out))
    throw new CommandError(ExitCode.usage, t('cli.file-exists', { path: options.out }));
  const source = new URL(`../../data/schemes/${options.template}.yaml`, import.meta.url);
  await writeFile(options.out, await readFile(source), { flag: 'wx' });
  session.answer({ ok: true, out: options.out });
  session.say(t('cli.scheme-written', { path: options.out }));
  return ExitCode.ok;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

/** `shiji scheme schema`: JSON Schema of the document, for editors. */
export function schemaCommand(): number {
  process.stdout.write(`${JSON.stringify(schemeJsonSchema(), undefined, 2)}\n`);
  return ExitCode.ok;
}
