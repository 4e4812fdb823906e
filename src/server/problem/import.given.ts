import type { LedgerPeople } from '../../contract/problem/imports.ts';
import { type MeasureKind, owingStates, type ProblemState } from '../../contract/problem/states.ts';
import { wholeClaim } from '../../office/ledger/claims.ts';
import type { LedgerGroup } from '../../office/ledger/groups.ts';
import { sourceOf, vocabularyOf } from '../../office/ledger/known.ts';
import {
  type LedgerPerson,
  type PersonResolver,
  personResolver,
} from '../../office/ledger/people.ts';
import type { MeasureFields, ProblemFields } from '../../office/ledger/row.ts';
import type { CampaignFrame } from '../campaign/service.ts';
import type { Fields, MeasureGiven, NewProblem } from './changes.service.ts';
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
    return defined({
      ...(f.source === undefined ? {} : f.source === null ? noSource : sourceOf(f.source)),
      mirror: f.mirror == null ? f.mirror : mirrorCode(this.#words.mirror(f.mirror)?.code),
      tendency: f.tendency == null ? f.tendency : this.#words.tendency(f.tendency)?.code,
      title: f.title ?? undefined,
      ...{ facts: f.facts, cause: f.cause, severity: f.severity, systemic: f.systemic },
      ...this.#bearing('owner', f.owner, path),
      ...this.#bearing('leader', f.leader, path),
    }) as Partial<Fields>;
  }

  measure(f: MeasureFields, path: string): MeasureGiven {
    const expected = /^(\d{1,9})\s*\D{0,4}$/.exec(f.beneficiaries ?? '')?.[1];
    return {
      text: f.text ?? '',
      kind: f.kind ?? 'by-date',
      ...defined({
        ...{ due: f.due, criterion: f.criterion, baseline: f.baseline, target: f.target },
        figureUnit: f.measureUnit,
        beneficiaries: f.beneficiaries,
        expected: expected === undefined ? undefined : Number(expected),
        ...this.#bearing('owner', f.owner, path),
      }),
    } as MeasureGiven;
  }

  /** Somebody in the directory; the words as they stood where they say more, or name nobody known. */
  #bearing(
    field: 'owner' | 'leader',
    names: readonly string[] | null | undefined,
    path: string,
  ): Record<string, string | null> {
    if (names === undefined) return {};
    const match = names?.[0] === undefined ? undefined : this.#who(names[0], path);
    const id = match?.kind === 'one' ? match.id : undefined;
    const words = (names ?? []).join('、').slice(0, MOST_NAMES);
    const said = id !== undefined && names!.length === 1 ? null : words || null;
    return { [`${field}Id`]: id ?? null, [`${field}Name`]: said };
  }
}

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

function defined<T extends object>(fields: T): T {
  const out: Partial<T> = {};
  for (const key in fields) if (fields[key] !== undefined) out[key] = fields[key];
  return out as T;
}

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
