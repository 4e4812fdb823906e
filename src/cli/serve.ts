import { ZodError } from 'zod';
import type { RunningServer } from '../server/main.ts';
import { loadConfig } from '../server/platform/config.ts';
import type { Context } from '../server/platform/context.ts';
import { StartError } from '../server/platform/error.ts';
import { CommandError, ExitCode, type Session } from './session.ts';
import { buildWeb } from './web-build.ts';

export interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  readonly demo?: boolean;
  /** False: serve the page as it was built last. */
  readonly build?: boolean;
}

/** `shiji serve` and `shiji demo`: runs until interrupted, which is a normal end. */
export async function serveCommand(options: ServeOptions, session: Session): Promise<number> {
  const { t } = session;
  const { demo = false, build = true, ...overrides } = options;
  if (build) await buildWeb(session);
  const { startServer } = await import('../server/main.ts');
  const server = await starting(session, () =>
    startServer({ ...overrides, home: homeOf(demo), demo }),
  );
  const { home } = server.ctx.config;
  session.answer({ ok: true, url: server.url, firstLink: server.firstLink, home });
  if (demo) session.say(t('cli.demo-band'));
  session.say(t('cli.serving', { url: server.url }));
  if (server.firstLink) session.say(t('cli.first-link', { link: server.firstLink }));
  session.hint(t('cli.data-home', { home }));
  session.hint(t('cli.stop-hint'));
  await untilStopped(server, session);
  return ExitCode.ok;
}

/** The demo has a database of its own: trying things out leaves nothing in the office's. */
export function homeOf(demo: boolean): string {
  const { home } = loadConfig();
  return demo ? `${home}-demo` : home;
}

/** `shiji admin-link`: a new one-time link when the first was lost. The server must be stopped. */
export async function adminLinkCommand(
  { demo = false }: { readonly demo?: boolean },
  session: Session,
): Promise<number> {
  const { openContext, linkUrl } = await import('../server/main.ts');
  const { createAdminLink } = await import('../server/identity/service.ts');
  const { ctx, close } = await starting(session, () => openContext({ home: homeOf(demo), demo }));
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

/** Work on the database of a server that is stopped. */
export async function withContext<T>(
  demo: boolean,
  session: Session,
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  const { openContext } = await import('../server/main.ts');
  const { ctx, close } = await starting(session, () => openContext({ home: homeOf(demo), demo }));
  try {
    return await work(ctx);
  } finally {
    await close();
  }
}

/** Start-up errors have texts that say what to do. */
export async function starting<T>({ t }: Session, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof ZodError)
      throw new CommandError(
        ExitCode.environment,
        t('cli.start.environment', { name: error.issues[0]!.path.join('.') }),
      );
    if (!(error instanceof StartError)) throw error;
    throw new CommandError(ExitCode.environment, t(`cli.${error.code}`, error.params));
  }
}

function untilStopped(server: RunningServer, session: Session): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping = false;
    const stop = (): void => {
      // Whoever presses it twice does not want to wait.
      if (stopping) process.exit(ExitCode.interrupted);
      stopping = true;
      session.note(session.t('cli.stopping'));
      server.stop().then(resolve, reject);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
