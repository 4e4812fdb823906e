import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { z } from 'zod';

export interface How {
  readonly replace?: boolean;
  /**
   * Asked about first where something is written (`useUnsaved`): for what opens another thing in its
   * place. What a form closes after saving, or by its own button, is not.
   */
  readonly asks?: boolean;
}

/**
 * What the page shows, kept in the address: sending it shows the same to whoever may see it.
 * Values that do not fit the schema are as good as absent.
 *
 * @param schema fields of the address, each optional with `.catch(undefined)`
 * @returns the view, and a way to change some of its fields; `undefined` takes one out
 */
export function useView<S extends z.ZodType<Record<string, unknown>>>(
  schema: S,
): readonly [z.output<S>, (change: Partial<z.output<S>>, how?: How) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const view = useMemo(() => schema.parse(search), [schema, search]);
  const change = useCallback(
    (fields: Partial<z.output<S>>, { replace = false, asks = false }: How = {}) => {
      void navigate({
        to: '.',
        search: ((before: Record<string, unknown>) => ({ ...before, ...fields })) as never,
        replace,
        ignoreBlocker: !asks,
      });
    },
    [navigate],
  );
  return [view, change];
}
