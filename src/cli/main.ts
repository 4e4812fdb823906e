import { readFileSync } from 'node:fs';
import type { CommanderError } from 'commander';
import { type Language, languages, type Translate } from '../contract/messages/index.ts';
import { buildProgram, type Run } from './program.ts';
import { report } from './report.ts';
import {
  CommandError,
  createSession,
  ExitCode,
  type Output,
  processOutput,
  type SessionOptions,
} from './session.ts';

/**
 * The `shiji` command. Returns the exit code ({@link ExitCode}); never throws, and prints
 * no stack trace unless `--debug` is given.
 */
export async function main(
  argv: readonly string[],
  output: Output = processOutput,
): Promise<number> {
  const options = beforeParsing(argv);
  const session = createSession(options, output);
  const { t } = session;
  let chosen: Run | undefined;
  const choose = (run: Run): void => {
    chosen = run;
  };
  const program = buildProgram(t, version(), choose, output);
  try {
    program.parse(argv, { from: 'user' });
    const { lang } = program.opts<{ lang?: string }>();
    if (lang !== undefined && !languages.some((known) => known === lang))
      throw new CommandError(
        ExitCode.usage,
        t('cli.lang-unknown', { lang, known: languages.join(t('cli.comma')) }),
      );
    return await chosen!(session);
  } catch (error) {
    if (!isCommanderError(error)) return report(error, session);
    if (error.exitCode === 0) return ExitCode.ok;
    // A command without its subcommand: the help has been shown.
    if (error.code === 'commander.help') return ExitCode.usage;
    return report(new CommandError(ExitCode.usage, usageMessage(error, t)), session);
  }
}

/** Options that the help and errors of parsing itself depend on. */
function beforeParsing(argv: readonly string[]): SessionOptions {
  const at = argv.findIndex((a) => a === '--lang' || a.startsWith('--lang='));
  const given = argv[at] === '--lang' ? argv[at + 1] : argv[at]?.slice('--lang='.length);
  const lang: Language = languages.find((known) => known === given) ?? 'zh-CN';
  const has = (flag: string): boolean => argv.includes(flag);
  return { lang, json: has('--json'), quiet: has('--quiet'), debug: has('--debug') };
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** By name: one more copy of the package anywhere would break `instanceof`. */
function isCommanderError(error: unknown): error is CommanderError {
  return (
    typeof (error as CommanderError).code === 'string' &&
    /^commander\./.test((error as CommanderError).code)
  );
}

/** What commander says in English, in the reader's language; it only gives the words in quotes. */
function usageMessage({ code, message }: CommanderError, t: Translate): string {
  const [first = '', second = ''] = [...message.matchAll(/'([^']*)'/g)].map((m) => m[1]!);
  const reason = message.replace(/^.* is invalid( for argument '.*')?\.\s*/, '');
  const said = t(`cli.usage-${code.replace(/^commander\./, '')}`, { first, second, reason });
  const meant = /\(Did you mean (?:one of )?([^?]+)\?\)/.exec(message)?.[1];
  return [said, meant && t('cli.did-you-mean', { meant }), t('cli.see-help')]
    .filter(Boolean)
    .join(t('cli.sentence-gap'));
}
