import type { Taxonomy } from '../../contract/campaign/schemas.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import type { LedgerPreview, LedgerSuggestion } from '../../contract/problem/imports.ts';
import type { CodedRole } from '../../contract/problem/roles.ts';
import { measureKinds, severities } from '../../contract/problem/states.ts';
import { unitKey } from '../table/cells.ts';
import { codesOf } from './known.ts';
import { type LedgerPerson, likestPeople, type PersonResolver, personKey } from './people.ts';
import type { LedgerPlan, PlannedProblem } from './plan.ts';
import { wordKey } from './text.ts';
import { type LedgerUnit, nameLikeness, type UnitResolver } from './units.ts';

/** Words that name no unit, or several. */
export function unitsToPick(plan: LedgerPlan, resolve: UnitResolver): LedgerPreview['units'] {
  const rows = new Map<string, number>();
  plan.problems.forEach(({ unit, problem }) => {
    const text = problem.fields.unit;
    if (unit === undefined && text !== undefined)
      rows.set(text, (rows.get(text) ?? 0) + problem.lines.length);
  });
  return [...rows].map(([text, n]) => {
    const match = resolve(text);
    const like =
      match.kind === 'several'
        ? match.units
        : match.kind === 'unknown'
          ? match.like.map((l) => l.unit)
          : [];
    return {
      ...{ key: unitKey(text), text, rows: n },
      like: like.map(({ id, name, parent }) => ({ id, name, parent })),
    };
  });
}

interface Asked {
  readonly text: string;
  readonly rows: Set<number>;
  readonly paths: Set<string>;
  readonly of: Map<string, LedgerPerson>;
}

/** Names of what is written that mean nobody in the directory, or several: one question a name. */
export function peopleToPick(
  plan: LedgerPlan,
  given: {
    readonly resolve: PersonResolver;
    readonly people: readonly LedgerPerson[];
    readonly units: readonly LedgerUnit[];
  },
): LedgerPreview['people'] {
  const asked = new Map<string, Asked>();
  const paths = new Map(given.units.map((u) => [u.id, u.path]));
  const ask = (name: string | undefined, path: string, rows: readonly number[]): void => {
    const match = name === undefined ? undefined : given.resolve(name, path);
    if (!match || match.kind === 'one' || (match.kind === 'unknown' && match.asked)) return;
    const key = personKey(name!);
    const own = asked.get(key) ?? {
      ...{ text: name!, rows: new Set(), paths: new Set(), of: new Map() },
    };
    for (const row of rows) own.rows.add(row);
    own.paths.add(path);
    if (match.kind === 'several') for (const p of match.of) own.of.set(p.id, p);
    asked.set(key, own);
  };
  for (const planned of plan.problems) {
    const path = planned.unit?.path || paths.get(planned.known?.unitId ?? '');
    if (path !== undefined && planned.status !== 'rejected') namesOf(planned, path, ask);
  }
  return [...asked].map(([key, { text, rows, paths, of }]) => ({
    ...{ key, text, rows: rows.size },
    why: of.size > 0 ? 'several' : 'unknown',
    like: (of.size > 0 ? [...of.values()] : likestPeople(text, [...paths], given.people)).map(
      brief,
    ),
  }));
}

/** Whom a problem and its measures would name, by the first name of each cell. */
function namesOf(
  { problem, fields, measures }: PlannedProblem,
  path: string,
  ask: (name: string | undefined, path: string, rows: readonly number[]) => void,
): void {
  ask(fields.owner?.[0], path, problem.lines);
  ask(fields.leader?.[0], path, problem.lines);
  for (const { line, fields } of measures) ask(fields.owner?.[0], path, [line]);
}

const brief = ({ id, name, unit, post }: LedgerPerson): LedgerSuggestion => ({
  ...{ id, name, unit, post },
});

/** Roles by the fault of a word that is none of theirs. */
const roleOfFault: Readonly<Record<string, CodedRole>> = {
  'ledger:import-tendency': 'tendency',
  'ledger:import-mirror': 'mirror',
  'ledger:import-severity': 'severity',
  'ledger:import-kind': 'kind',
};
const SUGGESTED = 3;

/** All codes of a role with their names. */
export function choicesOf(taxonomy: Taxonomy): LedgerPreview['choices'] {
  const t = createTranslator('zh-CN');
  const named = (what: string, codes: readonly string[]) =>
    codes.map((code) => ({ code, name: t(`problem:${what}-${code}`) }));
  return {
    ...codesOf(taxonomy),
    severity: named('severity', severities),
    kind: named('kind', measureKinds),
  };
}

/** Words that are none of a role's, once each, with the likest codes. */
export function wordsToPick(
  plan: LedgerPlan,
  said: Readonly<Partial<Record<CodedRole, Readonly<Record<string, string>>>>>,
  choices: LedgerPreview['choices'],
): LedgerPreview['words'] {
  const asked = new Map<string, { role: CodedRole; key: string; text: string; rows: number }>();
  for (const { issues } of plan.lines)
    for (const { code, params } of issues) {
      const role = roleOfFault[code];
      const text = String(params?.text ?? '');
      const key = wordKey(text);
      if (!role || key === '' || said[role]?.[key] !== undefined) continue;
      const own = asked.get(`${role} ${key}`) ?? { role, key, text, rows: 0 };
      own.rows++;
      asked.set(`${role} ${key}`, own);
    }
  return [...asked.values()].map((word) => ({
    ...word,
    like: (choices[word.role] ?? [])
      .map(({ code, name }) => ({ code, like: nameLikeness(word.text, name) }))
      .filter(({ like }) => like >= 0.25)
      .sort((a, b) => b.like - a.like)
      .slice(0, SUGGESTED)
      .map(({ code }) => code),
  }));
}
