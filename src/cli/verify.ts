import { basename } from 'node:path';
import {
  appraise,
  type Bundle,
  canonical,
  ENGINE_VERSION,
  EngineError,
  panelFromDocument,
  parseScheme,
  type VerifyReport,
  verify,
} from '../engine/index.ts';
import { sealedResult } from '../engine/seal.ts';
import { readJson } from './documents.ts';
import { withLine } from './progress.ts';
import { described, issueLines } from './report.ts';
import { ExitCode, type Session } from './session.ts';

const steps = ['raw', 'denominated', 'imputed', 'treated', 'normalised', 'aggregated'] as const;

/** `shiji verify`: recomputes a sealed result and compares it bit for bit. */
export async function verifyCommand(path: string, session: Session): Promise<number> {
  const { t, say } = session;
  const { text, document } = await readJson(path, session);
  const found = await withLine(session, t('cli.recomputing'), () => checked(document, path));
  const bundle = document as Bundle;
  // A key written twice reads one way and is verified another.
  const asSealed = text.trimEnd() === canonical(document);
  const ok = found.ok && asSealed;
  const step = found.difference ? firstStep(bundle) : undefined;
  session.answer({
    ...found,
    ok,
    asSealed,
    ...(step ? { step } : {}),
    ...(found.issues ? { issues: described(found.issues, session) } : {}),
  });
  for (const { name, ok: same, expected, found: here } of found.checks) {
    say(`${same ? '✓' : '✗'} ${t(`cli.check-${name}-${same ? 'ok' : 'failed'}`)}`);
    if (same) say(`    ${here}`);
    else if (expected === here) say(`    ${t('cli.recomputed-as-hashed')}`);
    else say(`    ${t('cli.hashes', { expected, found: here })}`);
  }
  if (!asSealed) say(`✗ ${t('cli.rewritten')}`);
  if (found.issues) {
    say(`✗ ${t('cli.cannot-recompute')}`);
    for (const line of issueLines(found.issues, session)) say(line);
  }
  if (step) say(t('cli.first-step', { step: t(`cli.step-${step}`) }));
  if (found.difference)
    say(
      t('cli.first-difference', {
        ...found.difference,
        unit: unitAt(found.difference.path, bundle),
      }),
    );
  if (found.engine.sealed !== ENGINE_VERSION) say(t('cli.other-engine', found.engine));
  say(t(ok ? 'cli.verified' : 'cli.not-verified'));
  return ok ? ExitCode.ok : ExitCode.rejected;
}

function checked(document: unknown, path: string): VerifyReport {
  try {
    return verify(document);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new EngineError(error.issues.map((i) => ({ ...i, at: { file: basename(path) } })));
  }
}

/** The first step of the chain whose data set is not the sealed one. */
function firstStep(bundle: Bundle): (typeof steps)[number] | undefined {
  const scheme = parseScheme(bundle.scheme);
  const here = sealedResult(appraise(scheme, panelFromDocument(bundle.panel), bundle.run));
  return steps.find((step) => here.stages[step] !== bundle.result.stages?.[step]);
}

/** « (unit)» for a path such as `score[12]`. */
function unitAt(path: string, { panel }: Bundle): string {
  const index = /(?:base|score|rank|grade|rank[A-Z]\w+|score[A-Z]\w+)\[(\d+)\]$/.exec(path)?.[1];
  const name = index === undefined ? undefined : panel.names[Number(index)];
  return name === undefined ? '' : ` (${name})`;
}
