import type { Calendar } from '../../contract/deadline/calendar.ts';
import { calendarOf } from '../../contract/deadline/china.ts';
import type { SettingsAnswer } from '../../contract/system/operations.ts';
import {
  groupNames,
  type SettingGroup,
  type Settings,
  secretsOf,
  settingGroups,
} from '../../contract/system/settings.ts';
import { ENGINE_VERSION } from '../../engine/index.ts';
import { demand } from '../org/place.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { setTimeZone } from '../platform/days.ts';
import type { Executor } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { JobError } from '../platform/jobs.ts';
import { type MailServer, sendMail } from '../platform/mail.ts';
import { fieldIssues } from '../platform/problem.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { openSecret, sealSecret } from '../platform/secret.ts';
import { record } from '../record/service.ts';
import { letterOf } from './letter.ts';
import * as queries from './queries.ts';

export { letterOf };

/** What lies in a row: the settings, and secrets sealed. */
interface Stored {
  readonly value: object;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** All settings as they are now, for any room to go by. */
export async function readSettings(db: Executor): Promise<Settings> {
  const rows = await queries.allSettings(db);
  return Object.fromEntries(
    groupNames.map((g) => [g, parsed(g, rows.find((r) => r.key === g)?.value)]),
  ) as unknown as Settings;
}

/** A value that an earlier version let in and this one does not takes its default. */
function parsed(group: SettingGroup, stored: unknown): object {
  const { value = {} } = (stored ?? {}) as Partial<Stored>;
  const whole = settingGroups[group].safeParse(value);
  return whole.success ? whole.data : settingGroups[group].parse({});
}

let kept: { readonly from: string; readonly calendar: Calendar } | undefined;

/** The working days by which the organisation counts, with its own corrections. */
export async function workCalendar(db: Executor): Promise<Calendar> {
  return calendarIn(await readSettings(db));
}

/** {@link workCalendar} out of settings that were read for other reasons too. */
export function calendarIn({ calendar }: Settings): Calendar {
  const from = JSON.stringify(calendar);
  if (kept?.from !== from) kept = { from, calendar: calendarOf(calendar) };
  return kept.calendar;
}

/** What whoever stands before the door may know. */
export async function about(ctx: Context) {
  const { organisation } = await readSettings(ctx.db);
  const { name, timeZone } = organisation;
  return { name, version: ENGINE_VERSION, demo: ctx.demo, timeZone };
}

/** Whom to ask when the page does not help. */
export async function help(ctx: Context): Promise<Settings['help']> {
  return (await readSettings(ctx.db)).help;
}

/** The calendar follows the settings from here on. */
export async function applySettings(db: Executor): Promise<void> {
  setTimeZone((await readSettings(db)).organisation.timeZone);
}

/** How long another server may go by settings that were changed on this one (ms). */
const FOLLOW_EVERY = 3000;

/**
 * Goes on following the settings that a process keeps: another server may change them. All others
 * are read where they are used. Returns the way to stop.
 */
export function followSettings(db: Executor, every = FOLLOW_EVERY): () => void {
  // While the database is away what was known holds.
  const timer = setInterval(() => void applySettings(db).catch(() => undefined), every);
  timer.unref();
  return () => clearInterval(timer);
}

/** Settings concern everybody: only who may manage the whole organisation sees and changes them. */
async function demandWhole(ctx: RequestContext, trx: Trx): Promise<org.Place> {
  const root = await org.root(trx);
  demand(ctx, root.path);
  return root;
}

export async function settings(ctx: RequestContext): Promise<SettingsAnswer> {
  return inScopes(ctx, async (trx) => {
    await demandWhole(ctx, trx);
    return answer(trx);
  });
}

async function answer(trx: Trx): Promise<SettingsAnswer> {
  const rows = await queries.allSettings(trx);
  return Object.fromEntries(
    groupNames.map((group) => {
      const row = rows.find((r) => r.key === group);
      const { secrets = {} } = (row?.value ?? {}) as unknown as Partial<Stored>;
      return [
        group,
        {
          value: parsed(group, row?.value),
          version: row?.version ?? 0,
          changedAt: row?.changed_at.toISOString() ?? null,
          secrets: Object.keys(secrets),
        },
      ];
    }),
  ) as unknown as SettingsAnswer;
}

export async function saveSettings(
  ctx: RequestContext,
  group: SettingGroup,
  input: { version: number; value: object; secrets?: Record<string, string> | undefined },
): Promise<SettingsAnswer> {
  const value = settingGroups[group].safeParse(input.value);
  if (!value.success) throw new AppError('invalid', fieldIssues(value.error, input.value));
  const saved = await inScopes(ctx, async (trx) => {
    const root = await demandWhole(ctx, trx);
    const before = (await queries.allSettings(trx)).find((r) => r.key === group);
    const secrets = await newSecrets(ctx, group, before?.value, input.secrets ?? {});
    const stored = JSON.stringify({ value: value.data, secrets } satisfies Stored);
    const { version } = input;
    const fits = await queries.saveSetting(trx, {
      key: group,
      value: stored,
      version,
      now: ctx.now(),
    });
    if (!fits) throw new AppError('conflict');
    await record(trx, ctx, {
      act: 'system.save-settings',
      subject: `setting:${group}`,
      org: root,
      // Of a secret only that it was changed.
      content: { ...value.data, changedSecrets: Object.keys(input.secrets ?? {}).sort() },
    });
    return answer(trx);
  });
  setTimeZone(saved.organisation.value.timeZone);
  return saved;
}

/** Secrets after a change: those left out stay, empty ones go, others are sealed. */
async function newSecrets(
  ctx: Context,
  group: SettingGroup,
  stored: unknown,
  given: Record<string, string>,
): Promise<Record<string, string>> {
  const known = secretsOf[group] ?? [];
  const kept = { ...((stored ?? {}) as Partial<Stored>).secrets };
  for (const [name, text] of Object.entries(given)) {
    if (!known.includes(name))
      throw new AppError('invalid', [{ code: 'server.field-format', path: `secrets.${name}` }]);
    if (text === '') delete kept[name];
    else kept[name] = await sealSecret(ctx.config.home, `setting:${group}.${name}`, text);
  }
  return kept;
}

/** The mail server with its password opened. */
export async function mailServer(ctx: Context, db: Executor): Promise<MailServer> {
  const row = (await queries.allSettings(db)).find((r) => r.key === 'mail');
  const sealed = ((row?.value ?? {}) as unknown as Partial<Stored>).secrets?.password;
  const settings = parsed('mail', row?.value) as Settings['mail'];
  if (!sealed) return { settings, password: undefined };
  try {
    return {
      settings,
      password: await openSecret(ctx.config.home, 'setting:mail.password', sealed),
    };
  } catch {
    // The key file is another one: after a restore without it, say.
    throw new JobError('system:secret-lost', {}, { final: true });
  }
}

/** Sends now and says how it went, unlike other mail, which a job sends. */
export async function testMail(ctx: RequestContext, to: string): Promise<{ ok: true }> {
  const { server, sender } = await inScopes(ctx, async (trx) => {
    await demandWhole(ctx, trx);
    return {
      server: await mailServer(ctx, trx).catch(refuseAs('mail-failed')),
      sender: (await readSettings(trx)).organisation.name,
    };
  });
  const letter = letterOf('zh-CN', sender, [{ code: 'system:test-text', params: {} }], undefined);
  await sendMail(server, { to, ...letter }).catch(refuseAs('mail-failed'));
  return { ok: true };
}

/** Tells the caller in words what a job would write down. */
export function refuseAs(code: 'mail-failed' | 'robot-failed'): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof JobError)) throw error;
    throw new AppError(code, [{ code: error.code, params: error.params }]);
  };
}
