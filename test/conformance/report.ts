/** Why a reference value is not compared with a value of the engine. */
export type Reason =
  | 'method not in the engine'
  | 'reference defect'
  | "needs R's random generator"
  | 'parameters of the run are not in the file'
  | 'figures rounded in the export'
  | 'cannot be read';

export interface Check {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'not-had';
  readonly reason?: Reason;
  /** What differs, or the right value where the reference is wrong. */
  readonly detail?: string;
}

export interface FileReport {
  readonly file: string;
  /** Files that only feed the computation of others have no checks. */
  readonly input: boolean;
  readonly checks: readonly Check[];
}

/** Tolerances of the acceptance list, relative to values above 1 and absolute below. */
export const tolerance = {
  chain: 1e-10,
  replay: 1e-9,
  method: 1e-8,
  programme: 1e-9,
  /** Standard errors and interval ends of surveys. */
  error: 1e-6,
  /** Fitted by iteration: estimates, and variances. */
  fitted: 1e-5,
  variance: 1e-4,
} as const;

/** Anything numeric a reference file may hold; nested lists are flattened, null and '' mean missing. */
export type Values =
  | number
  | string
  | boolean
  | null
  | undefined
  | ArrayLike<unknown>
  | readonly Values[];

/** Collects the checks of one file. */
export class FileRecorder {
  readonly file: string;
  readonly checks: Check[] = [];
  input = false;

  constructor(file: string) {
    this.file = file;
  }

  pass(name: string): void {
    this.checks.push({ name, state: 'passed' });
  }

  fail(name: string, detail: string): void {
    this.checks.push({ name, state: 'failed', detail });
  }

  notHad(name: string, reason: Reason, detail?: string): void {
    this.checks.push({ name, state: 'not-had', reason, ...(detail ? { detail } : {}) });
  }

  /** Compares number by number; missing must meet missing. */
  same(name: string, ours: Values, reference: Values, allowed: Allowed): void {
    const detail = difference(ours, reference, allowed);
    if (detail) this.fail(name, detail);
    else this.pass(name);
  }

  /** Runs a comparison; what it throws is a failure of this check, not of the run. */
  attempt(name: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(name, error instanceof Error ? error.message : String(error));
    }
  }

  report(): FileReport {
    return { file: this.file, input: this.input, checks: this.checks };
  }
}

/** A tolerance, or how far a printed value may be from ours given its digits. */
export type Allowed = number | ((reference: number) => number);

/** First difference in words, with the largest gap; '' when there is none. */
export function difference(ours: Values, reference: Values, allowed: Allowed): string {
  const a = numbers(ours);
  const b = numbers(reference);
  if (a.length !== b.length) return `${a.length} values, expected ${b.length}`;
  let first = '';
  let count = 0;
  let largest = 0;
  b.forEach((expected, i) => {
    const got = a[i]!;
    const limit =
      typeof allowed === 'number' ? allowed * Math.max(1, Math.abs(expected)) : allowed(expected);
    const equal = Object.is(got, expected) || (Number.isNaN(got) && Number.isNaN(expected));
    if (equal || got === expected || Math.abs(got - expected) <= limit) return;
    count++;
    largest = Math.max(largest, Math.abs(got - expected));
    if (first === '') first = `value ${i + 1} is ${got}, expected ${expected}`;
  });
  return count === 0 ? '' : `${first}; ${count} of ${b.length} differ, most by ${largest}`;
}

/** All numbers in a nested structure, in order; what is missing is `NaN`. */
export function numbers(values: Values): number[] {
  const out: number[] = [];
  const visit = (v: unknown): void => {
    if (v === null || v === undefined || v === '' || v === 'NA' || v === 'NaN')
      out.push(Number.NaN);
    else if (v === 'Inf') out.push(Number.POSITIVE_INFINITY);
    else if (v === '-Inf') out.push(Number.NEGATIVE_INFINITY);
    else if (typeof v === 'number' || typeof v === 'boolean' || typeof v === 'string')
      out.push(Number(v));
    else for (const part of Array.from(v as ArrayLike<unknown>)) visit(part);
  };
  visit(values);
  return out;
}

/** Half a unit of the last of so many decimals, and a little for the rounding of halves. */
export function decimals(digits: number): (reference: number) => number {
  return () => 0.5 * 10 ** -digits * (1 + 1e-6) + 1e-12;
}

/** Half a unit of the last of so many significant digits. */
export function significant(digits: number): (reference: number) => number {
  return (reference) => {
    if (reference === 0) return 1e-12;
    const exponent = Math.floor(Math.log10(Math.abs(reference)));
    return 0.5 * 10 ** (exponent - digits + 1) * (1 + 1e-6) + 1e-14;
  };
}

/** Decimals a printed list of numbers shows. */
export function decimalsShown(values: Values): number {
  return Math.max(0, ...numbers(values).map((v) => (String(v).split('.')[1] ?? '').length));
}

/** Significant digits that a list was rounded to: the most that any number in it needs. */
export function digitsShown(values: readonly string[]): number {
  const lengths = values.map((v) => {
    const mantissa = v.toLowerCase().split('e')[0]!.replace(/[-.]/g, '');
    return mantissa.replace(/^0+/, '').replace(/0+$/, '').length;
  });
  return Math.max(1, ...lengths);
}

/** JSON as Python writes it: NaN and Infinity, which JSON lacks, become null. */
export function parseJson(text: string): unknown {
  return JSON.parse(text.replaceAll(/(?<=[[,:]\s*)(NaN|-?Infinity)(?=\s*[\],}])/g, 'null'));
}
