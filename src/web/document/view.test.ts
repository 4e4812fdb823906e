import { describe, expect, it } from 'vitest';
import { documentOperations, paperForms } from '../../contract/document/operations.ts';
import { namesOf, paperView, whiches, wishOf } from './view.ts';

describe('the paper in the address', () => {
  it('asks only for what its form has, in a way the server takes', () => {
    const full = paperView.parse({
      which: 'open',
      from: '2026-03-01',
      to: '2026-03-31',
      organ: '城建集团',
      number: '城建发〔2026〕3号',
      recipient: '市国资委',
      issue: '3',
      report: '集团领导、 党委班子 ',
      annex: true,
    });
    for (const form of paperForms)
      for (const which of whiches) {
        const wish = wishOf({ ...full, form, which }, undefined);
        expect(documentOperations['document.look'].body.safeParse(wish).success).toBe(true);
      }
    expect(wishOf({ ...full, form: 'ledger' }, undefined)).toEqual({
      form: 'ledger',
      filter: { state: 'open,working,applied,reviewed,confirmed,notice' },
    });
    expect(wishOf({ ...full, form: 'brief' }, undefined)).toMatchObject({
      from: '2026-03-01',
      issue: 3,
      report: ['集团领导', '党委班子'],
      filter: {},
    });
    expect(wishOf({ ...full, form: 'brief' }, undefined)).not.toHaveProperty('recipient');
  });

  it('holds what the ledger page shows when it comes from there', () => {
    const view = paperView.parse({
      form: 'ledger',
      which: 'closed',
      state: 'open,working',
      dueTo: '2026-03-31',
      only: 'unit',
    });
    const { filter } = wishOf(view, undefined);
    expect(filter).toEqual({ state: 'open,working', dueTo: '2026-03-31', only: 'unit' });
    expect(wishOf({ ...view, form: 'report' }, undefined).filter).toEqual({});
    expect(
      documentOperations['document.make'].body.parse({ form: 'list', file: 'pdf', filter }),
    ).toMatchObject({
      filter: { state: ['open', 'working'], only: 'unit' },
    });
  });

  it('takes values that do not fit as absent', () => {
    expect(paperView.parse({ form: 'novel', from: 'soon', issue: 'x' })).toEqual({});
    expect(namesOf('、 、')).toEqual([]);
  });
});
