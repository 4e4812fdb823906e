import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BallotHall, ballotHall } from '../../../test/setup/ballot-hall.ts';
import { wordText } from '../../office/paper/paper.fixture.ts';

let hall: BallotHall;
beforeAll(async () => {
  hall = await ballotHall();
});
afterAll(() => hall.close());

async function report(id: string, as = hall.cookie) {
  const answer = await hall.server.app.inject({
    method: 'POST',
    url: `/api/documents/ballot/${id}`,
    payload: { file: 'word' },
    headers: { origin: 'http://shiji.test', host: 'shiji.test', cookie: as },
  });
  return { status: answer.statusCode, bytes: new Uint8Array(answer.rawPayload) };
}

describe('the report of a ballot', () => {
  it('tells method, roll, turnout, results with intervals and hashes; of few people nothing', async () => {
    const { id, slips, paper } = await hall.opened({ B: 6, C: 9 });
    for (const slip of slips.filter((s) => s.name !== 'C8号' && !/B[45]号/.test(s.name))) {
      const answers = [slip.name === 'C0号' ? 'b' : 'a', /C[0-3]号/.test(slip.name) ? 'c' : ''];
      const { vote } = await hall.signed(paper, slip.code, slip.name[0]!, answers);
      expect((await hall.cast(id, vote)).status).toBe(204);
    }
    expect((await report(id)).status, 'while it runs').toBe(409);
    await hall.step(id, 'close');
    const { status, bytes } = await report(id);
    expect(status).toBe(200);
    const ballot = await hall.look(id);
    const text = wordText(bytes);
    const { mean, low, high } = ballot.results!.overall[0]!;
    for (const said of [
      '年度民主测评情况报告',
      '结果尚未公布',
      '名册共15人，领票12人，占80.0%。',
      '中层投票不足5人，不计票、不显示',
      mean!.toFixed(2),
      `${low!.toFixed(2)}～${high!.toFixed(2)}`,
      ballot.rollHash!,
      ballot.bulletinHash!,
      ballot.sealHash!,
      ballot.electorates[1]!.keyHash!,
      '盲签名',
    ])
      expect([said, text.includes(said)]).toEqual([said, true]);
    // Four of eight took a side on the second item: neither its counts nor a mean are told.
    expect(ballot.results!.overall[1]!.mean).toBeNull();
    expect(text.match(/不足5人/g)!.length).toBeGreaterThanOrEqual(4);
    expect(text, 'the annex is of those who are shown').not.toContain('中层测评结果');
    expect(text).toContain('职工测评结果');
    await hall.step(id, 'publish');
    expect(wordText((await report(id)).bytes)).toContain('结果已公布');
  });

  it('is on record with what was in it', async () => {
    const id = await hall.drafted({ B: 5, C: 5 });
    expect((await report(id)).status, 'of a draft').toBe(409);
    const rows = await hall.server.ctx.db
      .selectFrom('record_entry')
      .select('subject')
      .where('act', '=', 'document.make')
      .execute();
    expect(rows.filter((r) => r.subject.startsWith('ballot:'))).toHaveLength(2);
    expect(rows.some((r) => r.subject === `ballot:${id}`)).toBe(false);
  });
});
