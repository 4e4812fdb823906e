import { describe, expect, it } from 'vitest';
import { ledgerView, narrowedBy, queryOf, toggled } from './view.ts';

describe('the ledger in the address', () => {
  it('is the query of the server, with the unit of the frame', () => {
    const at = '019ac000-0000-7000-8000-000000000001';
    const view = ledgerView.parse({
      at,
      light: 'overdue,soon',
      q: 132,
      sort: 'due',
      cols: 'title',
    });
    expect(queryOf(view)).toEqual({ under: at, light: 'overdue,soon', q: '132' });
    expect(narrowedBy(view)).toEqual(['light', 'q']);
  });

  it('takes what does not fit for absent', () => {
    const view = ledgerView.parse({ at: 'x', sort: 'colour', dueTo: '31.3.', silent: 'no' });
    expect(queryOf(view)).toEqual({});
  });

  it('puts values in and takes them out', () => {
    expect(toggled(undefined, 'open')).toBe('open');
    expect(toggled('open', 'working')).toBe('open,working');
    expect(toggled('open,working', 'open')).toBe('working');
    expect(toggled('open', 'open')).toBeUndefined();
  });
});
