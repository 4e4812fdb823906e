import { createTranslator, type Language, type Translate } from '../contract/messages/index.ts';
import { issuePlace, issueText } from '../contract/messages/issue.ts';
import { EngineError, type Issue } from '../engine/index.ts';

/** Exit codes of the command; part of its contract with scripts. */
export const ExitCode = {
  ok: 0,
  /** The scheme is invalid, or a bundle did not verify. */
  rejected: 1,
  usage: 2,
  badInput: 3,
  /** Port taken, no permission, disk full, database unreachable. */
  environment: 4,
  interrupted: 130,
} as const;

/** Ends a command with an exit code; the message has been composed already. */
export class CommandError extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** What every command needs: language, where to write, and how much. */
export interface Session {
  readonly t: Translate;
  readonly lang: Language;
  readonly json: boolean;
  readonly quiet: boolean;
  /** A line of the result, on standard output; nothing with --json. */
  readonly say: (line?: string) => void;
  /** Something beside the result, on standard error. */
  readonly note: (line: string) => void;
  /** The one machine-readable answer, with --json. */
  readonly answer: (value: unknown) => void;
}

export function createSession(options: { lang: Language; json: boolean; quiet: boolean }): Session {
  const { lang, json, quiet } = options;
  return {
    t: createTranslator(lang),
    lang,
    json,
    quiet,
    say: (line = '') => {
      if (!json) process.stdout.write(`${line}\n`);
    },
    note: (line) => {
      if (!quiet) process.stderr.write(`${line}\n`);
    },
    answer: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    },
  };
}

/** Issues as lines of text: what is wrong and what to do, then where. */
export function issueLines(issues: readonly Issue[], { t }: Session): string[] {
  return issues.flatMap((issue) => {
    const place = issuePlace(issue, t);
    const mark = issue.severity === 'warning' ? '▲' : '✗';
    return [`${mark} ${issueText(issue, t)}`, ...(place ? [`    ${t('cli.where')}${place}`] : [])];
  });
}

/** Prints an error for a person or a program and returns the exit code. */
export function report(error: unknown, session: Session): number {
  if (error instanceof EngineError) {
    session.answer({ ok: false, issues: described(error.issues, session) });
    process.stderr.write(`${issueLines(error.issues, session).join('\n')}\n`);
    if (error.issues.some((i) => i.code === 'run.cancelled')) return ExitCode.interrupted;
    return ExitCode.badInput;
  }
  if (error instanceof CommandError) {
    session.answer({ ok: false, error: error.message });
    process.stderr.write(`✗ ${error.message}\n`);
    return error.exitCode;
  }
  const system = error as NodeJS.ErrnoException;
  const known = new Set(['EACCES', 'EPERM', 'ENOSPC', 'EADDRINUSE', 'EROFS', 'EMFILE', 'ENOTDIR']);
  const message =
    system.code !== undefined && known.has(system.code)
      ? session.t(`cli.system-${system.code}`, { path: system.path ?? '' })
      : session.t('cli.unexpected', { message: system.message ?? String(error) });
  session.answer({ ok: false, error: message });
  process.stderr.write(`✗ ${message}\n`);
  return ExitCode.environment;
}

/** Issues with their texts, for --json. */
export function described(issues: readonly Issue[], { t }: Session): unknown[] {
  return issues.map((issue) => ({ ...issue, message: issueText(issue, t) }));
}
