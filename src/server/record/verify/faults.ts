/** Something that does not hold. Its text is «record:verify-» with the code. */
export interface Fault {
  readonly code: string;
  readonly params: Record<string, string | number>;
}

export interface Report {
  readonly ok: boolean;
  /** Entries in the tree. */
  readonly size: number;
  /** Entries that wait for the next seal. */
  readonly unsealed: number;
  /** Entries whose content was erased by rule. */
  readonly erased: number;
  readonly checkpoints: number;
  readonly cosignatures: number;
  readonly faults: Fault[];
  /** Faults beyond those listed. */
  readonly more: number;
}

/** Faults listed one by one; a wholly exchanged record would fill the memory. */
const LISTED = 100;

export class Faults {
  readonly list: Fault[] = [];
  count = 0;
  add(code: string, params: Fault['params']): void {
    this.count += 1;
    if (this.list.length < LISTED) this.list.push({ code, params });
  }
}
