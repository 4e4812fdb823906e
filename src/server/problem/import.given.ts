import type { LedgerPeople } from '../../contract/problem/imports.ts';
import { type MeasureKind, owingStates, type ProblemState } from '../../contract/problem/states.ts';
import { wholeClaim } from '../../office/ledger/claims.ts';
import type { LedgerGroup } from '../../office/ledger/groups.ts';
import { vocabularyOf } from '../../office/ledger/known.ts';
import {
  type LedgerPerson,
  type PersonResolver,
  personResolver,
} from '../../office/ledger/people.ts';
import type { MeasureFields, ProblemFields } from '../../office/ledger/row.ts';
import { sourceOf } from '../../office/ledger/sources.ts';
import type { CampaignFrame } from '../campaign/service.ts';
import type { Fields, MeasureGiven } from './changes.service.ts';
import type { NewProblem } from './new.ts';
import type { MeasureRow, ProblemRow } from './queries.ts';

const MOST_NAMES = 60;

/** What the words of a ledger are read with. */
export interface GivenIn {
  readonly frame: CampaignFrame;
  readonly people: readonly LedgerPerson[];
  readonly picked: LedgerPeople;
}

/** Makes of what a ledger says the fields that a problem and its measures have. */
export class Givens {
  readonly #who: PersonResolver;
  readonly #words: ReturnType<typeof vocabularyOf>;

  constructor({ frame, people, picked }: GivenIn) {
    this.#who = personResolver(people, picked);
    this.#words = vocabularyOf(frame.taxonomy);
  }

  problem(f: ProblemFields, path: string): Partial<Fields> {
    // Field by field: a ledger has tens of thousands of these, and spreading makes hash tables of them.
    const out: Said<Fields> = {};
    if (f.source === null) Object.assign(out, noSource);
    else if (f.source !== undefined) Object.assign(out, sourceOf(f.source));
    if (f.mirror === null) out.mirror = null;
    else if (f.mirror !== undefined) {
      const code = mirrorCode(this.#words.mirror(f.mirror)?.code);
      if (code !== undefined) out.mirror = code;
    }
    if (f.tendency === null) out.tendency = null;
    else if (f.tendency !== undefined) {
      const code = this.#words.tendency(f.tendency)?.code;
      if (code !== undefined) out.tendency = code;
    }
    if (f.title != null) out.title = f.title;
    if (f.facts !== undefined) out.facts = f.facts;
    if (f.cause !== undefined) out.cause = f.cause;
    if (f.severity !== undefined) out.severity = f.severity;
    if (f.systemic !== undefined) out.systemic = f.systemic;
    if (f.owner !== undefined) [out.ownerId, out.ownerName] = this.#bearing(f.owner, path);
    if (f.leader !== undefined) [out.leaderId, out.leaderName] = this.#bearing(f.leader, path);
    return out as Partial<Fields>;
  }

  measure(f: MeasureFields, path: string): MeasureGiven {
    const out: Said<MeasureGiven> = { text: f.text ?? '', kind: f.kind ?? 'by-date' };
    if (f.due !== undefined) out.due = f.due;
    if (f.criterion !== undefined) out.criterion = f.criterion;
    if (f.baseline !== undefined) out.baseline = f.baseline;
    if (f.target !== undefined) out.target = f.target;
    if (f.direction !== undefined) out.direction = f.direction;
    if (f.measureUnit !== undefined) out.figureUnit = f.measureUnit;
    if (f.beneficiaries !== undefined) {
      out.beneficiaries = f.beneficiaries;
      const expected = /^(\d{1,9})\s*\D{0,4}$/.exec(f.beneficiaries ?? '')?.[1];
      if (expected !== undefined) out.expected = Number(expected);
    }
    if (f.owner !== undefined) [out.ownerId, out.ownerName] = this.#bearing(f.owner, path);
    return out as MeasureGiven;
  }

  /** Somebody in the directory; the words as they stood where they say more, or name nobody known. */
  #bearing(
    names: readonly string[] | null,
    path: string,
  ): readonly [id: string | null, name: string | null] {
    const match = names?.[0] === undefined ? undefined : this.#who(names[0], path);
    const id = match?.kind === 'one' ? match.id : undefined;
    if (id !== undefined && names!.length === 1) return [id, null];
    return [id ?? null, (names ?? []).join('、').slice(0, MOST_NAMES) || null];
  }
}

/** Fields as they are filled in, one after the other. */
type Said<T> = { -readonly [K in keyof T]?: T[K] | undefined };

/** What a new problem is said to be finished by, if anything. */
export function claimOfNew({ measures, claim }: LedgerGroup, until: string): NewProblem['claim'] {
  const whole = claim ?? wholeClaim(measures.map((m) => ({ claim: m.claim, kind: m.fields.kind })));
  if (!whole && measures.every((m) => !m.claim)) return undefined;
  const by = measures.map((m) => m.claim !== undefined);
  return { whole: whole !== undefined, on: whole?.on ?? null, until, measures: by };
}

/** Columns of a problem there is whose file newly says that some of it, or all, is finished. */
export function claimOfKnown(
  row: ProblemRow,
  group: LedgerGroup,
  measures: readonly MeasureRow[],
  until: string,
): Pick<ProblemRow, 'claimed' | 'claimed_on' | 'claim_until'> | undefined {
  const news = group.measures.flatMap((m) => m.claim ?? []);
  const owing: readonly ProblemState[] = owingStates;
  if (news.length === 0 || !owing.includes(row.state as ProblemState)) return undefined;
  const standing = measures.filter((m) => m.state !== 'withdrawn');
  const whole = wholeClaim(
    standing.map((m) => ({
      ...{ kind: m.kind as MeasureKind, over: m.state === 'done' },
      claim: m.claimed ? { on: null } : undefined,
    })),
  );
  const on =
    news
      .flatMap((c) => c.on ?? [])
      .sort()
      .at(-1) ?? null;
  return { claimed: whole !== undefined, claimed_on: whole ? on : null, claim_until: until };
}

/** What the record says of a claim. */
export function claimTold({
  claimed,
  claimed_on,
  claim_until,
}: Pick<ProblemRow, 'claimed' | 'claimed_on' | 'claim_until'>): object {
  return claim_until ? { claim: { whole: claimed, on: claimed_on, until: claim_until } } : {};
}

const noSource = { source: 'other', sourceText: null } as const;

const mirrorCode = (code: string | undefined) =>
  code as 'requirement' | 'known' | 'model' | undefined;

/** Of a measure that is there, only what the file changes. */
export function only(given: MeasureGiven, changed: MeasureFields): Partial<MeasureGiven> {
  const fields = new Set<string>(
    Object.keys(changed).flatMap((key) =>
      key === 'owner'
        ? ['ownerId', 'ownerName']
        : key === 'measureUnit'
          ? ['figureUnit']
          : key === 'beneficiaries'
            ? ['beneficiaries', 'expected']
            : [key],
    ),
  );
  return Object.fromEntries(
    Object.entries(given).filter(([key]) => fields.has(key)),
  ) as Partial<MeasureGiven>;
}
