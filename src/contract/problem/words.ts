import type { Translate } from '../messages/translator.ts';
import type {
  BreakKind,
  Direction,
  FindingWay,
  Light,
  lists,
  MeasureKind,
  MeasureState,
  mirrors,
  ProblemState,
  Severity,
  Source,
} from './states.ts';

/** The words of codes, for pages, files and papers alike. */
export const words = (t: Translate) => ({
  state: (s: ProblemState) => t(`problem:state-${s}`),
  light: (l: Light) => t(`problem:light-${l}`),
  kind: (k: MeasureKind) => t(`problem:kind-${k}`),
  direction: (d: Direction) => t(`problem:direction-${d}`),
  findingWay: (w: FindingWay) => t(`problem:way-${w}`),
  measureState: (s: MeasureState) => t(`problem:measure-state-${s}`),
  severity: (s: Severity) => t(`problem:severity-${s}`),
  list: (l: (typeof lists)[number]) => t(`problem:list-${l}`),
  source: (s: Source) => t(`problem:source-${s}`),
  mirror: (m: (typeof mirrors)[number]) => t(`problem:mirror-${m}`),
  break: (b: BreakKind) => t(`problem:break-${b}`),
  /** A step taken, also those that move nothing: raised, extended. */
  step: (s: string) => t(`problem:step-${s}`),
});
