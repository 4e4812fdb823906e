import type { VoiceState } from '../../contract/voice/states.ts';
import type { LikeVoice, Suggestions } from '../../contract/voice/topic-operations.ts';
import { closenessTo } from '../../text/matter.ts';
import { placesIn } from '../../text/places.ts';
import { jaccard, shingles } from '../../text/similar.ts';
import { dutiesSaid } from '../duty/said.service.ts';
import { addDays } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import type * as queries from './queries.ts';
import * as similar from './similar.queries.ts';

/** Voices looked at more closely, and those of every day beside them. */
const LOOKED_AT = 150;
const BESIDE = 150;
const PLACES = 3;
/** Shorter names are of too many places, and no index finds them. */
const LEAST_PLACE = 3;
/** From here on two voices speak of one matter; from there on in nearly the same words. */
const CLOSE = 0.2;
const SAME = 0.7;
const SHOWN = 6;
const YEAR = 365;

export interface Close extends LikeVoice {
  readonly handler: { readonly id: string; readonly name: string; readonly closed: boolean };
}

/** Earlier voices in reach about the same matter, the closest first. */
export async function likeTo(trx: Trx, voice: queries.ListedRow): Promise<Close[]> {
  const own = { title: voice.title ?? '', text: voice.text ?? '' };
  const named = new Set(placesIn(`${own.title}\n${own.text}`).map((p) => p.name));
  const places = [...named]
    .filter((name) => name.length >= LEAST_PLACE)
    .sort((a, b) => b.length - a.length)
    .slice(0, PLACES);
  const about = { id: voice.id, title: own.title, on: voice.received_on };
  const found = await similar.candidatesFor(trx, about, places, LOOKED_AT);
  if (found.length === 0) return [];
  const words = (rows: readonly { title: string | null; text: string | null }[]) =>
    rows.map((r) => ({ title: r.title ?? '', text: r.text ?? '' }));
  const others = words(found);
  const beside = words(await similar.everyday(trx, voice.id, BESIDE));
  const close = closenessTo(own, others, beside);
  const set = shingles(own.text);
  return found
    .map((row, i) => ({
      id: row.id,
      number: row.number,
      title: row.title ?? '',
      unit: { id: row.handler_id, name: row.handler_name },
      handler: { id: row.handler_id, name: row.handler_name, closed: row.handler_closed },
      state: row.state as VoiceState,
      receivedOn: row.received_on,
      close: close[i]!,
      same: jaccard(set, shingles(others[i]!.text)) >= SAME,
      answer: row.answer,
    }))
    .filter((v) => v.close >= CLOSE || v.same)
    .sort((a, b) => Number(b.same) - Number(a.same) || b.close - a.close || (a.id < b.id ? 1 : -1));
}

/** What of them the page shows, and how many came within a year. */
export function shownOf(
  close: readonly Close[],
  on: string,
): Pick<Suggestions, 'like' | 'repeated'> {
  const since = addDays(on, -YEAR);
  return {
    like: close.slice(0, SHOWN).map(({ handler: _, ...v }) => v),
    repeated: close.filter((v) => v.receivedOn >= since).length,
  };
}

/** Who may answer for a voice: who handled ones like it, who is named in it, whose duty it names. */
export async function unitsFor(
  trx: Trx,
  voice: queries.ListedRow,
  close: readonly Close[],
): Promise<Suggestions['units']> {
  const text = `${voice.title ?? ''}\n${voice.text ?? ''}\n${voice.place ?? ''}`;
  const named = await similar.unitsNamedIn(trx, voice.org_path, text);
  const duties = await dutiesSaid(trx, voice.org_path, text, voice.received_on);
  const units = new Map<
    string,
    { -readonly [K in keyof Suggestions['units'][number]]: Suggestions['units'][number][K] }
  >();
  const at = (id: string, name: string) => {
    const known = units.get(id) ?? { unit: { id, name }, handled: 0, named: false, duty: null };
    units.set(id, known);
    return known;
  };
  for (const { handler } of close) if (!handler.closed) at(handler.id, handler.name).handled++;
  for (const { id, name } of named) at(id, name).named = true;
  for (const d of duties) at(d.org_id, d.unit_name).duty ??= d.title;
  // Where everything is addressed to, everything was handled before it was handed on.
  if (units.size > 1) units.delete(voice.org_id);
  const weight = (u: Suggestions['units'][number]): number =>
    Math.min(u.handled, 5) + (u.named ? 3 : 0) + (u.duty ? 2 : 0);
  return [...units.values()]
    .sort((a, b) => weight(b) - weight(a) || (a.unit.id < b.unit.id ? -1 : 1))
    .slice(0, 3);
}
