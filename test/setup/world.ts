import { gzipSync } from 'node:zlib';
import { createTranslator } from '../../src/contract/messages/index.ts';
import type { Role } from '../../src/contract/permissions.ts';
import { labelOf } from '../../src/server/org/place.ts';
import { storeFile } from '../../src/server/platform/files.ts';
import { SESSION_COOKIE } from '../../src/server/platform/http.ts';
import { hashToken, newId, newToken } from '../../src/server/platform/ids.ts';
import { EVERYWHERE, withScopes } from '../../src/server/platform/scope.ts';
import { record } from '../../src/server/record/service.ts';
import { looped } from './loop.ts';
import type { testServer } from './server.ts';
import { studied } from './study.ts';
import { surveyed } from './survey.ts';
import type { Names } from './sweep.ts';
import { voiced } from './voice.ts';

type Server = Awaited<ReturnType<typeof testServer>>;

export interface Placed {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  /** Rows of the unit, by kind. */
  readonly rows: {
    readonly person: string;
    /** A post that the person holds; another, «空岗», is vacant. */
    readonly post: string;
    readonly tenure: string;
    /** The person's right there. */
    readonly grant: string;
    readonly panel: string;
    readonly file: string;
    /** An import of the person's that waits to be confirmed. */
    readonly task: string;
    readonly run: string;
    readonly duty: string;
    readonly act: string;
    /** Of the act, with a small picture. */
    readonly evidence: string;
    readonly entry: string;
    /** A draft that the unit itself would send. */
    readonly letter: string;
    /** What the person was told. */
    readonly notice: string;
    readonly robot: string;
    readonly campaign: string;
    /** A draft with one measure, and one part of each kind. */
    readonly problem: string;
    readonly measure: string;
    readonly progress: string;
    readonly extension: string;
    readonly objection: string;
    readonly recheck: string;
    /** Planned for today, with a guest and an open decision. */
    readonly session: string;
    readonly attendance: string;
    readonly decision: string;
    readonly reading: string;
    readonly institution: string;
    readonly special: string;
    /** What the lead of the special rectification asked for; it has been answered. */
    readonly ask: string;
    /** To be triaged, with a picture; asked to be handled with another of the unit. */
    readonly survey: string;
    readonly question: string;
    readonly voice: string;
    readonly merge: string;
    /** Whistle-blowing, with a contact and a picture. */
    readonly report: string;
    /** A group of voices of the unit alone. */
    readonly hot: string;
    readonly place: string;
    readonly visit: string;
    readonly ballot: string;
    /** Of the measure, to a voice that is not there. */
    readonly answer: string;
    readonly needAnswer: string;
  };
}

/** Where a unit lies as seen from the unit of a grant. */
export const positions = ['own', 'child', 'closed', 'sibling', 'parent'] as const;
export type Position = (typeof positions)[number];

/**
 * A small organisation: parent 城建集团 with own 三分公司 (child 机电项目部, closed 老厂区留守处)
 * and sibling 五分公司. Everything is put into the database as the migrations leave it.
 */
