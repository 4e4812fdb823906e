import { createTranslator, type Translate } from '../../contract/messages/index.ts';
import { type LetterItem, letterPaper } from '../../office/paper/forms/letter.ts';
import type { Block } from '../../office/paper/model.ts';
import { render } from '../document/render.service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { rungsAbove } from './chain.ts';
import { carriedBy, type SeenLetter } from './queries.ts';
import { atLetter, numberOf, proposed, type Spoken, spokenOf } from './service.ts';

const itemOf = (row: SeenLetter, owner: string): LetterItem => ({
  number: row.problem_number,
  title: row.problem_title.replace(/[。．.]$/, ''),
  owner,
  due: row.reason === 'overdue' ? row.arm : (row.problem_due ?? ''),
  days: row.days,
});

/** A letter in the layout of official letters; a draft has no number and today's date. */
export async function word(
  ctx: RequestContext,
  id: string,
): Promise<{ name: string; bytes: Uint8Array }> {
  const t = createTranslator('zh-CN');
  const { row, main, items, left, contact, next, replyBy } = await atLetter(
    ctx,
    id,
    'supervision.read',
    async (trx, row) => {
      const { main, also, left } = spokenOf(row, await carriedBy(trx, [row.id]));
      const rows = [main, ...also];
      const names = await person.nameOf(
        trx,
        [row.signed_by, ...rows.map((r) => r.owner_id)].flatMap((p) => p ?? []),
      );
      const place = { id: row.org_id, path: row.org_path };
      const rungs = await rungsAbove(trx, place, row.step_on);
      const above = rungs.slice(row.level + 1).find((r) => r.holder);
      return {
        ...{ row, main, left },
        items: rows.map((r) =>
          itemOf(r, (r.owner_id && names.get(r.owner_id)) || r.owner_name || r.unit_name),
        ),
        contact: row.signed_by ? names.get(row.signed_by) : undefined,
        next: above && `${above.holder!.name}（${above.unit.name}${above.post}）`,
        replyBy: row.answer_by ?? (await proposed(ctx, trx)),
      };
    },
  );
  const number = numberOf(row);
  const paper = letterPaper(
    {
      organ: row.issuer_name,
      ...(number ? { number } : {}),
      recipient: row.unit_name,
      reason: row.reason === 'overdue' ? 'overdue' : 'silent',
      items,
      day: dayOf(row.signed_at ?? ctx.now()),
      replyBy,
      ...(next ? { next } : {}),
      ...(contact ? { contact: { name: contact } } : {}),
    },
    t,
  );
  const asks: Block[] = row.asks ? [{ kind: 'paragraph', text: row.asks }] : [];
  const body = [...paper.body.slice(0, -2), ...asks, ...paper.body.slice(-2), ...leftOut(left, t)];
  const name = t('supervision:file-name', { unit: row.unit_name, number: main.problem_number });
  return { name: `${name}.docx`, bytes: await render(ctx, { ...paper, body }, 'word') };
}

/** Of a draft, what it will not speak of when it is signed, for whoever reads it before. */
function leftOut(left: Spoken['left'], t: Translate): Block[] {
  if (left.length === 0) return [];
  const said = left.map(({ row, why }) =>
    t('supervision:left-out-one', {
      ...{ number: row.problem_number, title: row.problem_title },
      why: t(`supervision:gone-${why}`),
    }),
  );
  return [
    { kind: 'paragraph', text: t('supervision:left-out-draft') },
    ...said.map((text): Block => ({ kind: 'paragraph', text })),
  ];
}
