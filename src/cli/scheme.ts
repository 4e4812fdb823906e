import {
  checkScheme,
  diffSchemes,
  type Scheme,
  type SchemeChange,
  schemeHash,
  schemeJsonSchema,
  schemeTree,
} from '../engine/index.ts';
import { designWeights, methodOf, needsFigures } from '../engine/scheme/weighting.ts';
import type { BalanceReport } from '../engine/types.ts';
import { columns } from './columns.ts';
import { readScheme, readSchemeFile } from './documents.ts';
import { described, issueLines } from './report.ts';
import { ExitCode, type Session } from './session.ts';

/** `shiji scheme check`: every issue with its place, satisfaction first, and the five balances. */
export async function checkCommand(path: string, session: Session): Promise<number> {
  const { t, say } = session;
  const { document, place } = await readSchemeFile(path, session);
  const { scheme, issues, balance } = checkScheme(document);
  const placed = issues.map(place);
  const satisfaction = scheme && satisfactionOf(scheme);
  session.answer({
    ok: scheme !== undefined,
    ...(scheme ? { hash: schemeHash(scheme) } : {}),
    issues: described(placed, session),
    ...(satisfaction ? { satisfaction } : {}),
    ...(balance ? { balance: plainBalance(balance) } : {}),
  });
  const errors = placed.filter((i) => i.severity !== 'warning').length;
  if (scheme) {
    say(t('cli.scheme-valid', { title: scheme.title, version: scheme.version }));
    say(`  ${schemeHash(scheme)}`);
  } else say(t('cli.scheme-invalid', { count: errors }));
  for (const line of issueLines(placed, session)) say(line);
  for (const line of satisfaction ? satisfactionLines(satisfaction, session) : []) say(line);
  for (const line of balance ? balanceLines(balance, session) : []) say(line);
  return scheme ? ExitCode.ok : ExitCode.rejected;
}

interface Satisfaction {
  readonly purpose: Scheme['purpose'];
  /** Shares of the whole; absent where weights come from figures. */
  readonly weight?: { readonly total: number; readonly largest: number; readonly rival: number };
  readonly gates: readonly { readonly name: string; readonly atLeast: number }[];
}

/** A3: what makes satisfaction the first standard of this scheme. */
function satisfactionOf(scheme: Scheme): Satisfaction {
  const tree = schemeTree(scheme);
  const { indicators, decide, nodes, purpose } = scheme;
  const wanted = (yes: boolean) => indicators.filter((x) => (x.nature === 'satisfaction') === yes);
  const branches = nodes.filter((n) => indicators.some((x) => x.parent === n.id));
  const all = new Set([
    ...wanted(true).map((x) => x.id),
    ...branches
      .filter((n) => indicators.every((x) => x.parent !== n.id || x.nature === 'satisfaction'))
      .map((n) => n.id),
  ]);
  const gates = decide.gates
    .filter((g) => all.has(g.subject))
    .map(({ name, atLeast }) => ({ name, atLeast }));
  if (tree.order.some((n) => needsFigures(methodOf(scheme, n)))) return { purpose, gates };
  const { effective } = designWeights(scheme, tree);
  const shares = (yes: boolean) => [0, ...wanted(yes).map((x) => effective[x.id]!)];
  return {
    purpose,
    weight: {
      total: shares(true).reduce((a, b) => a + b),
      largest: Math.max(...shares(true)),
      rival: Math.max(...shares(false)),
    },
    gates,
  };
}

function satisfactionLines({ purpose, weight, gates }: Satisfaction, { t }: Session): string[] {
  if (purpose === 'reference') return ['', t('cli.satisfaction-reference')];
  return [
    '',
    t('cli.satisfaction'),
    weight
      ? t('cli.satisfaction-weight', {
          total: percent(weight.total),
          largest: percent(weight.largest),
          rival: percent(weight.rival),
        })
      : t('cli.satisfaction-figures'),
    ...gates.map((gate) => t('cli.satisfaction-gate', { ...gate })),
  ];
}

function balanceLines({ pairs }: BalanceReport, { t }: Session): string[] {
  const heading = ['', '', '', '', '', t('office.unassigned')];
  const rows = pairs.map(({ sides, weight, unassigned }) => [
    '',
    t(`office.side-${sides[0]}`),
    percent(weight[0]),
    t(`office.side-${sides[1]}`),
    percent(weight[1]),
    percent(unassigned),
  ]);
  return ['', t('cli.balance'), ...columns([heading, ...rows], [2, 4, 5])];
}

function plainBalance({ pairs }: BalanceReport): unknown {
  return pairs.map(({ pair, sides, weight, unassigned }) => ({
    pair,
    [sides[0]]: weight[0],
    [sides[1]]: weight[1],
    unassigned,
  }));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** `shiji scheme diff`: what changed between two versions; exit code 0 either way. */
export async function diffCommand(a: string, b: string, session: Session): Promise<number> {
  const [before, after] = [await readScheme(a, session), await readScheme(b, session)];
  const changes = diffSchemes(before.scheme, after.scheme);
  session.answer({ ok: true, same: changes.length === 0, changes });
  if (!changes.length) session.say(session.t('cli.same-scheme'));
  for (const change of changes) session.say(changeLine(change, session));
  return ExitCode.ok;
}

function changeLine(change: SchemeChange, { t }: Session): string {
  const { path, name, effective } = change;
  const place = name === undefined ? path : t('cli.diff-place', { path, name });
  // A weight that was not touched, but means something else because its siblings changed.
  const shifted = change.kind === 'weight' && !('before' in change) && !('after' in change);
  const said = shifted
    ? t('cli.diff-shifted', { place })
    : t(`cli.diff-${change.kind}`, {
        place,
        before: shown(change.before),
        after: shown(change.after),
      });
  if (!effective) return said;
  const shares = { before: percent(effective.before), after: percent(effective.after) };
  return said + t('cli.diff-effective', shares);
}

function shown(value: unknown): string {
  if (value === undefined) return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `shiji scheme schema`: JSON Schema of the document, for editors; the same with --json. */
export function schemaCommand({ output }: Session): number {
  output.out(`${JSON.stringify(schemeJsonSchema(), undefined, 2)}\n`);
  return ExitCode.ok;
}
