import { issuePlace, issueText } from '../contract/messages/issue.ts';
import { EngineError, type Issue } from '../engine/errors.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

/** More than this on a screen is not read; `--json` gives them all. */
const SHOWN_ISSUES = 40;

/** Issues as lines of text: what is wrong and what to do, then where. */
export function issueLines(issues: readonly Issue[], { t }: Session): string[] {
  const lines = issues.slice(0, SHOWN_ISSUES).flatMap((issue) => {
    const place = issuePlace(issue, t);
    const mark = issue.severity === 'warning' ? '▲' : '✗';
    return [`${mark} ${issueText(issue, t)}`, ...(place ? [`    ${t('cli.where')}${place}`] : [])];
  });
  const more = issues.length - SHOWN_ISSUES;
  return more > 0 ? [...lines, t('cli.more-issues', { more })] : lines;
}

/** Issues with their texts and places, for --json. */
export function described(issues: readonly Issue[], { t }: Session): unknown[] {
  return issues.map((issue) => ({
    ...issue,
    severity: issue.severity ?? 'error',
    message: issueText(issue, t),
    place: issuePlace(issue, t),
  }));
}

/** Prints an error for a person or a program and returns the exit code. */
export function report(error: unknown, session: Session): number {
  const { answer, output, debug } = session;
  if (debug && error instanceof Error) output.err(`${error.stack}\n`);
  if (error instanceof EngineError) {
    const exitCode = exitCodeOf(error.issues);
    answer({ ok: false, exitCode, issues: described(error.issues, session) });
    output.err(`${issueLines(error.issues, session).join('\n')}\n`);
    return exitCode;
  }
  const { exitCode, message } =
    error instanceof CommandError
      ? error
      : { exitCode: ExitCode.environment, message: systemMessage(error, session) };
  answer({ ok: false, exitCode, error: message });
  output.err(`✗ ${message}\n`);
  return exitCode;
}

function exitCodeOf(issues: readonly Issue[]): number {
  if (issues.some((i) => i.code === 'run.cancelled')) return ExitCode.interrupted;
  return issues.every((i) => i.code.startsWith('scheme.')) ? ExitCode.rejected : ExitCode.badInput;
}

const systemCodes = new Set([
  'EACCES',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENOSPC',
  'ENOTDIR',
  'ENOTFOUND',
  'EPERM',
  'EROFS',
]);

function systemMessage(error: unknown, { t }: Session): string {
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && systemCodes.has(code))
    return t(`cli.system-${code}`, { path: path ?? '' });
  return t('cli.unexpected', { message: message ?? String(error) });
}
