import { EngineError, type Issue } from '../errors.ts';
import { columnIndex, type Panel, type Stage } from '../panel.ts';
import type { Scheme } from '../scheme/schema.ts';

/**
 * Step 2. Divides an indicator by its denominator column (heads, area, revenue) and
 * multiplies by `per`. A missing denominator makes the value missing.
 *
 * Errors: `denominate.column-missing`, `denominate.not-positive` with the unit.
 */
export function denominate(raw: Stage, panel: Panel, scheme: Scheme, period: number): Stage {
  const issues: Issue[] = [];
  const columns = raw.columns.map((column, i) => {
    const { denominator, per, name } = scheme.indicators[i]!;
    if (denominator === undefined) return per === 1 ? column : column.map((v) => v * per);
    const at = columnIndex(panel, denominator, period);
    if (at < 0) {
      issues.push({
        code: 'denominate.column-missing',
        path: `indicators[${i}].denominator`,
        params: { id: denominator, name },
      });
      return column;
    }
    const by = panel.columns[at]!;
    const out = new Float64Array(column.length);
    for (let u = 0; u < out.length; u++) {
      const d = by[u]!;
      if (d <= 0)
        issues.push({
          code: 'denominate.not-positive',
          path: `indicators[${i}].denominator`,
          at: { column: denominator },
          params: { unit: panel.names[u]!, id: denominator, value: d },
        });
      out[u] = (column[u]! / d) * per;
    }
    return out;
  });
  if (issues.length) throw new EngineError(issues);
  return { ids: raw.ids, columns };
}
