/** Survey estimation and shrinkage of small units. Pure, like the rest of the engine. */

export { shownAcross } from './crossed.ts';
export { type Design, simpleDesign } from './design.ts';
export { type Group, LEAST_SHOWN, shownGroups } from './disclosure.ts';
export { weighElectorates } from './electorates.ts';
export { designEffect, jackknife, mean, quantile, ratio, share, total } from './estimators.ts';
export {
  countMean,
  countShare,
  type Estimate,
  tEstimate,
} from './interval.ts';
export { ordinary, regress } from './models.ts';
export { randomIntercept } from './random-intercept.ts';
export { betaBinomial, jamesStein, pool, shrinkBy } from './shares.ts';
export { fayHerriot } from './small-areas.ts';
export { strataMean, strataShare } from './strata.ts';
export { calibrate, postStratify, rake } from './weights.ts';
