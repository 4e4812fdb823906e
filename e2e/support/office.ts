import { newId } from '../../src/server/platform/ids.ts';
import { enterFirst, openApp } from './app.ts';

type Role = 'office' | 'leader';

/** What {@link openOffice} is to begin with. */
interface Wanted {
  /** Name of the first unit. */
  readonly name: string;
  readonly shortName?: string;
  /** What the first person may do there, besides what comes with being first. */
  readonly roles?: readonly Role[];
  /** Opens a campaign over the first unit. */
  readonly campaign?: { readonly name: string; readonly since: string };
}

/** {@link openApp} with the first person signed in, at work in a campaign's office. */
export async function openOffice({ name, shortName, roles = ['office'], campaign }: Wanted) {
  const app = await openApp();
  const { page, server } = app;
  await enterFirst(page, server.firstLink!);
  await page.getByRole('navigation').waitFor();
  const { db, now } = server.ctx;
  const root = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
  const { id: me } = await db.selectFrom('person').select('id').executeTakeFirstOrThrow();
  await db
    .updateTable('org')
    .set({ name, ...(shortName ? { short_name: shortName } : {}) })
    .execute();
  const at = { org_id: root.id, org_path: root.path };
  for (const role of roles)
    await db
      .insertInto('access_grant')
      .values({ ...at, id: newId(now()), person_id: me, role, since: now(), created_at: now() })
      .execute();
  /** Sends what a page would send; an answer that is no success is thrown with its words. */
  const send = async (path: string, data: object): Promise<{ id: string }> => {
    const headers = { origin: server.url };
    const answer = await page.request.post(`${server.url}${path}`, { data, headers });
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
  const campaignId = campaign
    ? (await send('/api/campaigns', { unitId: root.id, theme: '为民造福、真抓实干', ...campaign }))
        .id
    : '';
  return { ...app, root, at, me, send, campaignId };
}
