import { readFile, writeFile } from 'node:fs/promises';
import { checkDossier } from '../contract/record/dossier.ts';
import type { Context, RequestContext } from '../server/platform/context.ts';
import { AppError } from '../server/platform/error.ts';
import { withContext } from './serve.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

/** `shiji record verify`: the whole record against the database. The server must be stopped. */
export async function verifyRecordCommand(
  options: { readonly checkpoint?: readonly string[]; readonly demo?: boolean },
  session: Session,
): Promise<number> {
  const { t, say } = session;
  const { verifyRecord } = await import('../server/record/verify.service.ts');
  const checkpoints = await Promise.all(
    (options.checkpoint ?? []).map((path) => readText(path, session)),
  );
  const report = await withContext(options.demo ?? false, session, (ctx) =>
    verifyRecord(ctx, { checkpoints }),
  );
  session.answer(report);
  const { size, unsealed, checkpoints: heads, cosignatures, erased } = report;
  say(t('cli.record-counted', { size, unsealed, heads, cosignatures }));
  say(t('cli.record-erased', { erased }));
  for (const { code, params } of report.faults) say(`✗ ${t(`record:verify-${code}`, params)}`);
  if (report.more > 0) say(t('cli.record-more', { more: report.more }));
  say(report.ok ? `✓ ${t('cli.record-holds')}` : `✗ ${t('cli.record-broken')}`);
  return report.ok ? ExitCode.ok : ExitCode.rejected;
}

/** `shiji record prove`: the dossier of an entry, or of everything about a subject. */
export async function proveCommand(
  what: string,
  options: { readonly out?: string; readonly demo?: boolean },
  session: Session,
): Promise<number> {
  const { makeDossier } = await import('../server/record/dossier.service.ts');
  const which = what.includes(':') ? { subject: what } : { id: what };
  if ('id' in which && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(what))
    throw new CommandError(ExitCode.usage, session.t('cli.record-no-id', { id: what }));
  const text = await withContext(options.demo ?? false, session, (ctx) =>
    makeDossier(asKeeperOfServer(ctx), which).catch(refused(session)),
  );
  const path = options.out ?? `dossier-${what.replace(':', '-')}.json`;
  await writeFile(path, text);
  session.answer({ ok: true, path });
  session.say(session.t('cli.record-proved', { path }));
  session.hint(session.t('cli.record-check-hint', { path }));
  return ExitCode.ok;
}

/** `shiji record check`: a dossier, with nothing else at hand. */
export async function checkCommand(
  path: string,
  options: { readonly key?: string },
  session: Session,
): Promise<number> {
  const { t, say } = session;
  const checked = checkDossier(await readText(path, session), options.key);
  session.answer({ ok: checked.ok, findings: checked.findings, sealedAt: checked.sealedAt });
  for (const { ok, code, params } of checked.findings)
    say(ok ? `✓ ${t(`record:check-${code}`, params)}` : `✗ ${t(`record:fault-${code}`, params)}`);
  if (checked.dossier) session.hint(t('cli.record-key', { key: checked.dossier.key }));
  say(t(checked.ok ? 'cli.record-dossier-holds' : 'cli.record-dossier-broken'));
  return checked.ok ? ExitCode.ok : ExitCode.rejected;
}

/** `shiji record erase`: contents older than a day, as far as they need not be kept. */
export async function eraseCommand(
  options: { readonly before: string; readonly reason: string; readonly demo?: boolean },
  session: Session,
): Promise<number> {
  const { redactBefore, retentionMonths } = await import('../server/record/redact.service.ts');
  const before = new Date(`${options.before}T00:00:00+08:00`);
  if (Number.isNaN(before.getTime()))
    throw new CommandError(ExitCode.usage, session.t('cli.record-no-day', { day: options.before }));
  const { reason } = options;
  const gone = await withContext(options.demo ?? false, session, async (ctx) =>
    redactBefore(ctx, before, { months: await retentionMonths(ctx), reason }).catch(
      refused(session),
    ),
  );
  session.answer({ ok: true, gone });
  session.say(session.t('cli.record-gone', { gone }));
  return ExitCode.ok;
}

/** Whoever may start the command on the server reads everything. */
function asKeeperOfServer(ctx: Context): RequestContext {
  return { ...ctx, scopes: [''], address: '', signal: new AbortController().signal };
}

/** A refusal of a service, in the words of the catalogue. */
function refused({ t }: Session) {
  return (error: unknown): never => {
    if (!(error instanceof AppError)) throw error;
    const issues = error.issues.map((i) => t(i.code, i.params));
    const text = [t(`server.error-${error.code}`), ...issues].join(t('cli.sentence-gap'));
    throw new CommandError(ExitCode.badInput, text);
  };
}

async function readText(path: string, { t }: Session): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new CommandError(ExitCode.badInput, t('cli.record-unreadable', { path }));
  });
}
