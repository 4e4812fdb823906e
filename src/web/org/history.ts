import type { Output } from '../../contract/operation.ts';
import type { Operations } from '../../contract/operations.ts';

export type History = Output<Operations['org.history']>;
type Version = History['versions'][number];
type Brief = NonNullable<Version['parent']>;

/** Something that happened to a unit on a day; words stand under `org:event-<kind>`. */
export type Happening = { readonly on: string } & (
  | { readonly kind: 'founded'; readonly name: string; readonly under: Brief | null }
  | {
      readonly kind: 'name' | 'short' | 'code' | 'class';
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'kind'; readonly from: Version['kind']; readonly to: Version['kind'] }
  | { readonly kind: 'moved'; readonly from: Brief | null; readonly to: Brief | null }
  | { readonly kind: 'absorbed' | 'merged' | 'split-from'; readonly unit: Brief }
  | { readonly kind: 'split'; readonly into: readonly Brief[] }
  | { readonly kind: 'closed' }
);

/** What happened to a unit, newest first. Versions that change nothing leave no trace here. */
export function happenings({ versions, from, into }: History): Happening[] {
  const out: Happening[] = [];
  const source = from.find((f) => f.kind === 'split');
  const first = versions[0];
  if (first)
    out.push(
      source
        ? { kind: 'split-from', on: source.on, unit: source }
        : { kind: 'founded', on: first.since, name: first.name, under: first.parent },
    );
  versions.slice(1).forEach((now, i) => {
    out.push(...changes(versions[i]!, now));
  });
  for (const f of from) if (f.kind === 'merge') out.push({ kind: 'absorbed', on: f.on, unit: f });
  const closed = versions.at(-1)?.until;
  const merged = into.find((f) => f.kind === 'merge');
  if (merged) out.push({ kind: 'merged', on: merged.on, unit: merged });
  else if (into.length > 0) out.push({ kind: 'split', on: into[0]!.on, into });
  else if (closed) out.push({ kind: 'closed', on: closed });
  return out
    .map((happening, order) => ({ happening, order }))
    .sort((a, b) => b.happening.on.localeCompare(a.happening.on) || b.order - a.order)
    .map(({ happening }) => happening);
}

function changes(before: Version, now: Version): Happening[] {
  const on = now.since;
  const out: Happening[] = [];
  const text = (
    kind: 'name' | 'short' | 'code' | 'class',
    from: string | null,
    to: string | null,
  ) => {
    if (from !== to) out.push({ kind, on, from: from ?? '', to: to ?? '' });
  };
  text('name', before.name, now.name);
  text('short', before.shortName, now.shortName);
  text('code', before.code, now.code);
  text('class', before.class, now.class);
  if (before.kind !== now.kind) out.push({ kind: 'kind', on, from: before.kind, to: now.kind });
  if (before.parent?.id !== now.parent?.id)
    out.push({ kind: 'moved', on, from: before.parent, to: now.parent });
  return out;
}
