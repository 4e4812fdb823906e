import { canonical, digest, digestColumns } from './canonical.ts';
import { CellFlag, type Panel } from './panel.ts';
import type { Scheme } from './scheme/schema.ts';
import type { Appraisal } from './types.ts';

/** A panel as plain JSON: null = missing; flags one digit a cell, left out when all are reported. */
export interface PanelDocument {
  readonly units: readonly string[];
  readonly names: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly ids: readonly string[];
  readonly periods: readonly string[];
  readonly columns: readonly (readonly (number | null)[])[];
  readonly flags?: readonly string[];
  readonly errors?: Readonly<Record<string, readonly (number | null)[]>>;
}

/**
 * A sealed result (封存结果包): everything needed to recompute it years later without a
 * server, and the hashes that show it was not changed. Canonical JSON, one file.
 */
export interface Bundle {
  readonly format: 'shiji-bundle/1';
  readonly engine: string;
  readonly scheme: Scheme;
  readonly panel: PanelDocument;
  readonly run: { readonly period: string; readonly seed: number; readonly replicates: number };
  readonly result: BundleResult;
  readonly hashes: { readonly scheme: string; readonly panel: string; readonly result: string };
}

/** What is compared bit for bit: per-unit arrays in panel order and a hash of every data set. */
export interface BundleResult {
  readonly classes: readonly { name: string; units: number; merged: readonly string[] }[];
  readonly weights: Readonly<Record<string, number>>;
  readonly stages: Readonly<Record<keyof Appraisal['chain'], string>>;
  readonly base: readonly (number | null)[];
  readonly score: readonly (number | null)[];
  readonly rank: readonly number[];
  readonly grade?: readonly string[];
  readonly open?: unknown;
  readonly decisions: unknown;
  readonly uncertainty?: unknown;
}

/** Seals a result. `seed` and `replicates` are those of its uncertainty; 0 replicates without one. */
export function seal(result: Appraisal): Bundle {
  const panel = panelDocument(result.panel);
  const sealed = sealedResult(result);
  return {
    format: 'shiji-bundle/1',
    engine: result.engine,
    scheme: result.scheme,
    panel,
    run: {
      period: result.panel.periods[result.period]!,
      seed: result.uncertainty?.seed ?? 0,
      replicates: result.uncertainty?.replicates ?? 0,
    },
    result: sealed,
    hashes: {
      scheme: digest(result.scheme),
      panel: digest(panel),
      result: digest(sealed),
    },
  };
}

/** The file's text: canonical, so that two sealings of one result are the same bytes. */
export function bundleText(bundle: Bundle): string {
  return `${canonical(bundle)}\n`;
}

export function schemeHash(scheme: Scheme): string {
  return digest(scheme);
}

export function panelHash(panel: Panel): string {
  return digest(panelDocument(panel));
}

/** The part of a bundle that `verify` recomputes. */
export function sealedResult(result: Appraisal): BundleResult {
  const { chain, uncertainty, grades } = result;
  const plain = {
    classes: result.classes.map((c) => ({
      name: c.name,
      units: c.members.length,
      merged: c.merged,
    })),
    weights: result.weights.effective,
    stages: {
      raw: digestColumns(chain.raw.columns),
      denominated: digestColumns(chain.denominated.columns),
      imputed: digestColumns(chain.imputed.columns),
      treated: digestColumns(chain.treated.columns),
      normalised: digestColumns(chain.normalised.columns),
      aggregated: digestColumns(chain.aggregated.columns),
    },
    base: result.base,
    score: result.score,
    rank: result.rank,
    decisions: result.decisions,
    ...(grades ? { grade: grades.grade, open: grades.open } : {}),
    ...(uncertainty ? { uncertainty } : {}),
  };
  return JSON.parse(canonical(plain)) as BundleResult;
}

export function panelDocument(panel: Panel): PanelDocument {
  const plain = (column: Float64Array): (number | null)[] =>
    Array.from(column, (v) => (Number.isNaN(v) ? null : v === 0 ? 0 : v));
  return {
    units: panel.units,
    names: panel.names,
    attributes: panel.attributes,
    ids: panel.ids,
    periods: panel.periods,
    columns: panel.columns.map(plain),
    ...(hasPlainFlags(panel) ? {} : { flags: panel.flags.map((f) => f.join('')) }),
    ...(panel.errors
      ? {
          errors: Object.fromEntries(
            Object.entries(panel.errors).map(([k, column]) => [k, plain(column)]),
          ),
        }
      : {}),
  };
}

function hasPlainFlags(panel: Panel): boolean {
  return panel.columns.every((column, c) =>
    column.every(
      (v, u) => panel.flags[c]![u] === (Number.isNaN(v) ? CellFlag.missing : CellFlag.reported),
    ),
  );
}

/** Reads back what {@link panelDocument} wrote. */
export function panelFromDocument(document: PanelDocument): Panel {
  const column = (values: readonly (number | null)[]): Float64Array =>
    Float64Array.from(values, (v) => v ?? Number.NaN);
  const columns = document.columns.map(column);
  return {
    units: document.units,
    names: document.names,
    attributes: document.attributes,
    ids: document.ids,
    periods: document.periods,
    columns,
    flags: document.flags
      ? document.flags.map((f) => Uint8Array.from(f, Number))
      : columns.map((c) =>
          Uint8Array.from(c, (v) => (Number.isNaN(v) ? CellFlag.missing : CellFlag.reported)),
        ),
    ...(document.errors
      ? {
          errors: Object.fromEntries(
            Object.entries(document.errors).map(([k, values]) => [k, column(values)]),
          ),
        }
      : {}),
  };
}
