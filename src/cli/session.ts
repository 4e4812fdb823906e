import { createTranslator, type Language, type Translate } from '../contract/messages/index.ts';

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

/** Where a command writes. Tests give their own. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether standard error is a terminal, where progress can be drawn. */
  readonly terminal: boolean;
}

export const processOutput: Output = {
  out: (text) => {
    process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
  terminal: process.stderr.isTTY ?? false,
};

export interface SessionOptions {
  readonly lang: Language;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
}

/** What every command needs: language, where to write, and how much. */
export interface Session extends SessionOptions {
  readonly t: Translate;
  readonly output: Output;
  /** Whether progress may be drawn: a person sits at a terminal and did not ask for quiet. */
  readonly live: boolean;
  /** A line of the result, on standard output; nothing with --json. */
  readonly say: (line?: string) => void;
  /** What to do next, after the result; nothing with --json or --quiet. */
  readonly hint: (line?: string) => void;
  /** Something beside the result, on standard error; nothing with --quiet. */
  readonly note: (line: string) => void;
  /** The one machine-readable answer, with --json. */
  readonly answer: (value: unknown) => void;
}

export function createSession(options: SessionOptions, output: Output): Session {
  const { json, quiet } = options;
  const say = (line = ''): void => {
    if (!json) output.out(`${line}\n`);
  };
  return {
    ...options,
    t: createTranslator(options.lang),
    output,
    live: output.terminal && !quiet && !json,
    say,
    hint: (line) => {
      if (!quiet) say(line);
    },
    note: (line) => {
      if (!quiet) output.err(`${line}\n`);
    },
    answer: (value) => {
      if (json) output.out(`${JSON.stringify(value, undefined, 2)}\n`);
    },
  };
}
