import { useCallback, useEffect, useRef, useState } from 'react';
import type { Issue, PanelDocument, Scheme, Sensitivity } from '../../engine/index.ts';
import type { Answer, Ask, Concluded, IndicatorView, RankingView, UnitView } from './protocol.ts';

export interface EngineState {
  readonly ranking?: RankingView;
  /** Of the ranking shown, or of an earlier one while `stale`. */
  readonly concluded?: Concluded;
  readonly stale: boolean;
  readonly progress: number;
  readonly issues: readonly Issue[];
  readonly unit?: UnitView;
  readonly indicator?: IndicatorView;
  readonly sensitivity?: Sensitivity;
  /** Share done while the sensitivity analysis runs. */
  readonly sensitivityProgress?: number;
}

type Patch = { readonly [K in keyof EngineState]?: EngineState[K] | undefined };

/** Keeps a worker with the engine for one panel; every change of the scheme re-ranks. */
export function useEngine(panel: PanelDocument | undefined) {
  const worker = useRef<Worker>(undefined);
  const request = useRef(0);
  const [state, setState] = useState<EngineState>({ stale: true, progress: 0, issues: [] });
  const [ready, setReady] = useState(0);

  useEffect(() => {
    if (!panel) return;
    const created = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' });
    worker.current = created;
    created.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (
        'id' in data &&
        data.id < request.current &&
        data.kind !== 'unit' &&
        data.kind !== 'indicator'
      )
        return;
      setState((before) => ({ ...before, ...patchOf(data) }) as EngineState);
    };
    setState({ stale: true, progress: 0, issues: [] });
    created.postMessage({ kind: 'panel', panel } satisfies Ask);
    setReady((n) => n + 1);
    return () => {
      created.terminate();
      worker.current = undefined;
    };
  }, [panel]);

  const ask = useCallback((message: Ask) => worker.current?.postMessage(message), []);
  const appraise = useCallback(
    (scheme: Scheme, period?: string) => {
      request.current++;
      setState((before) => ({ ...before, stale: true, progress: 0 }));
      ask({
        kind: 'appraise',
        id: request.current,
        scheme,
        ...(period === undefined ? {} : { period }),
      });
    },
    [ask],
  );
  return { state, ready, ask, appraise, current: () => request.current };
}

function patchOf(data: Answer): Patch {
  switch (data.kind) {
    case 'ranking':
      return {
        ranking: data.view,
        issues: [],
        stale: true,
        sensitivity: undefined,
        sensitivityProgress: undefined,
      };
    case 'progress':
      return { progress: data.done / data.total };
    case 'concluded':
      return { concluded: data.result, stale: false, progress: 1 };
    case 'refused':
      return { issues: data.issues, sensitivityProgress: undefined };
    case 'unit':
      return { unit: data.view };
    case 'indicator':
      return { indicator: data.view };
    case 'sensitivity':
      return { sensitivity: data.result, sensitivityProgress: undefined };
    case 'sensitivity-progress':
      return { sensitivityProgress: data.done / data.total };
  }
}
