import { ENGINE_VERSION, verify } from '../engine/index.ts';
import { readDocument } from './files.ts';
import { described, ExitCode, issueLines, type Session } from './session.ts';

/** `shiji verify`: recomputes a sealed result and compares it bit for bit. */
export async function verifyCommand(path: string, session: Session): Promise<number> {
  const { t } = session;
  const report = verify(await readDocument(path, session));
  session.answer({
    ...report,
    ...(report.issues ? { issues: described(report.issues, session) } : {}),
  });
  for (const check of report.checks)
    session.say(`${check.ok ? '✓' : '✗'} ${t(`cli.check-${check.name}`)}  ${check.found}`);
  if (report.issues) {
    session.say(`✗ ${t('cli.cannot-recompute')}`);
    for (const line of issueLines(report.issues, session)) session.say(line);
  }
  if (report.difference) session.say(t('cli.first-difference', { ...report.difference }));
  if (report.engine.sealed !== ENGINE_VERSION) session.say(t('cli.other-engine', report.engine));
  session.say(report.ok ? t('cli.verified') : t('cli.not-verified'));
  return report.ok ? ExitCode.ok : ExitCode.rejected;
}