export async function makeWorld(server: Server) {
  const { db, now } = server.ctx;
  const today = now();
  const rootRow = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
  await db
    .updateTable('org')
    .set({ name: '城建集团', code: 'C', since: '2020-01-01', units: 4 })
    .execute();
  const unit = async (name: string, above: { id: string; path: string }, more: object = {}) => {
    const id = newId(today);
    const path = `${above.path}.${labelOf(id)}`;
    await db
      .insertInto('org')
      .values({
        id,
        parent_id: above.id,
        path,
        name,
        kind: 'branch',
        position: 0,
        units: 1,
        since: '2020-01-01',
        version: 1,
        ...more,
      })
      .execute();
    return { id, path, name };
  };
  const root = { id: rootRow.id, path: rootRow.path, name: '城建集团' };
  const own = await unit('三分公司', root, { code: 'C3', units: 2 });
  const child = await unit('机电项目部', own, { code: 'C3-1' });
  const closed = await unit('老厂区留守处', own, {
    code: 'C3-9',
    closed_on: '2024-01-01',
    units: 0,
  });
  const sibling = await unit('五分公司', root, { code: 'C5', position: 1 });

  const person = async (name: string, at: { id: string; path: string }) => {
    const id = newId(today);
    await db
      .insertInto('person')
      .values({ id, name, org_id: at.id, org_path: at.path, created_at: today, version: 1 })
      .execute();
    return id;
  };
  const author = await person('吴制表', root);
  await db.updateTable('person').set({ number: 'W-1' }).where('id', '=', author).execute();
  await db
    .insertInto('account')
    .values({ id: author, login: 'author', password_hash: '-', created_at: today })
    .execute();
  const scheme = newId(today);
  await db
    .insertInto('scheme')
    .values({
      id: scheme,
      code: 'demo',
      version: 1,
      title: '示例方案',
      hash: 'demo',
      document: '{}',
      created_at: today,
      created_by: author,
    })
    .execute();
  /** The usual duties written down, nobody's, and one act done in person. */
  const chain = async (at: { id: string; path: string; name: string }, someone: string) => {
    const belongs = { org_id: at.id, org_path: at.path };
    const t = createTranslator('zh-CN');
    const rows = (
      [
        ['first', 'first'],
        ['part', 'organisation'],
        ['part', 'discipline'],
        ['part', 'publicity'],
        ['liaison', 'liaison'],
      ] as const
    ).map(([kind, key], position) => ({
      ...belongs,
      id: newId(today),
      kind,
      title: t(`duty:usual-${key}`),
      text: t(`duty:usual-${key}-text`),
      position,
      wording: 1,
      since: '2024-01-01',
      version: 1,
    }));
    await db.insertInto('duty').values(rows).execute();
    const act = newId(today);
    await db
      .insertInto('duty_act')
      .values({
        ...belongs,
        id: act,
        kind: 'oversee',
        person_id: someone,
        post_name: '经理',
        on_day: '2025-12-01',
        about: `${at.name}的积案`,
        what: '召集有关部门逐件核对，当场定下完成时限。',
        recorded_by: someone,
        recorded_at: today,
        version: 1,
      })
      .execute();
    return { duty: rows[0]!.id, act };
  };
  const staffed = async (at: { id: string; path: string; name: string }) => {
    const belongs = { org_id: at.id, org_path: at.path };
    const since = { since: '2020-01-01', version: 1 };
    const [post, tenure, grant] = [newId(today), newId(today), newId(today)];
    const holder = await person(`${at.name}的人`, at);
    const posts = [
      { id: post, name: `${at.name}干事`, rank: 'member', position: 0 },
      { id: newId(today), name: `${at.name}空岗`, rank: 'member', position: 1 },
    ];
    await db
      .insertInto('post')
      .values(posts.map((p) => ({ ...belongs, ...since, ...p })))
      .execute();
    await db
      .insertInto('tenure')
      .values({
        ...belongs,
        ...since,
        id: tenure,
        post_id: post,
        person_id: holder,
        kind: 'regular',
      })
      .execute();
    await db
      .insertInto('access_grant')
      .values({
        ...belongs,
        id: grant,
        person_id: holder,
        role: 'member',
        since: today,
        created_at: today,
        reason: `${at.name}的授权`,
      })
      .execute();
    return { person: holder, post, tenure, grant };
  };
  const filled = async (at: { id: string; path: string; name: string }): Promise<Placed> => {
    const belongs = { org_id: at.id, org_path: at.path, created_at: today, created_by: author };
    const [panel, run, task] = [newId(today), newId(today), newId(today)];
    const text = `${at.name}的数据`;
    const file = await storeFile(server.ctx.config.home, Buffer.from(text));
    await db
      .insertInto('panel')
      .values({
        ...belongs,
        id: panel,
        name: text,
        hash: panel,
        document: '{}',
        warnings: '[]',
        units: 1,
        periods: ['2025'],
        demo: false,
      })
      .execute();
    await db.insertInto('file').values({ hash: file, size: 1, created_at: today }).execute();
    await db
      .insertInto('panel_file')
      .values({ panel_id: panel, position: 0, name: text, file_hash: file })
      .execute();
    await db
      .insertInto('run')
      .values({
        ...belongs,
        id: run,
        scheme_id: scheme,
        panel_id: panel,
        period: '2025',
        seed: 1,
        replicates: 10,
        result_hash: run,
        bundle: gzipSync('{}'),
      })
      .execute();
    const staff = await staffed(at);
    const loop = await looped(server, at, author);
    const study = await studied(server, at, loop.campaign, author);
    const voice = await voiced(server, at, loop, author);
    const { duty, act } = await chain(at, staff.person);
    await db
      .insertInto('task')
      .values({
        ...belongs,
        ...{ id: task, created_by: staff.person, kind: 'org', file_name: text, file_hash: file },
        ...{ options: '{"on":"2026-03-01"}', state: 'ready', attempts: 1, done: 0, total: 0 },
        ...{ preview: JSON.stringify({ text }), rejects: '[]' },
      })
      .execute();
    await withScopes(server.ctx, EVERYWHERE, (trx) =>
      record(
        trx,
        server.ctx,
        ...['sweep:all', `sweep:${at.id}`].map((subject) => ({
          act: 'appraisal.run' as const,
          subject,
          org: at,
          content: { name: `${at.name}的记录` },
        })),
      ),
    );
    const { id: entry } = await db
      .selectFrom('record_entry')
      .select('id')
      .where('org_id', '=', at.id)
      .executeTakeFirstOrThrow();
    const [notice, robot] = [newId(today), newId(today)];
    await db
      .insertInto('notice')
      .values({
        id: notice,
        person_id: staff.person,
        org_id: at.id,
        code: 'system:test-text',
        params: '{}',
        created_at: today,
      })
      .execute();
    await db
      .insertInto('robot')
      .values({
        org_id: at.id,
        org_path: at.path,
        id: robot,
        kind: 'wecom',
        name: `${at.name}群`,
        host: 'qyapi.weixin.qq.com',
        address: '-',
        created_at: today,
        version: 1,
      })
      .execute();
    const letter = newId(today);
    await db
      .insertInto('supervision_letter')
      .values({
        org_id: at.id,
        org_path: at.path,
        id: letter,
        problem_id: loop.problem,
        reason: 'overdue',
        arm: '2026-02-02',
        level: 0,
        step_on: '2026-02-05',
        days: 3,
        issuer_id: at.id,
        post_name: '经理',
        state: 'draft',
        told: [],
        version: 1,
      })
      .execute();
    const evidence = newId(today);
    await db
      .insertInto('evidence')
      .values({
        org_id: at.id,
        org_path: at.path,
        id: evidence,
        subject: `duty-act:${act}`,
        name: `${at.name}现场.jpg`,
        type: 'jpeg',
        size: 1,
        hash: file,
        thumb_hash: file,
        added_by: staff.person,
        added_at: today,
        entries: [],
        version: 1,
      })
      .execute();
    return {
      ...at,
      rows: {
        ...staff,
        panel,
        file,
        task,
        run,
        duty,
        act,
        entry,
        notice,
        robot,
        ...loop,
        ...study,
        ...voice,
        ...(await surveyed(server, at, author)),
        evidence,
        letter,
      },
    };
  };
  const units: Record<Position, Placed> = {
    parent: await filled(root),
    own: await filled(own),
    child: await filled(child),
    closed: await filled(closed),
    sibling: await filled(sibling),
  };

  /** Somebody with a role under a unit, signed in; gives the cookie. */
  const signInAs = async (role: Role | undefined, at: { id: string; path: string }) => {
    const id = await person(role ? `任${role}` : '无职务', at);
    await db
      .insertInto('account')
      .values({ id, login: `u-${id}`, password_hash: '-', created_at: today })
      .execute();
    if (role)
      await db
        .insertInto('access_grant')
        .values({
          id: newId(today),
          person_id: id,
          role,
          org_id: at.id,
          org_path: at.path,
          since: today,
          created_at: today,
        })
        .execute();
    const { token } = newToken();
    await db
      .insertInto('session')
      .values({
        token_hash: hashToken(token),
        account_id: id,
        created_at: now(),
        seen_at: now(),
        expires_at: new Date(now().getTime() + 86_400_000),
      })
      .execute();
    return { id, cookie: `${SESSION_COOKIE}=${token}` };
  };
  return {
    units,
    signInAs,
    person,
    unit,
    name: (names: Names, at: Placed, who: string) => nameIn(server, names, at, who),
    tokenOf: (who: string) => tokenOf(server, who),
  };
}

