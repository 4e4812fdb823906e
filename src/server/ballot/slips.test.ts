import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BallotHall, ballotHall, type Slip } from '../../../test/setup/ballot-hall.ts';

let hall: BallotHall;
beforeAll(async () => {
  hall = await ballotHall();
});
afterAll(() => hall.close());

interface Codes {
  readonly slips: readonly Slip[];
  readonly files: readonly { readonly name: string; readonly pdf: string }[];
}
async function codes(id: string, more: object = {}) {
  const { version } = await hall.look(id);
  return hall.ask<Codes>('POST', `/api/ballots/${id}/codes`, { version, ...more });
}

describe('slips of a ballot', () => {
  it('come with the codes, a PDF for each electorate, and are kept nowhere', async () => {
    const id = await hall.drafted({ B: 5, C: 11 });
    await hall.step(id, 'freeze');
    const { body } = await codes(id);
    expect(body.slips.map((s) => s.name).slice(5)).toEqual(
      Array.from({ length: 11 }, (_, i) => `C${i}号`),
    );
    expect(body.files.map((f) => f.name)).toEqual([
      '年度民主测评-中层.pdf',
      '年度民主测评-职工.pdf',
    ]);
    const pdfs = body.files.map((f) => Buffer.from(f.pdf, 'base64').toString('latin1'));
    // Eight a page.
    expect(pdfs.map((p) => p.match(/\/Type\s*\/Page\b/g)?.length)).toEqual([1, 2]);
    const again = await codes(id);
    await hall.step(id, 'open');
    const ask = (code: string) => hall.anyone('POST', '/open/ballot-codes', { code });
    expect((await ask(body.slips[0]!.code)).status, 'ended with the new ones').toBe(404);
    expect((await ask(again.body.slips[0]!.code)).body).toMatchObject({ id, electorate: 'B' });
  }, 60_000);

  it('without names say nothing of whose line a code belongs to', async () => {
    const id = await hall.drafted({ B: 5, C: 40 });
    await hall.step(id, 'freeze');
    const { body } = await codes(id, { names: false });
    expect(body.slips.map((s) => s.electorate)).toEqual([
      ...Array(5).fill('中层'),
      ...Array(40).fill('职工'),
    ]);
    expect(body.slips.every((s) => s.name === '')).toBe(true);
    await hall.step(id, 'open');
    // Who draws the slips in their order: the lines that are marked come in no order.
    const paper = await hall.paperOf(id);
    const marked: string[] = [];
    const seen = new Set<string>();
    for (const { code } of body.slips.slice(5)) {
      await hall.signed(paper, code, 'C', ['a', 'b']);
      const rows = await hall.server.ctx.db
        .selectFrom('ballot_voter')
        .select('name')
        .where('ballot_id', '=', id)
        .where('drawn', 'is not', null)
        .execute();
      const fresh = rows.map((r) => r.name).find((name) => !seen.has(name))!;
      seen.add(fresh);
      marked.push(fresh);
    }
    const steps = marked.filter((name, i) => name === `C${i}号`);
    // Hits of a random order have mean 1 and variance 1: eight or more come once in 10^5.
    expect(steps.length).toBeLessThan(8);
  }, 60_000);
});
