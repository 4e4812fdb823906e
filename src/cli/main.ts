import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { createTranslator, type Language, languages } from '../contract/messages/index.ts';
import { createSession, ExitCode, report, type Session } from './session.ts';

const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  }
).version;

type Run = (session: Session) => Promise<number> | number;

/**
 * The `shiji` command. Returns the exit code; never throws for what a user can do wrong.
 * Help is in the language of --lang, which is therefore looked for before parsing.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const lang = languageOf(argv);
  const t = createTranslator(lang);
  let chosen: Run | undefined;
  const program = build(lang, (run) => {
    chosen = run;
  });
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return ExitCode.ok;
    process.stderr.write(`${t('cli.see-help')}\n`);
    return ExitCode.usage;
  }
  if (!chosen) return ExitCode.usage;
  const { json, quiet } = program.opts<{ json?: boolean; quiet?: boolean }>();
  const session = createSession({ lang, json: json ?? false, quiet: quiet ?? false });
  try {
    return await chosen(session);
  } catch (error) {
    return report(error, session);
  }
}

function languageOf(argv: readonly string[]): Language {
  const at = argv.findIndex((a) => a === '--lang' || a.startsWith('--lang='));
  const given = argv[at]?.includes('=') ? argv[at]!.slice('--lang='.length) : argv[at + 1];
  return at >= 0 && given === 'en' ? 'en' : 'zh-CN';
}

function build(lang: Language, choose: (run: Run) => void): Command {
  const t = createTranslator(lang);
  const whole = (least: number) => (text: string) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > 2 ** 31 - 1)
      throw new InvalidArgumentError(t('cli.not-whole', { least }));
    return value;
  };
  const program = new Command('shiji')
    .description(t('cli.about'))
    .version(version, '-v, --version', t('cli.opt-version'))
    .helpOption('-h, --help', t('cli.opt-help'))
    .helpCommand('help [command]', t('cli.opt-help'))
    .option('--lang <lang>', t('cli.opt-lang', { languages: languages.join('、') }))
    .option('--json', t('cli.opt-json'))
    .option('--quiet', t('cli.opt-quiet'))
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', `\n${t('cli.examples')}\n\n${t('cli.exit-codes')}`);
  program.configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, '✗')) });

  program
    .command('appraise')
    .description(t('cli.appraise'))
    .requiredOption('--scheme <file>', t('cli.opt-scheme'))
    .requiredOption('--panel <file...>', t('cli.opt-panel'))
    .requiredOption('--out <dir>', t('cli.opt-out'))
    .option('--period <period>', t('cli.opt-period'))
    .option('--sheet <name>', t('cli.opt-sheet'))
    .option('--seed <n>', t('cli.opt-seed'), whole(0))
    .option('--replicates <n>', t('cli.opt-replicates'), whole(10))
    .option('--sensitivity [n]', t('cli.opt-sensitivity'), whole(1))
    .option('--force', t('cli.opt-force'))
    .addHelpText('after', `\n${t('cli.appraise-examples')}`)
    .action((options) =>
      choose(async (session) => (await import('./appraise.ts')).appraiseCommand(options, session)),
    );

  program
    .command('verify')
    .argument('<bundle>', t('cli.arg-bundle'))
    .description(t('cli.verify'))
    .addHelpText('after', `\n${t('cli.verify-examples')}`)
    .action((path: string) =>
      choose(async (session) => (await import('./verify.ts')).verifyCommand(path, session)),
    );

  addScheme(program, t, choose);
  addServer(program, t, choose, whole);
  for (const command of [program, ...program.commands]) command.exitOverride();
  return program;
}

function addScheme(
  program: Command,
  t: ReturnType<typeof createTranslator>,
  choose: (run: Run) => void,
): void {
  const scheme = program.command('scheme').description(t('cli.scheme'));
  scheme
    .command('check')
    .argument('<file>', t('cli.opt-scheme'))
    .description(t('cli.scheme-check'))
    .action((path: string) =>
      choose(async (session) => (await import('./scheme.ts')).checkCommand(path, session)),
    );
  scheme
    .command('diff')
    .argument('<a>', t('cli.arg-before'))
    .argument('<b>', t('cli.arg-after'))
    .description(t('cli.scheme-diff'))
    .action((a: string, b: string) =>
      choose(async (session) => (await import('./scheme.ts')).diffCommand(a, b, session)),
    );
  scheme
    .command('init')
    .description(t('cli.scheme-init'))
    .option('--template <name>', t('cli.opt-template'), 'enterprise-group')
    .option('--out <file>', t('cli.opt-scheme-out'), 'scheme.yaml')
    .action((options) =>
      choose(async (session) => (await import('./scheme.ts')).initCommand(options, session)),
    );
  scheme
    .command('schema')
    .description(t('cli.scheme-schema'))
    .action(() => choose(async () => (await import('./scheme.ts')).schemaCommand()));
  for (const command of scheme.commands) command.exitOverride();
}

function addServer(
  program: Command,
  t: ReturnType<typeof createTranslator>,
  choose: (run: Run) => void,
  whole: (least: number) => (text: string) => number,
): void {
  for (const name of ['serve', 'demo'] as const)
    program
      .command(name)
      .description(t(`cli.${name}`))
      .option('--port <n>', t('cli.opt-port'), whole(0))
      .option('--host <address>', t('cli.opt-host'))
      .action((options) =>
        choose(async (session) =>
          (await import('./serve.ts')).serveCommand({ ...options, demo: name === 'demo' }, session),
        ),
      );
  program
    .command('admin-link')
    .description(t('cli.admin-link'))
    .action(() =>
      choose(async (session) => (await import('./serve.ts')).adminLinkCommand(session)),
    );
}
