import { EngineError, type Issue } from '../errors.ts';
import type { Stage } from '../panel.ts';
import type { BalanceReport } from '../types.ts';
import { balanceOf } from './balance.ts';
import { fromZod } from './document-issues.ts';
import { checkGrading } from './grading.ts';
import { checkMethods } from './methods.ts';
import { checkMission } from './rules.ts';
import { type Scheme, schemeDocument } from './schema.ts';
import { checkTree, checkWeights } from './structure.ts';
import { schemeTree } from './tree.ts';
import { checkWeighting, designWeights, methodOf, needsFigures } from './weighting.ts';

export interface SchemeCheck {
  /** Present when there is no error; warnings do not take it away. */
  readonly scheme?: Scheme;
  readonly issues: readonly Issue[];
  /**
   * Weight on each side of the five balances; its unit scores are empty. Absent when the
   * tree is not sound or some weights come from figures not known before a run.
   */
  readonly balance?: BalanceReport;
}

/**
 * Checks a scheme document from YAML or JSON: its form, its tree and weights, what the
 * methods need, and the rules of the mission (docs/decisions/0005-scheme-rules.md).
 * Every issue carries the path in the document. Never throws.
 */
export function checkScheme(doc: unknown): SchemeCheck {
  const parsed = schemeDocument.safeParse(doc);
  if (!parsed.success) return { issues: fromZod(parsed.error.issues, doc) };
  const scheme = parsed.data;
  const broken = checkTree(scheme);
  if (broken.length) return { issues: broken };
  const tree = schemeTree(scheme);
  const weighting = checkWeighting(scheme, tree);
  const sound = weighting.length === 0;
  const issues = [
    ...checkWeights(scheme),
    ...checkMethods(scheme, tree),
    ...weighting,
    ...checkGrading(scheme),
    ...checkMission(scheme, tree, sound),
  ];
  const fixed = sound && tree.order.every((n) => !needsFigures(methodOf(scheme, n)));
  return {
    ...(issues.some(isError) ? {} : { scheme }),
    issues,
    ...(fixed ? { balance: balanceOf(scheme, designWeights(scheme, tree).effective, empty) } : {}),
  };
}

const empty: Stage = { ids: [], columns: [] };

/**
 * The scheme of a document, with defaults filled in.
 *
 * @throws {EngineError} with every issue found when the document has an error.
 */
export function parseScheme(doc: unknown): Scheme {
  const { scheme, issues } = checkScheme(doc);
  if (!scheme) throw new EngineError(issues.filter(isError));
  return scheme;
}

function isError(issue: Issue): boolean {
  return issue.severity !== 'warning';
}
