import { describe, expect, it } from 'vitest';
import { closedBallot } from '../../../test/setup/ballot.ts';
import type { BulletinVote, Count } from './file.ts';
import { type FaultCode, readBulletin, recount, UnreadableFile } from './recount.ts';

const many = (n: number, ...answers: string[]) => Array.from({ length: n }, () => answers);
const closed = closedBallot({
  B: { roll: 9, weight: 40, votes: [...many(4, 'a', ''), ...many(1, 'b', 'a')] },
  C: { roll: 8, weight: 60, votes: [...many(5, 'a', 'b'), ...many(1, 'c', 'a')] },
});

/** Recounts, or says that the text is no public file any more. */
function codesOf(text: string): readonly string[] {
  try {
    return recount(text).faults.map((f) => f.code);
  } catch (error) {
    if (error instanceof UnreadableFile) return [error.code];
    throw error;
  }
}

describe('a recount', () => {
  it('of the file as it was sealed finds nothing, and the same results', () => {
    const { ok, votes, faults, results } = recount(closed.text);
    expect({ ok, votes, faults }).toEqual({ ok: true, votes: 11, faults: [] });
    expect(results).toEqual(closed.count.results);
  });

  it('finds every changed byte, wherever it is', () => {
    const { text } = closed;
    // Every part in full but the long random ones, of which each thirtieth byte is taken.
    const places = [...text].flatMap((_, i) =>
      i % 30 === 0 || !/[0-9a-f]{30}/.test(text.slice(i - 15, i + 15)) ? [i] : [],
    );
    expect(places.length).toBeGreaterThan(1000);
    const missed = places.filter((i) => {
      const other = text[i] === '1' ? '2' : '1';
      return codesOf(text.slice(0, i) + other + text.slice(i + 1)).length === 0;
    });
    expect(missed).toEqual([]);
  }, 120_000);

  it('finds what was left out, put in, or spelled in another way', () => {
    const { text } = closed;
    const half = Math.floor(text.length / 2);
    expect(codesOf(text.slice(0, half) + text.slice(half + 1))).not.toEqual([]);
    expect(codesOf(`${text}\n`)).toEqual(['written']);
    expect(codesOf(JSON.stringify(JSON.parse(text), undefined, 2))).toEqual(['written']);
    expect(codesOf(text.replace('{"format"', '{"more":1,"format"'))).toEqual(['shape']);
    expect(codesOf('{')).toEqual(['json']);
    expect(codesOf('[1]')).toEqual(['format']);
    expect(codesOf('null')).toEqual(['format']);
    expect(codesOf('{"format":"shiji-ballot-2"}')).toEqual(['format']);
    expect(() => readBulletin(text.replace('"roll":9', '"roll":"9"'))).toThrow(
      expect.objectContaining({ code: 'shape', path: 'paper.electorates.0.roll' }),
    );
  });

  // Whoever held the seal: what the votes themselves say is still found.
  const first = (votes: readonly BulletinVote[]) => votes[0]!;
  const of = (count: Count, e: string) => count.votes.find((v) => v.electorate === e)!;
  const cases: [string, (c: Count) => Partial<Count>, FaultCode][] = [
    ['a vote is left out', (c) => ({ votes: c.votes.slice(1) }), 'missing'],
    ['a vote stands twice', (c) => ({ votes: [first(c.votes), ...c.votes] }), 'twice'],
    ['votes lie in another order', (c) => ({ votes: [...c.votes].reverse() }), 'order'],
    [
      'an answer is changed',
      (c) => ({
        votes: c.votes.map((v) =>
          v === of(c, 'C') ? { ...v, items: v.items.map((a) => ({ ...a, answer: 'a' })) } : v,
        ),
      }),
      'signature',
    ],
    [
      'a vote is moved to the other electorate',
      (c) => ({ votes: c.votes.map((v) => ({ ...v, electorate: 'C' })) }),
      'signature',
    ],
    [
      'an electorate is not on the paper',
      (c) => ({ votes: c.votes.map((v) => ({ ...v, electorate: 'D' })) }),
      'electorate',
    ],
    [
      'there are more votes than papers drawn',
      (c) => ({ turnout: c.turnout.map((t) => ({ ...t, drawn: 3 })) }),
      'more-than-drawn',
    ],
    [
      'more was drawn than there are on the roll',
      (c) => ({ turnout: c.turnout.map((t) => ({ ...t, drawn: 30 })) }),
      'more-than-roll',
    ],
    [
      'an electorate is missing from the turnout',
      (c) => ({ turnout: c.turnout.slice(1) }),
      'turnout',
    ],
    [
      'a mean is changed',
      (c) => ({
        results: {
          ...c.results,
          overall: c.results.overall.map((r) => ({ ...r, mean: r.mean! + 1 })),
        },
      }),
      'results',
    ],
  ];
  it.each(cases)('finds under a new seal that %s', (_, change, code) => {
    const text = closed.seal({ ...closed.count, ...change(closed.count) });
    expect(codesOf(text)).toContain(code);
    expect(codesOf(text)).not.toContain('seal');
  });

  it('tells an electorate or item of fewer than five that was laid open', () => {
    const { count, seal } = closedBallot({
      B: { roll: 9, votes: many(5, 'a', 'b') },
      C: { roll: 9, votes: many(5, 'a', 'b') },
    });
    const less = count.votes.filter((v) => v.electorate === 'C' || v !== of(count, 'B'));
    const turnout = count.turnout.map((t) => (t.id === 'B' ? { ...t, cast: 4 } : t));
    expect(codesOf(seal({ ...count, votes: less, turnout }))).toContain('small');
  });

  it('counts nothing of electorates and items of fewer than five', () => {
    const small = closedBallot({
      B: { roll: 9, votes: many(4, 'a', 'a') },
      C: { roll: 9, votes: [...many(4, 'a', 'a'), ...many(4, 'b', '')] },
    });
    const { ok, votes, results } = recount(small.text);
    expect([ok, votes]).toEqual([true, 8]);
    expect(results.electorates[0]!.items.every((r) => r.answers === null)).toBe(true);
    expect(results.electorates[1]!.items.map((r) => r.answers)).toEqual([8, null]);
    expect(results.overall.map((r) => r.mean)).toEqual([90, null]);
  });
});
