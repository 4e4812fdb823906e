import type { FastifyInstance } from 'fastify';

/** Somebody at a browser: keeps its session cookie, and asks as a page does. */
export function browserOf(app: FastifyInstance, agent = 'Mozilla/5.0 (Windows NT 10.0) Edg/140') {
  let cookie = '';
  const ask = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const answer = await app.inject({
      method,
      url,
      ...(payload ? { payload } : {}),
      headers: { 'user-agent': agent, ...(cookie ? { cookie } : {}) },
    });
    const set = answer.cookies.find((c) => c.name === 'shiji_session');
    if (set) cookie = set.value ? `shiji_session=${set.value}` : '';
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
  };
  return {
    get: (url: string) => ask('GET', url),
    post: (url: string, payload: object = {}) => ask('POST', url, payload),
    put: (url: string, payload: object = {}) => ask('PUT', url, payload),
    cookie: () => cookie,
    use: (value: string) => {
      cookie = value;
    },
  };
}
