import type { Role } from '../../contract/permissions.ts';
import type { PostRank, TenureKind } from '../../contract/person/schemas.ts';
import { canHold } from '../../contract/person/verdicts.ts';
import type { Issue } from '../../engine/index.ts';
import { unitKey } from '../table/cells.ts';
import { closest } from '../table/likeness.ts';
import type { PersonLine } from './read.ts';

export interface KnownUnit {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly shortName: string | null;
  readonly code: string | null;
  /** Name of the unit above. */
  readonly parent: string | null;
  readonly closed: boolean;
}

export interface KnownPerson {
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly unitId: string;
  readonly leftOn: string | null;
}

export interface KnownPost {
  readonly id: string;
  readonly unitId: string;
  readonly name: string;
  readonly since: string;
  readonly closedOn: string | null;
  readonly tenures: readonly {
    readonly personId: string;
    readonly name: string;
    readonly kind: string;
    readonly since: string;
    readonly until: string | null;
  }[];
}

export interface PlanInput {
  readonly lines: readonly PersonLine[];
  readonly units: readonly KnownUnit[];
  readonly people: readonly KnownPerson[];
  readonly posts: readonly KnownPost[];
  /** Rights that hold: `<person> <role> <unit>`. */
  readonly grants: ReadonlySet<string>;
  /** Numbers of people outside the importer's reach. */
  readonly numbersElsewhere: ReadonlySet<string>;
  /** Whether the importer may give a role at a path to somebody. */
  readonly mayGrant: (role: Role, path: string, personId: string | null) => boolean;
  /** For rows whose person cannot be told by number: somebody known, or «new». */
  readonly answers: Readonly<Record<string, string>>;
  readonly today: string;
  /** Called between batches of rows: others may have their turn, and it may throw. */
  readonly pause: (done: number) => Promise<void>;
}

/** Rows between two pauses: a few milliseconds. */
const BATCH = 200;

export const planStatuses = ['new', 'changed', 'unchanged', 'ask', 'rejected'] as const;
export type PlanStatus = (typeof planStatuses)[number];

/** What becomes of a row: exactly one status, and the steps that bring it about. */
export interface PlannedRow {
  readonly line: PersonLine;
  readonly status: PlanStatus;
  readonly issues: readonly Issue[];
  /** Somebody known; null for somebody new, made with the row named in `as`. */
  readonly personId: string | null;
  /** Index of the row that makes the person: this one, or one before. */
  readonly as: number;
  readonly unit: KnownUnit | null;
  readonly changes: Readonly<
    Partial<Record<'name' | 'number' | 'mobile' | 'email' | 'unitId', string>>
  >;
  readonly post: {
    readonly unit: KnownUnit;
    readonly id: string | null;
    readonly name: string;
    readonly rank: PostRank;
    readonly kind: TenureKind;
    readonly since: string;
  } | null;
  readonly roles: readonly Role[];
  /** People the row may mean, when that must be asked. */
  readonly candidates: readonly KnownPerson[];
}

interface Draft {
  readonly line: PersonLine;
  readonly index: number;
  readonly issues: Issue[];
}

const keyOf = (line: PersonLine): string => `${line.sheet ?? ''}:${line.row}`;

/** Finds units by code, name, short name, or a path of names; says what is like it otherwise. */
function unitFinder(units: readonly KnownUnit[]) {
  const byWord = new Map<string, KnownUnit[]>();
  for (const unit of units)
    for (const word of new Set([unit.code, unit.name, unit.shortName])) {
      if (!word) continue;
      const key = unitKey(word);
      byWord.set(key, [...(byWord.get(key) ?? []), unit]);
    }
  const like = new Map<string, string>();
  const similar = (text: string): string => {
    const known = like.get(text) ?? closest(text, names).join('、');
    like.set(text, known);
    return known || '—';
  };
  const names = [...new Set(units.map((u) => u.name))];
  return (draft: Draft, text: string): KnownUnit | null => {
    const steps = unitKey(text)
      .split(/[/\\>→]+/)
      .filter(Boolean);
    const named = [...new Set(byWord.get(unitKey(text)) ?? byWord.get(steps.at(-1) ?? '') ?? [])];
    const open = named.filter((u) => !u.closed);
    // A closed unit is meant only where no open one has the name.
    const found = open.length ? open : named;
    const above = steps.at(-2);
    const fit =
      above === undefined ? found : found.filter((u) => unitKey(u.parent ?? '') === above);
    if (fit.length === 1) return fit[0]!;
    draft.issues.push(
      fit.length > 1
        ? {
            code: 'person:import-unit-several',
            params: {
              text,
              units: fit
                .slice(0, 5)
                .map((u) => [u.parent, u.name].filter(Boolean).join('/'))
                .join('、'),
            },
          }
        : {
            code: 'person:import-unit-unknown',
            params: { text, like: similar(text) },
          },
    );
    return null;
  };
}

