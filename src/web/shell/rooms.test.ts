import { describe, expect, it } from 'vitest';
import { opensTo, pageOf, roomsFor } from './rooms.tsx';

const nobody = { permissions: ['session'], grants: [] };
const opens = (link: string): boolean => {
  const page = pageOf(link);
  const search = Object.fromEntries(new URL(link, 'http://x').searchParams);
  return page !== undefined && opensTo(page, nobody, search);
};

describe('pages for whoever holds no right', () => {
  it('open where messages lead to those a row names', () => {
    for (const link of ['/my-problems?id=1&act=report', '/supervision?letter=1&act=answer', '/'])
      expect(opens(link), link).toBe(true);
  });

  it('are not those of others, and not offered in the rail', () => {
    for (const link of ['/supervision', '/supervision?state=sent', '/problems?id=1', '/record'])
      expect(opens(link), link).toBe(false);
    expect(roomsFor(nobody).map((p) => p.path)).toEqual(['/', '/my-problems']);
  });
});
