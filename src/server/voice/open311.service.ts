import { type EvidenceType, evidenceTypes } from '../../contract/evidence/types.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import { openKinds, owedStates, type VoiceState } from '../../contract/voice/states.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf, startOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { readFileOf } from '../platform/files.ts';
import { type Trx, withScopes } from '../platform/scope.ts';
import { hashOf, readCode } from '../platform/tracking.ts';
import { pictureOf, requestsOf } from './open311.queries.ts';
import { voiceByCode } from './queries.ts';

const t = createTranslator('zh-CN');
/** As the specification has it: without dates the last 90 days, at most 1,000. */
const DAYS = 90;
const MOST = 1000;

export interface Asked {
  readonly ids?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Where requests of a jurisdiction go: the unit of that code, the first unit without one. */
export async function jurisdiction(ctx: RequestContext, id: string | undefined) {
  return withScopes(ctx, ctx.scopes, (trx) => (id ? org.byCode(trx, id) : org.root(trx)));
}

/** Requests that came by this interface, in the words of GeoReport v2; nothing of who sent them. */
export async function find(ctx: RequestContext, origin: string, asked: Asked): Promise<object[]> {
  const { ids, kinds, status, from, to } = asked;
  const today = dayOf(ctx.now());
  const bounds = ids ? {} : { from: from ?? addDays(to ?? today, -DAYS), to: to ?? today };
  const rows = await withScopes(ctx, ctx.scopes, (trx: Trx) =>
    requestsOf(trx, { ids, kinds: kinds ?? openKinds, ...bounds, limit: MOST }),
  );
  return rows
    .filter((r) => !status || status.includes(statusOf(r.state)))
    .map((r) => ({
      service_request_id: r.id,
      status: statusOf(r.state),
      status_notes: [t(`voice:state-${r.state}`), r.answer].filter(Boolean).join('：'),
      service_name: t(`voice:kind-${r.kind}`),
      service_code: r.kind,
      description: r.text,
      agency_responsible: r.handler_name,
      service_notice: '',
      requested_datetime: momentOf(r.received_on),
      updated_datetime: momentOf(r.moved_on),
      expected_datetime: momentOf(r.answer_by),
      address: r.place ?? '',
      address_id: '',
      zipcode: '',
      lat: r.lat,
      long: r.lng,
      media_url: r.picture === null ? '' : `${origin}/open311/v2/media/${r.id}/${r.picture}`,
    }));
}

/** A picture of a request that came by this interface and is listed. */
export async function mediaOf(ctx: RequestContext, id: string, position: number) {
  const kept = await withScopes(ctx, ctx.scopes, (trx) => pictureOf(trx, id, position));
  if (!kept?.hash) return undefined;
  return {
    mime: evidenceTypes[kept.type as EvidenceType].mime,
    content: await readFileOf(ctx.config.home, kept.hash),
  };
}

const statusOf = (state: string): 'open' | 'closed' =>
  (owedStates as readonly string[]).includes(state as VoiceState) ? 'open' : 'closed';

/** Only the day is known of anything; it is told as its beginning. */
const momentOf = (day: string): string => startOf(day).toISOString().replace('.000Z', 'Z');

/** The id behind a token, for whoever has it; nothing for whistle-blowing. */
export async function idOf(ctx: RequestContext, typed: string): Promise<string | undefined> {
  const code = readCode(typed);
  if (!code) throw new AppError('not-found');
  const hash = await hashOf(ctx, 'voice', code);
  const row = await withScopes(ctx, ctx.scopes, (trx) => voiceByCode(trx, hash));
  return row?.way === 'open311' ? row.id : undefined;
}
