import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunningServer } from '../server/main.ts';
import { StartError } from '../server/platform/error.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  readonly demo?: boolean;
}

/** `shiji serve` and `shiji demo`: runs until interrupted. */
export async function serveCommand(options: ServeOptions, session: Session): Promise<number> {
  const { t } = session;
  await buildWeb(session);
  const { startServer } = await import('../server/main.ts');
  const { demo = false, ...overrides } = options;
  const server = await starting(session, () => startServer({ ...overrides, demo }));
  session.answer({ ok: true, url: server.url, firstLink: server.firstLink });
  if (demo) session.say(t('cli.demo-band'));
  session.say(t('cli.serving', { url: server.url }));
  if (server.firstLink) session.say(t('cli.first-link', { link: server.firstLink }));
  session.say(t('cli.stop-hint'));
  await untilStopped(server, session);
  return ExitCode.ok;
}

/** `shiji admin-link`: a new one-time link when the first was lost. The server must be stopped. */
export async function adminLinkCommand(session: Session): Promise<number> {
  const { openContext, linkUrl } = await import('../server/main.ts');
  const { createAdminLink } = await import('../server/identity/service.ts');
  const { ctx, close } = await starting(session, () => openContext());
  try {
    const { publicUrl, host, port } = ctx.config;
    const link = linkUrl(publicUrl ?? `http://${host}:${port}`, await createAdminLink(ctx));
    session.answer({ ok: true, link });
    session.say(session.t('cli.new-link', { link }));
  } finally {
    await close();
  }
  return ExitCode.ok;
}

/** Start-up errors have texts that say what to do. */
async function starting<T>({ t }: Session, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new CommandError(ExitCode.environment, t(`cli.${error.code}`, error.params));
  }
}

function untilStopped(server: RunningServer, session: Session): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      session.note(session.t('cli.stopping'));
      void server.stop().then(resolve);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

/** Builds the page when there is none or its source is newer; needs nothing from the network. */
async function buildWeb(session: Session): Promise<void> {
  const built = join(root, 'dist/web/index.html');
  if (existsSync(built) && statSync(built).mtimeMs >= newest(join(root, 'src'))) return;
  session.note(session.t('cli.building'));
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
}

function newest(folder: string): number {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || /\.test\.tsx?$/.test(entry.name)) continue;
    latest = Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return latest;
}