/**
 * Decides every row of a file against what is known, changing nothing. People are told by
 * number; without one, a namesake in the unit must be asked about.
 */
export async function planPeople(input: PlanInput): Promise<PlannedRow[]> {
  const decide = decider(input);
  const rows: PlannedRow[] = [];
  for (const [index, line] of input.lines.entries()) {
    rows.push(decide(line, index));
    if (rows.length % BATCH === 0) await input.pause(rows.length);
  }
  return rows.map((row, index) => afterFirst(row, index, rows));
}

function decider(input: PlanInput) {
  const findUnit = unitFinder(input.units);
  const tell = personTeller(input);
  const fill = postFiller(input);
  return (line: PersonLine, index: number): PlannedRow => {
    const draft: Draft = { line, index, issues: [...line.issues] };
    const unit = line.unit ? findUnit(draft, line.unit) : null;
    const postUnit = line.postUnit ? findUnit(draft, line.postUnit) : unit;
    const who = unit ? tell(draft, unit) : undefined;
    const asked = who?.candidates.length ? who.candidates : [];
    const person = who?.known ?? null;
    const key = person?.id ?? (who ? `#${who.as}` : '');
    const post = who && !asked.length && postUnit ? fill(draft, key, postUnit, person) : null;
    const roles = who && unit && !asked.length ? rolesOf(input, draft, unit, person, key) : [];
    for (const at of [asked.length || person?.unitId === unit?.id ? null : unit, post?.unit])
      if (at?.closed)
        draft.issues.push({ code: 'person:import-unit-closed', params: { unit: at.name } });
    const changes = person && unit ? changesOf(line, person, unit) : {};
    const first = who !== undefined && who.as === index && !person;
    const news = first || post !== null || roles.length > 0 || Object.keys(changes).length > 0;
    const bad = draft.issues.some((i) => i.severity !== 'warning');
    return {
      line,
      issues: draft.issues,
      status: bad
        ? 'rejected'
        : asked.length
          ? 'ask'
          : first
            ? 'new'
            : news
              ? 'changed'
              : 'unchanged',
      personId: person?.id ?? null,
      as: who?.as ?? index,
      unit,
      changes,
      post,
      roles,
      candidates: asked,
    };
  };
}

/** A further row of somebody new stands or falls with the row that makes the person. */
function afterFirst(row: PlannedRow, index: number, rows: readonly PlannedRow[]): PlannedRow {
  const first = rows[row.as]!;
  if (row.as === index || row.personId !== null) return row;
  if (first.status !== 'rejected' && first.status !== 'ask') return row;
  const issue = { code: 'person:import-first-row', params: { row: first.line.row } };
  return { ...row, status: 'rejected', issues: [...row.issues, issue] };
}

/** Tells whom a row is about: somebody known, somebody of a row before, or somebody new. */
function personTeller({ lines, people, numbersElsewhere, answers }: PlanInput) {
  const byNumber = new Map(people.flatMap((p) => (p.number ? [[p.number, p] as const] : [])));
  const byName = new Map<string, KnownPerson[]>();
  for (const p of people) {
    const key = `${p.unitId} ${unitKey(p.name)}`;
    const same = byName.get(key);
    if (same) same.push(p);
    else byName.set(key, [p]);
  }
  const namesakes = (name: string, unit: KnownUnit) =>
    byName.get(`${unit.id} ${unitKey(name)}`) ?? [];
  /** Row that first named a person of the file. */
  const before = new Map<string, number>();
  const seen = new Set<string>();
  return (draft: Draft, unit: KnownUnit) => {
    const { line, index } = draft;
    const own = line.number ? `n ${line.number}` : `u ${unit.id} ${unitKey(line.name)}`;
    const whole = [own, unitKey(line.postUnit ?? ''), unitKey(line.post ?? ''), line.kind].join(
      '|',
    );
    if (seen.has(whole))
      draft.issues.push({
        code: 'person:import-twice',
        params: { row: lines[before.get(own)!]!.row },
      });
    seen.add(whole);
    const earlier = before.get(own);
    if (earlier === undefined) before.set(own, index);
    else if (unitKey(lines[earlier]!.name) !== unitKey(line.name))
      draft.issues.push({
        code: 'person:import-number-names',
        params: { number: line.number ?? '', row: lines[earlier]!.row, name: lines[earlier]!.name },
      });
    const as = earlier ?? index;
    const none = { known: undefined, as, candidates: [] as KnownPerson[] };
    if (line.number) {
      if (numbersElsewhere.has(line.number)) {
        draft.issues.push({
          code: 'person:import-number-elsewhere',
          params: { number: line.number },
        });
        return none;
      }
      const known = byNumber.get(line.number);
      if (known) return { ...none, known: here(draft, known) };
    }
    const same = namesakes(line.name, unit).filter((p) => !line.number || p.number === null);
    if (same.length === 0) return none;
    const answer = answers[keyOf(lines[as]!)];
    if (answer === 'new') return none;
    const chosen = same.find((p) => p.id === answer);
    return chosen ? { ...none, known: here(draft, chosen) } : { ...none, candidates: same };
  };
}

