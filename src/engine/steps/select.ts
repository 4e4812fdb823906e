import { EngineError, type Issue } from '../errors.ts';
import { columnIndex, type Panel, type Stage } from '../panel.ts';
import type { Scheme } from '../scheme/schema.ts';
import type { UnitClass } from '../types.ts';

export interface Selection {
  readonly raw: Stage;
  readonly classes: readonly UnitClass[];
  readonly classOf: Int32Array;
  readonly excluded: readonly { unit: number; reason: string; share: number }[];
  readonly warnings: readonly Issue[];
}

/**
 * Step 1. Takes the scheme's indicators of one period out of the panel, leaves out
 * units with too little data, and forms the classes that are appraised apart. A class
 * smaller than the scheme's minimum is merged as the scheme says or the run is
 * refused; it is never ranked silently.
 *
 * Errors: `select.column-missing`, `select.attribute-missing`, `select.class-small`,
 * `select.no-units`, `select.column-empty`, `select.column-constant`.
 */
export function select(panel: Panel, scheme: Scheme, period: number): Selection {
  const issues: Issue[] = [];
  const raw = takeIndicators(panel, scheme, period, issues);
  const labels = classLabels(panel, scheme, issues);
  if (issues.length) throw new EngineError(issues);
  const excluded = tooFewFigures(raw, scheme.select.maxMissing);
  const out = new Set(excluded.map((e) => e.unit));
  const classes = formClasses(labels, out, scheme, issues);
  const warnings = checkColumns(raw, classes, scheme, issues);
  if (issues.length) throw new EngineError(issues);
  const classOf = new Int32Array(panel.units.length).fill(-1);
  classes.forEach((c, k) => {
    for (const u of c.members) classOf[u] = k;
  });
  return { raw, classes, classOf, excluded, warnings };
}

function takeIndicators(panel: Panel, scheme: Scheme, period: number, issues: Issue[]): Stage {
  const ids: string[] = [];
  const columns: Float64Array[] = [];
  scheme.indicators.forEach((indicator, i) => {
    const at = columnIndex(panel, indicator.id, period);
    if (at < 0) {
      issues.push({
        code: 'select.column-missing',
        path: `indicators[${i}]`,
        params: { id: indicator.id, name: indicator.name },
      });
      return;
    }
    ids.push(indicator.id);
    columns.push(panel.columns[at]!);
  });
  return { ids, columns };
}

function classLabels(panel: Panel, scheme: Scheme, issues: Issue[]): readonly string[] {
  const attribute = scheme.select.class;
  if (attribute === undefined) return panel.units.map(() => '');
  const values = panel.attributes[attribute];
  if (values) return values;
  issues.push({
    code: 'select.attribute-missing',
    path: 'select.class',
    params: { attribute, known: Object.keys(panel.attributes).join('、') },
  });
  return [];
}

function tooFewFigures(raw: Stage, ceiling: number): Selection['excluded'] {
  const n = raw.columns[0]?.length ?? 0;
  const missing = new Int32Array(n);
  for (const column of raw.columns)
    for (let u = 0; u < n; u++) if (Number.isNaN(column[u]!)) missing[u]!++;
  const out: { unit: number; reason: string; share: number }[] = [];
  for (let u = 0; u < n; u++) {
    const share = missing[u]! / raw.columns.length;
    if (share > ceiling || share === 1) out.push({ unit: u, reason: 'too-many-missing', share });
  }
  return out;
}

function formClasses(
  labels: readonly string[],
  excluded: ReadonlySet<number>,
  scheme: Scheme,
  issues: Issue[],
): UnitClass[] {
  const members = new Map<string, number[]>();
  labels.forEach((label, u) => {
    if (excluded.has(u)) return;
    const list = members.get(label);
    if (list) list.push(u);
    else members.set(label, [u]);
  });
  if (members.size === 0) issues.push({ code: 'select.no-units', path: 'select.maxMissing' });
  const { minimum, small, mergeInto } = scheme.select;
  const merged = new Map<string, string[]>();
  for (const [label, list] of [...members]) {
    if (list.length >= minimum) continue;
    const target = small === 'merge' ? mergeInto?.[label] : undefined;
    const into = target === undefined || target === label ? undefined : members.get(target);
    if (into === undefined || target === undefined) continue;
    into.push(...list);
    merged.set(target, [...(merged.get(target) ?? []), label, ...(merged.get(label) ?? [])]);
    members.delete(label);
  }
  for (const [label, list] of members)
    if (list.length < minimum)
      issues.push({
        code: 'select.class-small',
        path: scheme.select.class === undefined ? 'select.minimum' : 'select.class',
        params: { class: label, units: list.length, minimum },
      });
  return [...members].map(([name, list]) => ({
    name,
    members: Int32Array.from(list).sort(),
    merged: merged.get(name) ?? [],
  }));
}

/** First figure of a column, NaN when it has none, and whether another one differs from it. */
function firstFigure(
  column: Float64Array,
  classes: readonly UnitClass[],
): { first: number; differs: boolean } {
  let first = Number.NaN;
  for (const { members } of classes)
    for (let k = 0; k < members.length; k++) {
      const v = column[members[k]!]!;
      if (Number.isNaN(v)) continue;
      if (Number.isNaN(first)) first = v;
      else if (v !== first) return { first, differs: true };
    }
  return { first, differs: false };
}

/** A column with no figure, or the same figure for all, cannot tell units apart. */
function checkColumns(
  raw: Stage,
  classes: readonly UnitClass[],
  scheme: Scheme,
  issues: Issue[],
): Issue[] {
  const warnings: Issue[] = [];
  raw.columns.forEach((column, i) => {
    const { first, differs } = firstFigure(column, classes);
    if (differs) return;
    const indicator = scheme.indicators[i]!;
    const issue: Issue = {
      code: Number.isNaN(first) ? 'select.column-empty' : 'select.column-constant',
      path: `indicators[${i}]`,
      at: { column: indicator.name },
      params: { id: indicator.id, name: indicator.name, value: first },
    };
    const method = (indicator.normalise ?? scheme.normalise).method;
    const absolute = ['goalposts', 'scaled', 'efficacy', 'bands', 'target'].includes(method);
    if (!Number.isNaN(first) && absolute) warnings.push({ ...issue, severity: 'warning' });
    else issues.push(issue);
  });
  return warnings;
}
