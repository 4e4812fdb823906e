import { z } from 'zod';

/** View of the page of the record, as it stands in the address. */
export const recordView = z.object({
  under: z.uuid().optional().catch(undefined),
  person: z.uuid().optional().catch(undefined),
  act: z.string().optional().catch(undefined),
  subject: z.string().optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
  entry: z.uuid().optional().catch(undefined),
});
export type RecordView = z.output<typeof recordView>;
export type ChangeView = (change: Partial<RecordView>) => void;

/** What of the view narrows the list. */
export function filterOf({ entry: _, ...filter }: RecordView): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