/** Somebody who left is entered again on the page, not by a file. */
function here(draft: Draft, person: KnownPerson): KnownPerson {
  if (person.leftOn !== null)
    draft.issues.push({ code: 'person:import-left', params: { day: person.leftOn } });
  return person;
}

function changesOf(line: PersonLine, person: KnownPerson, unit: KnownUnit): PlannedRow['changes'] {
  const said = {
    name: line.name,
    number: line.number,
    mobile: line.mobile,
    email: line.email,
    unitId: unit.id,
  };
  return Object.fromEntries(
    Object.entries(said).filter(
      ([field, value]) => value !== undefined && value !== person[field as keyof typeof said],
    ),
  );
}

type KnownTenure = KnownPost['tenures'][number];

/** Tenures of a post, those of the database and those that rows begin, by what they stand against. */
interface Holders {
  readonly regular: KnownTenure[];
  readonly byPerson: Map<string, KnownTenure[]>;
}

function addHolder({ regular, byPerson }: Holders, tenure: KnownTenure): void {
  if (tenure.kind === 'regular') regular.push(tenure);
  const own = byPerson.get(tenure.personId);
  if (own) own.push(tenure);
  else byPerson.set(tenure.personId, [tenure]);
}

/** Finds the post a row names, or makes it, and whether it can be held from the day on. */
function postFiller({ posts, today }: PlanInput) {
  const known = new Map(posts.map((p) => [`${p.unitId} ${unitKey(p.name)}`, p]));
  const holders = new Map<string, Holders>();
  const heldAt = (at: string): Holders => {
    const there = holders.get(at);
    if (there) return there;
    const made: Holders = { regular: [], byPerson: new Map() };
    holders.set(at, made);
    for (const tenure of known.get(at)?.tenures ?? []) addHolder(made, tenure);
    return made;
  };
  return (draft: Draft, key: string, unit: KnownUnit, person: KnownPerson | null) => {
    const { line } = draft;
    if (line.post === undefined) return null;
    const at = `${unit.id} ${unitKey(line.post)}`;
    const post = known.get(at);
    const held = heldAt(at);
    const others = [...held.regular, ...(held.byPerson.get(key) ?? [])];
    const own = others.find(
      (t) => t.personId === key && t.kind === line.kind && (t.until === null || t.until > today),
    );
    if (own) {
      if (line.since !== undefined && line.since !== own.since)
        draft.issues.push({ code: 'person:import-since-differs', params: { day: own.since } });
      return null;
    }
    const since = line.since ?? today;
    const wanted = { personId: key, kind: line.kind, since, until: null };
    const verdict = canHold(
      wanted,
      post ?? { since, closedOn: null },
      { leftOn: person?.leftOn ?? null },
      others,
    );
    if (!verdict.ok) {
      const holder = others.find((t) => t.kind === 'regular')?.name ?? '';
      const why = ['post-held', 'holds-already', 'post-closed'].includes(verdict.why)
        ? verdict.why
        : 'day-before';
      const from = post?.since ?? '';
      draft.issues.push({
        code: `person:import-${why}`,
        params: { post: line.post, holder, from },
      });
      return null;
    }
    addHolder(held, { ...wanted, name: line.name });
    const rank = line.rank ?? (line.post.includes('联络员') ? 'liaison' : 'member');
    return { unit, id: post?.id ?? null, name: line.post, rank, kind: line.kind, since } as const;
  };
}

function rolesOf(
  input: PlanInput,
  draft: Draft,
  unit: KnownUnit,
  person: KnownPerson | null,
  key: string,
): Role[] {
  const missing = draft.line.roles.filter((role) => !input.grants.has(`${key} ${role} ${unit.id}`));
  for (const role of missing)
    if (!input.mayGrant(role, unit.path, person?.id ?? null))
      draft.issues.push({ code: 'person:import-role-refused' });
  return missing;
}
