import type { PaperWish } from '../../contract/document/operations.ts';
import { scopesOf } from '../../contract/permissions.ts';
import { planPaper } from '../../office/paper/forms/plan.ts';
import type { Paper } from '../../office/paper/paper.ts';
import * as campaign from '../campaign/service.ts';
import * as duty from '../duty/service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes } from '../platform/scope.ts';
import * as special from '../special/service.ts';
import * as study from '../study/service.ts';
import { momentText, t } from './words.ts';

/** Sessions and special rectifications that a plan names one by one. */
const MOST = 30;

/** The plan of a campaign for a unit; without a campaign chosen, of the newest that holds for it. */
export async function plan(
  ctx: RequestContext,
  wish: PaperWish,
): Promise<{ paper: Paper; unit: org.SeenUnit; campaign: string }> {
  const { unit, frame } = await inScopes(ctx, async (trx) => {
    const unit = await org.seen(ctx, trx, wish.unitId ?? (await org.ownUnit(ctx, trx)).id);
    const id = wish.filter.campaign ?? (await campaign.framesFor(trx, unit))[0]?.id;
    if (!id) throw new AppError('campaign-unknown', [{ code: 'document:plan-no-campaign' }]);
    const frame = await campaign.plannedBy(trx, id);
    if (!org.isWithin(unit.path, [frame.path])) throw new AppError('campaign-unknown');
    return { unit, frame };
  });
  const today = dayOf(ctx.now());
  const paper = planPaper(
    {
      organ: wish.organ ?? unit.name,
      unit: unit.name,
      number: wish.number,
      recipient: wish.recipient,
      day: today,
      campaign: frame.name,
      theme: frame.theme,
      since: frame.since,
      mirrors: frame.taxonomy.mirrors.map((m) => m.name),
      tendencies: frame.taxonomy.tendencies.map(({ name, items }) => ({
        name,
        items: items.map((i) => i.name),
      })),
      lists: frame.required.map(({ list, class: of, by }) => ({
        list,
        class: of ?? null,
        by: by ?? null,
      })),
      sessions: await sessions(ctx, unit.id, frame.id),
      specials: await specials(ctx, unit.id, frame.id),
      duties: await duties(ctx, unit.id),
      rules: frame.rules,
      at: momentText(ctx.now()),
    },
    t,
  );
  return { paper, unit, campaign: frame.id };
}

/** Under the scopes of another right: what one may not see stays out of the paper. */
const as = (ctx: RequestContext, right: 'study.read' | 'duty.read' | 'problem.read') => ({
  ...ctx,
  scopes: scopesOf(ctx.me?.grants ?? [], right),
});

async function sessions(given: RequestContext, unit: string, campaignId: string) {
  const ctx = as(given, 'study.read');
  if (ctx.scopes.length === 0) return [];
  const filter = { under: unit, only: 'unit', campaign: campaignId, state: 'planned' } as const;
  const { rows } = await study.list(ctx, { ...filter, from: dayOf(ctx.now()), limit: MOST });
  return rows.reverse().map((s) => ({
    on: s.on,
    form: t(`study:form-${s.form}`),
    topic: s.topic,
    serves: s.serves,
    host: s.host?.name ?? s.hostName ?? '',
  }));
}

async function specials(given: RequestContext, unit: string, campaignId: string) {
  const ctx = as(given, 'problem.read');
  const { rows } = await special.list(ctx, { under: unit });
  return rows
    .filter((s) => s.campaignId === campaignId)
    .slice(0, MOST)
    .map((s) => ({ name: s.name, goal: s.goal, lead: s.lead.name, due: s.due }));
}

async function duties(given: RequestContext, unit: string) {
  const { duties: rows } = await duty.matrix(as(given, 'duty.read'), unit, {});
  return rows.map((d) => ({
    title: d.title,
    post: d.seat?.name ?? '',
    holder: d.seat?.holders.map((h) => h.name).join('、') ?? '',
  }));
}
