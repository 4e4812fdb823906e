import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CommandError, ExitCode, type Session } from './session.ts';

const templates: Readonly<Record<string, URL>> = {
  'enterprise-group': new URL('../../data/schemes/enterprise-group.yaml', import.meta.url),
  'government-district': new URL('../../data/schemes/government-district.yaml', import.meta.url),
  'functional-department': new URL(
    '../../data/schemes/functional-department.yaml',
    import.meta.url,
  ),
  minimal: new URL('./templates/minimal.yaml', import.meta.url),
};

/** The templates tell editors of a schema that lies beside them, not beside the user's file. */
const editorLine = /^# yaml-language-server:.*\n/;

/** `shiji scheme init`: a starter scheme to edit. Never overwrites. */
export async function initCommand(
  options: { readonly template: string; readonly out: string },
  session: Session,
): Promise<number> {
  const { t } = session;
  const { template, out } = options;
  if (!Object.hasOwn(templates, template))
    throw new CommandError(
      ExitCode.usage,
      t('cli.no-template', { name: template, known: Object.keys(templates).join(t('cli.comma')) }),
    );
  const source = await readFile(templates[template]!, 'utf8');
  await mkdir(dirname(resolve(out)), { recursive: true });
  try {
    await writeFile(out, source.replace(editorLine, `${t('cli.scheme-editor')}\n`), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CommandError(ExitCode.usage, t('cli.file-exists', { path: out }));
  }
  session.answer({ ok: true, out });
  session.say(t('cli.scheme-written', { path: out }));
  session.hint(t('cli.scheme-next', { path: out }));
  return ExitCode.ok;
}