/** The row of a unit that can name somebody. */
const named = {
  problem: 'problem',
  measure: 'measure',
  study_session: 'session',
  study_decision: 'decision',
  supervision_letter: 'letter',
  tenure: 'tenure',
} as const;

/** Names somebody in a row of a unit, or makes it their home; gives back how to undo it. */
async function nameIn(server: Server, { table, column }: Names, at: Placed, who: string) {
  const { db } = server.ctx;
  const set = (of: Names['table'] | 'duty', id: string, values: object) =>
    db
      .updateTable(of)
      .set(values as never)
      .where('id', '=', id)
      .execute();
  if (table === 'person') {
    const { org_id, org_path } = await db
      .selectFrom('person')
      .select(['org_id', 'org_path'])
      .where('id', '=', who)
      .executeTakeFirstOrThrow();
    await set('person', who, { org_id: at.id, org_path: at.path });
    return () => set('person', who, { org_id, org_path });
  }
  const id = at.rows[named[table]];
  // A duty is somebody's by the post they hold.
  if (table === 'tenure') await set('duty', at.rows.duty, { post_id: at.rows.post });
  await set(table, id, { [column]: who });
  return async () => {
    await set(table, id, { [column]: table === 'tenure' ? at.rows.person : null });
    if (table === 'tenure') await set('duty', at.rows.duty, { post_id: null });
  };
}

async function tokenOf(server: Server, who: string): Promise<string> {
  const { token, hash } = newToken();
  await server.ctx.db
    .insertInto('api_token')
    .values({
      id: newId(server.ctx.now()),
      account_id: who,
      name: '脚本',
      token_hash: hash,
      read_only: false,
      created_at: server.ctx.now(),
      expires_at: new Date(server.ctx.now().getTime() + 86_400_000),
    })
    .execute();
  return token;
}

export type World = Awaited<ReturnType<typeof makeWorld>>;
