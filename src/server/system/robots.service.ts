import { createTranslator } from '../../contract/messages/index.ts';
import type { Robot, RobotKind } from '../../contract/system/operations.ts';
import { inReach } from '../org/place.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { JobError } from '../platform/jobs.ts';
import { type GroupMessage, robotAllowed, sendByRobot } from '../platform/robot.ts';
import { EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import { openSecret, sealSecret } from '../platform/secret.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';
import { refuseAs } from './service.ts';

const robotOf = (row: queries.RobotRow): Robot => ({
  id: row.id,
  orgId: row.org_id,
  orgName: row.org_name,
  kind: row.kind as RobotKind,
  name: row.name,
  host: row.host,
  signed: row.secret !== null,
  version: row.version,
});

export async function robots(ctx: RequestContext): Promise<Robot[]> {
  return inScopes(ctx, async (trx) => (await queries.openRobots(trx)).map(robotOf));
}

/** Address and secret as they may lie in the database. */
async function sealed(
  ctx: Context,
  id: string,
  kind: RobotKind,
  given: { address?: string | undefined; secret?: string | undefined },
): Promise<{ host?: string; address?: string; secret?: string | null }> {
  const { address, secret } = given;
  if (address !== undefined && !robotAllowed(kind, address, ctx.config.robotOrigins))
    throw new AppError('robot-address', [{ code: 'system:robot-host', path: 'address' }]);
  const seal = (what: string, text: string): Promise<string> =>
    sealSecret(ctx.config.home, `robot:${id}.${what}`, text);
  return {
    ...(address === undefined
      ? {}
      : { host: new URL(address).host, address: await seal('address', address) }),
    ...(secret === undefined
      ? {}
      : { secret: secret === '' ? null : await seal('secret', secret) }),
  };
}

/** What the record keeps of a robot: neither address nor secret. */
const told = ({ id, kind, name, host }: Pick<Robot, 'id' | 'kind' | 'name' | 'host'>) => ({
  id,
  kind,
  name,
  host,
});

export async function addRobot(
  ctx: RequestContext,
  input: {
    orgId: string;
    kind: RobotKind;
    name: string;
    address: string;
    secret?: string | undefined;
  },
): Promise<Robot> {
  return inScopes(ctx, async (trx) => {
    const place = await org.placeOf(ctx, trx, input.orgId);
    const id = newId(ctx.now());
    const { kind, name } = input;
    const { host = '', address = '', secret = null } = await sealed(ctx, id, kind, input);
    await queries.insertRobot(trx, {
      org_id: place.id,
      id,
      org_path: place.path,
      kind,
      name,
      host,
      address,
      secret,
      created_at: ctx.now(),
      version: 1,
    });
    await record(trx, ctx, {
      act: 'system.add-robot',
      subject: `robot:${id}`,
      org: place,
      content: told({ id, kind, name, host }),
    });
    return robotOf((await queries.findRobot(trx, id))!);
  });
}

async function stored(ctx: RequestContext, trx: Trx, id: string): Promise<queries.RobotRow> {
  const row = await queries.findRobot(trx, id);
  if (!row || !inReach(ctx, row.org_path)) throw new AppError('not-found');
  return row;
}

async function change(
  ctx: RequestContext,
  id: string,
  version: number,
  act: 'system.change-robot' | 'system.close-robot',
  values: (row: queries.RobotRow) => Promise<Parameters<typeof queries.updateRobot>[2]>,
): Promise<Robot> {
  return inScopes(ctx, async (trx) => {
    const row = await stored(ctx, trx, id);
    const next = await values(row);
    if (!(await queries.updateRobot(trx, { id, version }, next))) throw new AppError('conflict');
    const robot = robotOf({ ...row, ...next, version: version + 1 });
    await record(trx, ctx, {
      act,
      subject: `robot:${id}`,
      org: { id: row.org_id, path: row.org_path },
      content: { ...told(robot), changed: Object.keys(next).sort() },
    });
    return robot;
  });
}

export async function changeRobot(
  ctx: RequestContext,
  id: string,
  input: {
    version: number;
    name: string;
    address?: string | undefined;
    secret?: string | undefined;
  },
): Promise<Robot> {
  return change(ctx, id, input.version, 'system.change-robot', async (row) => ({
    name: input.name,
    ...(await sealed(ctx, id, row.kind as RobotKind, input)),
  }));
}

export async function closeRobot(
  ctx: RequestContext,
  id: string,
  version: number,
): Promise<{ ok: true }> {
  await change(ctx, id, version, 'system.close-robot', async () => ({ closed_at: ctx.now() }));
  return { ok: true };
}

/** Sends now and says how it went. */
export async function testRobot(
  ctx: RequestContext,
  id: string,
  version: number,
): Promise<{ ok: true }> {
  const t = createTranslator('zh-CN');
  const message = { title: t('web.name'), lines: [t('system:test-text')] };
  await inScopes(ctx, async (trx) => {
    const row = await stored(ctx, trx, id);
    if (row.version !== version) throw new AppError('conflict');
  });
  await tell(ctx, id, message).catch(refuseAs('robot-failed'));
  return { ok: true };
}

/** Ids of the robots that tell what concerns a unit. */
export async function robotsFor(trx: Trx, path: string): Promise<string[]> {
  return (await queries.robotsAbove(trx, path)).map(({ id }) => id);
}

/**
 * Sends a message by a robot, if it is still in use. Throws {@link JobError}, `system:robot-busy`
 * when it has sent 20 within a minute: the platforms shut robots that send more.
 */
export async function tell(ctx: Context, id: string, message: GroupMessage): Promise<void> {
  const row = await withScopes(ctx, EVERYWHERE, async (trx) => {
    const found = await queries.findRobot(trx, id);
    if (found && !(await queries.takeRobotTurn(trx, id, ctx.now())))
      throw new JobError('system:robot-busy', { code: 0 });
    return found;
  });
  if (!row) return;
  const open = (what: string, text: string): Promise<string> =>
    openSecret(ctx.config.home, `robot:${id}.${what}`, text).catch(() => {
      throw new JobError('system:secret-lost', {}, { final: true });
    });
  await sendByRobot(
    {
      kind: row.kind as RobotKind,
      address: await open('address', row.address),
      secret: row.secret === null ? undefined : await open('secret', row.secret),
    },
    message,
    { further: ctx.config.robotOrigins, now: ctx.now() },
  );
}
