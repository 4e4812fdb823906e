import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { VoiceWhole } from '../../contract/voice/schemas.ts';
import { desk, PNG, visitor } from './voice.fixture.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: ReturnType<typeof desk>;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = desk(server, (await world.signInAs('office', world.units.parent)).cookie);
});
afterAll(() => server.close());

const get = async (path: string) => {
  const answer = await server.app.inject(`/open311/v2/${path}`);
  return { status: answer.statusCode, text: answer.body, type: answer.headers['content-type'] };
};
const post = (fields: Record<string, string>, format = 'json') =>
  visitor(server).plain(`/open311/v2/requests.${format}`, fields);
const lamp = {
  service_code: 'help',
  description: '路灯 <三盏> 不亮 & 路面有坑',
  address_string: '南门外人行道',
  lat: '31.2304',
  long: '121.4737',
};

describe('Open311 GeoReport v2', () => {
  it('lists services and what they ask for; whistle-blowing is none of them', async () => {
    const list = JSON.parse((await get('services.json')).text) as {
      service_code: string;
      metadata: boolean;
    }[];
    expect(list.map((s) => s.service_code)).toEqual(['consult', 'help', 'suggest', 'complain']);
    const xml = await get('services.xml');
    expect(xml.type).toContain('text/xml');
    expect(xml.text).toMatch(
      /^<\?xml[^>]*>\n<services><service><service_code>consult<\/service_code>/,
    );
    const help = await get('services/help.xml');
    expect(help.text).toContain(
      '<service_definition><service_code>help</service_code><attributes><attribute>',
    );
    expect((await get('services/report.json')).status).toBe(404);
  });

  it('takes a request, gives its id and token, and tells where it stands', async () => {
    const answer = await post({ ...lamp, email: 'wang@example.test', phone: '13812345678' });
    expect(answer.statusCode).toBe(200);
    const [made] = answer.json() as {
      service_request_id: string;
      token: string;
      service_notice: string;
    }[];
    expect(made!.service_notice).toContain(made!.token);
    const found = JSON.parse((await get(`tokens/${made!.token}.json`)).text);
    expect(found).toEqual([{ service_request_id: made!.service_request_id, token: made!.token }]);
    const one = await get(`requests/${made!.service_request_id}.json`);
    expect(JSON.parse(one.text)).toMatchObject([
      {
        status: 'open',
        status_notes: '已收到',
        service_code: 'help',
        description: lamp.description,
        address: '南门外人行道',
        lat: 31.2304,
        long: 121.4737,
        requested_datetime: '2026-03-01T16:00:00Z',
        agency_responsible: '城建集团',
      },
    ]);
    const all = (await get('requests.xml')).text;
    expect(all).toContain('<description>路灯 &lt;三盏&gt; 不亮 &amp; 路面有坑</description>');
    for (const contact of ['wang@example.test', '13812345678', made!.token])
      expect([contact, all.includes(contact)]).toEqual([contact, false]);
    const v = (await office<VoiceWhole>('GET', `/api/voices/${made!.service_request_id}`)).body;
    expect(v).toMatchObject({ way: 'open311', hasContact: true, lat: 31.2304 });
  });

  it('tells the answer and closes by its own two words', async () => {
    const [made] = (await post({ ...lamp, jurisdiction_id: 'C5' })).json() as {
      service_request_id: string;
    }[];
    const id = made!.service_request_id;
    for (const [step, text] of [['start'], ['answer', '三盏灯已更换。']] as const) {
      const { version } = (await office<VoiceWhole>('GET', `/api/voices/${id}`)).body;
      await office('POST', `/api/voices/${id}/step`, { step, version, ...(text ? { text } : {}) });
    }
    const closed = JSON.parse((await get('requests.json?status=closed')).text) as object[];
    expect(closed).toMatchObject([
      {
        service_request_id: id,
        status: 'closed',
        status_notes: '已答复：三盏灯已更换。',
        agency_responsible: '五分公司',
      },
    ]);
    expect(JSON.parse((await get('requests.json?start_date=2026-03-03T00:00:00Z')).text)).toEqual(
      [],
    );
    expect(JSON.parse((await get(`requests.json?service_request_id=${id}`)).text)).toHaveLength(1);
  });

  it('shows nothing that came another way, and no whistle-blowing', async () => {
    const all = (await get('requests.json')).text;
    for (const at of Object.values(world.units)) {
      expect(all).not.toContain(at.rows.voice);
      expect(all).not.toContain(at.rows.report);
      expect((await get(`requests/${at.rows.voice}.json`)).status).toBe(404);
      expect((await get(`requests/${at.rows.report}.json`)).status).toBe(404);
    }
    const refused = await post({ ...lamp, service_code: 'report' });
    expect([refused.statusCode, refused.json()]).toEqual([
      404,
      [{ code: 404, description: 'service_code not found' }],
    ]);
  });

  it('says what is wrong in its own form', async () => {
    const where = { service_code: 'help', description: '路灯不亮' };
    expect((await post(where)).statusCode).toBe(400);
    expect((await post({ ...lamp, lat: '200' })).statusCode).toBe(400);
    expect((await post({ ...lamp, jurisdiction_id: 'nowhere' })).statusCode).toBe(404);
    const xml = await post({ ...lamp, description: '灯' }, 'xml');
    expect(xml.body).toContain('<errors><error><code>400</code>');
    expect((await get('requests')).status).toBe(404);
    expect((await get('requests.json?start_date=gestern')).status).toBe(400);
  });

  it('takes pictures along', async () => {
    const { post: form } = visitor(server);
    const answer = await form('/open311/v2/requests.json', lamp, [PNG]);
    const [made] = answer.json() as { service_request_id: string }[];
    const v = (await office<VoiceWhole>('GET', `/api/voices/${made!.service_request_id}`)).body;
    expect(v.pictures).toHaveLength(1);
    // The request names its picture, which is there as a picture and nothing else.
    const [told] = JSON.parse((await get(`requests/${v.id}.json`)).text) as { media_url: string }[];
    const path = new URL(told!.media_url).pathname;
    const picture = await server.app.inject(path);
    expect([picture.statusCode, picture.headers['content-type']]).toEqual([200, 'image/png']);
    expect(picture.headers['x-content-type-options']).toBe('nosniff');
    expect((await server.app.inject(path.replace(/0$/, '1'))).statusCode).toBe(404);
    const other = world.units.own.rows.voice;
    expect((await server.app.inject(`/open311/v2/media/${other}/0`)).statusCode).toBe(404);
  });

  it('names a picture that lies elsewhere to the desk, and fetches nothing', async () => {
    expect((await post({ ...lamp, media_url: 'file:///etc/passwd' })).statusCode).toBe(400);
    const url = 'https://pictures.example.test/1.jpg';
    const [made] = (await post({ ...lamp, media_url: url })).json() as {
      service_request_id: string;
    }[];
    const v = (await office<VoiceWhole>('GET', `/api/voices/${made!.service_request_id}`)).body;
    expect(v.text).toContain(`图片地址：${url}`);
  });

  it('is discovered: where requests go, in both formats', async () => {
    const found = await server.app.inject('/open311/discovery.json');
    expect(found.json()).toMatchObject({
      endpoints: [
        {
          specification: 'http://wiki.open311.org/GeoReport_v2',
          url: expect.stringMatching(/\/open311\/v2$/),
          formats: ['application/json', 'text/xml'],
        },
      ],
    });
    const xml = await server.app.inject('/open311/discovery.xml');
    expect(xml.body).toMatch(/<discovery>.*<endpoints><endpoint>.*<formats><format>/s);
    expect((await server.app.inject('/open311/discovery.txt')).statusCode).toBe(404);
  });
});
