/** Public surface of the appraisal engine. Pure: no I/O, no clock, no hidden randomness. */
export { appraise, conclude, concludeWith, DEFAULT_SEED, nominal } from './appraise.ts';
export { canonical, digest, digestText } from './canonical.ts';
export { EngineError, type Issue } from './errors.ts';
export { correlation } from './kernels/stats.ts';
export { type NationalPanel, type NationalResult, scoreNational } from './national.ts';
export {
  CellFlag,
  type CellFlagValue,
  columnIndex,
  emptyPanel,
  type Panel,
  periodIndex,
  type Stage,
} from './panel.ts';
export { appraiseIn, sensitivityIn, uncertaintyIn } from './parallel/appraise.ts';
export { createPool, inline, type Pool, type Thread } from './parallel/pool.ts';
export { diffSchemes, type SchemeChange } from './scheme/diff.ts';
export { schemeJsonSchema } from './scheme/json-schema.ts';
export { checkScheme, parseScheme } from './scheme/parse.ts';
export type * from './scheme/schema.ts';
export { balancePairs } from './scheme/schema.ts';
export { schemeTree, type Tree, type TreeNode } from './scheme/tree.ts';
export {
  type Bundle,
  bundleText,
  type PanelDocument,
  panelDocument,
  panelFromDocument,
  panelHash,
  schemeHash,
  seal,
} from './seal.ts';
export { sensitivity, sensitivitySteps } from './sensitivity.ts';
export {
  comparePeriods,
  compareUnits,
  contributions,
  type Explanation,
  type Part,
} from './steps/explain.ts';
export { type GradeChange, type GradeStep, gradeChange, type Way } from './steps/grade-change.ts';
export { type ReplicateBlock, replay, replicateBlock, summarise } from './steps/uncertainty.ts';
export type * from './types.ts';
export { type VerifyCheck, type VerifyReport, verify } from './verify.ts';
export { ENGINE_VERSION } from './version.ts';
