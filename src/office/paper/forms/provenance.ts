import type { Translate } from '../../../contract/messages/index.ts';

/** Where the figures of a paper come from; it stands in every paper made from live data. */
export interface Provenance {
  /** Moment of the query in the time zone of the organisation, as text. */
  readonly at: string;
  readonly unit: string;
  /** The filter in words; left out when there was none. */
  readonly filter?: string;
  readonly rows: number;
}

export function provenanceNote({ at, unit, filter, rows }: Provenance, t: Translate): string {
  return t(filter ? 'document:provenance-filtered' : 'document:provenance', {
    at,
    unit,
    filter: filter ?? '',
    rows,
  });
}
