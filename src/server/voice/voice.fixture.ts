import type { testServer } from '../../../test/setup/server.ts';
import { PNG } from '../../../test/setup/voice.ts';
import type { Placed } from '../../../test/setup/world.ts';
import { newId } from '../platform/ids.ts';

type Server = Awaited<ReturnType<typeof testServer>>;

/** What a browser without script does with the public pages, and an office with the desk. */
export function visitor(server: Server) {
  const headers = { origin: 'http://shiji.test', host: 'shiji.test' };
  const post = async (
    url: string,
    fields: Readonly<Record<string, string>>,
    files: readonly Uint8Array[] = [],
    address = '10.0.0.1',
  ) => {
    const form = new FormData();
    for (const [k, v] of Object.entries(fields)) form.append(k, v);
    for (const f of files) form.append('picture', new File([new Uint8Array(f)], 'a.png'));
    const request = new Request('http://x/', { method: 'POST', body: form });
    return server.app.inject({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': request.headers.get('content-type')! },
      payload: Buffer.from(await request.arrayBuffer()),
      remoteAddress: address,
    });
  };
  const plain = (url: string, fields: Readonly<Record<string, string>>, address = '10.0.0.1') =>
    server.app.inject({
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
      remoteAddress: address,
    });
  /** Sends a whole form; gives the tracking code that the page shows. */
  const say = async (
    code: string,
    fields: Readonly<Record<string, string>>,
    more: { readonly files?: readonly Uint8Array[]; readonly address?: string } = {},
  ) => {
    const page = await server.app.inject(`/v/${code}`);
    const key = /name="key" value="([^"]+)"/.exec(page.body)![1]!;
    const sent = { key, step: '5', go: 'send', ...fields };
    const answer = await post(`/v/${code}`, sent, more.files ?? [], more.address);
    return { status: answer.statusCode, body: answer.body, code: codeIn(answer.body), sent };
  };
  const track = (code: string, more: Readonly<Record<string, string>> = {}, address?: string) =>
    plain('/v/track', { code, ...more }, address);
  return { post, plain, say, track };
}

export const codeIn = (page: string): string => /data-code>([^<]+)</.exec(page)?.[1] ?? '';

/** Calls an operation by its address as somebody signed in. */
export function desk(server: Server, cookie: string) {
  return async <T = Record<string, never>>(method: 'GET' | 'POST', url: string, body?: object) => {
    const answer = await server.app.inject({
      method,
      url,
      headers: { cookie },
      ...(body ? { payload: body } : {}),
    });
    return { status: answer.statusCode, text: answer.body, body: json<T>(answer.body) };
  };
}

function json<T>(text: string): T & { code?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {} as T & { code?: string };
  }
}

/** A code for a unit of the world. */
export async function codeFor(server: Server, at: Placed, name: string | null = null) {
  const { db, now } = server.ctx;
  const code = newId(now()).slice(-8);
  const { id: author } = await db.selectFrom('person').select('id').executeTakeFirstOrThrow();
  await db
    .insertInto('voice_place')
    .values({
      org_id: at.id,
      org_path: at.path,
      id: newId(now()),
      code,
      name,
      created_at: now(),
      created_by: author,
      version: 1,
    })
    .execute();
  return code;
}

export { PNG };
