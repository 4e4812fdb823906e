import { documentPath } from './document-issues.ts';
import { type Scheme, schemeDocument } from './schema.ts';
import { schemeTree } from './tree.ts';
import { designWeights, methodOf, needsFigures } from './weighting.ts';

/** One difference between two versions of a scheme. */
export interface SchemeChange {
  /** Path in the newer document; of something removed, in the older one. */
  readonly path: string;
  /**
   * `weight`: a weight, or the effective weight because others changed. `method`: another
   * method of a step. `changed`: any other value.
   */
  readonly kind: 'added' | 'removed' | 'changed' | 'weight' | 'method';
  /** The indicator, node or rule concerned. */
  readonly id?: string;
  readonly name?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Share of the whole before and after; absent where weights come from figures. */
  readonly effective?: { readonly before: number; readonly after: number };
}

type Path = readonly (string | number)[];
type Subject = { readonly id?: string; readonly name?: string };
type Plain = Readonly<Record<string, unknown>>;

/** Lists whose entries are the same thing when this field is the same, wherever they stand. */
const keyOf: Readonly<Record<string, string>> = {
  nodes: 'id',
  indicators: 'id',
  'decide.adjustments': 'id',
  'decide.gates': 'id',
  'decide.vetoes': 'id',
  'grade.grades': 'id',
  'grade.quotas': 'grade',
  'weight.budget': 'expert',
};

/**
 * What changed from scheme `a` to scheme `b`, in the order of the document. Entries of
 * lists are matched by id, so moving one is no change; defaults written out are none
 * either. Both schemes must have passed `checkScheme`.
 */
export function diffSchemes(a: Scheme, b: Scheme): SchemeChange[] {
  const out: SchemeChange[] = [];
  for (const key of Object.keys(schemeDocument.shape))
    compare((a as Plain)[key], (b as Plain)[key], [key], {}, out);
  return withEffective(out, a, b);
}

function compare(
  before: unknown,
  after: unknown,
  path: Path,
  subject: Subject,
  out: SchemeChange[],
): void {
  const key = keyOf[path.join('.')];
  if (key !== undefined) {
    compareLists(before, after, path, key, out);
    return;
  }
  if (isPlain(before) && isPlain(after)) {
    for (const field of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort())
      compare(before[field], after[field], [...path, field], subject, out);
    return;
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const kind =
    before === undefined
      ? 'added'
      : after === undefined
        ? 'removed'
        : (({ weight: 'weight', method: 'method' } as const)[String(path.at(-1))] ?? 'changed');
  out.push({
    path: documentPath(path),
    kind,
    ...subject,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}

function compareLists(
  before: unknown,
  after: unknown,
  path: Path,
  key: string,
  out: SchemeChange[],
): void {
  const older = (before ?? []) as readonly Plain[];
  const newer = (after ?? []) as readonly Plain[];
  newer.forEach((entry, i) => {
    const match = older.find((x) => x[key] === entry[key]);
    const at = [...path, i];
    if (match) compare(match, entry, at, subjectOf(entry, key), out);
    else
      out.push({
        path: documentPath(at),
        kind: 'added',
        ...subjectOf(entry, key),
        after: entry,
      });
  });
  older.forEach((entry, i) => {
    if (newer.some((x) => x[key] === entry[key])) return;
    out.push({
      path: documentPath([...path, i]),
      kind: 'removed',
      ...subjectOf(entry, key),
      before: entry,
    });
  });
}

function subjectOf(entry: Plain, key: string): Subject {
  return {
    id: String(entry[key]),
    ...(typeof entry.name === 'string' ? { name: entry.name } : {}),
  };
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Adds effective weights to weight changes, and a line for each element that only shifted. */
function withEffective(changes: readonly SchemeChange[], a: Scheme, b: Scheme): SchemeChange[] {
  const before = knownEffective(a);
  const after = knownEffective(b);
  if (!before || !after) return [...changes];
  const out = changes.map((change) => {
    const weight = change.id !== undefined && change.kind === 'weight';
    const old = weight ? before[change.id!] : undefined;
    const now = weight ? after[change.id!] : undefined;
    return old === undefined || now === undefined
      ? change
      : { ...change, effective: { before: old, after: now } };
  });
  const said = new Set(out.filter((c) => c.effective).map((c) => c.id));
  for (const list of ['nodes', 'indicators'] as const)
    b[list].forEach(({ id, name }, i) => {
      const old = before[id];
      const now = after[id];
      if (old === undefined || now === undefined || said.has(id)) return;
      if (Math.abs(old - now) <= 1e-12) return;
      out.push({
        path: `${list}[${i}].weight`,
        kind: 'weight',
        id,
        name,
        effective: { before: old, after: now },
      });
    });
  return out;
}

function knownEffective(scheme: Scheme): Readonly<Record<string, number>> | undefined {
  const tree = schemeTree(scheme);
  if (tree.order.some((n) => needsFigures(methodOf(scheme, n)))) return undefined;
  return designWeights(scheme, tree).effective;
}
