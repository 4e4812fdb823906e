import type { Answers, Form } from '../../contract/survey/form.ts';
import type {
  Figure,
  GroupResult,
  ItemResult,
  SurveyResults,
} from '../../contract/survey/schemas.ts';
import {
  type Estimate,
  fayHerriot,
  type Group,
  LEAST_SHOWN,
  shownGroups,
  strataMean,
  strataShare,
} from '../../engine/estimate/index.ts';
import { type Split, splitResults, splitSizes } from './split.ts';
import { type Item, itemsOf, type Tally, tallyOf } from './tally.ts';

/** A unit that was asked about. */
export interface AskedUnit {
  readonly id: string;
  readonly unitId: string;
  readonly name: string;
  readonly class: string;
  readonly people: number | null;
}

interface Given {
  readonly form: Form;
  readonly units: readonly AskedUnit[];
  readonly rows: readonly { readonly unit_row: string; readonly answers: Answers }[];
  /** What divides the people besides units. */
  readonly split?: Split | undefined;
  /** Shuffles what must not keep its order. */
  readonly shuffle: <T>(things: readonly T[]) => T[];
}

type Results = Pick<SurveyResults, 'weighted' | 'groups' | 'items' | 'satisfaction' | 'unshown'>;

/**
 * Results of every question for all, each class and each unit, so that nothing is told of fewer
 * than five people. Everything shown is made of groups of five at least: parts that are
 * hidden are weighed together as one stratum, so that a weighted figure tells no more than counts.
 */
export function resultsOf({ form, units, rows, split, shuffle }: Given): Results {
  const groups = groupsOf(units);
  const answered = new Map<string, number>();
  for (const r of rows) answered.set(r.unit_row, (answered.get(r.unit_row) ?? 0) + 1);
  const people = sizes(units, answered);
  const shown = shownGroups(sized(groups, (id) => answered.get(id) ?? 0));
  const items = itemsOf(form);
  const found = items.map((item) => itemResult(item, { groups, people, rows, split, shuffle }));
  const mark = satisfaction(items, units, people, rows);
  return {
    weighted: people !== undefined,
    groups: [
      ...groups.map((g) => ({
        group: g.id,
        name: g.name,
        answers: shown.has(g.id) ? g.units.reduce((s, u) => s + (answered.get(u) ?? 0), 0) : null,
      })),
      ...(split ? splitSizes(split, rows) : []),
    ],
    items: found,
    ...mark,
  };
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly parent?: string;
  /** Rows of units in it. */
  readonly units: readonly string[];
}

/** All, classes where there are several, units where there are several. */
function groupsOf(units: readonly AskedUnit[]): Named[] {
  const classes = [...new Set(units.map((u) => u.class))];
  const split = classes.length > 1;
  const all: Named = { id: 'all', name: '', units: units.map((u) => u.id) };
  const byClass = classes.map(
    (name): Named => ({
      id: `class:${name}`,
      name,
      parent: 'all',
      units: units.filter((u) => u.class === name).map((u) => u.id),
    }),
  );
  const byUnit = units.map(
    (u): Named => ({
      id: `unit:${u.unitId}`,
      name: u.name,
      parent: split ? `class:${u.class}` : 'all',
      units: [u.id],
    }),
  );
  return [all, ...(split ? byClass : []), ...(units.length > 1 ? byUnit : [])];
}

const sized = (groups: readonly Named[], n: (unitRow: string) => number): Group[] =>
  groups.map(({ id, parent, units }) => ({
    id,
    ...(parent ? { parent } : {}),
    n: units.reduce((s, u) => s + n(u), 0),
  }));

/** People of units and how many of them have answered. */
interface Sizes {
  readonly people: ReadonlyMap<string, number>;
  readonly answered: ReadonlyMap<string, number>;
}

/** People of each unit, where all are known and nowhere more have answered. */
function sizes(
  units: readonly AskedUnit[],
  answered: ReadonlyMap<string, number>,
): Sizes | undefined {
  const known = units.every((u) => u.people !== null && u.people >= (answered.get(u.id) ?? 0));
  return known ? { people: new Map(units.map((u) => [u.id, u.people!])), answered } : undefined;
}

interface Around extends Pick<Given, 'rows' | 'split' | 'shuffle'> {
  readonly groups: readonly Named[];
  readonly people: Sizes | undefined;
}

function itemResult(item: Item, around: Around): ItemResult {
  const { groups, people, rows, split } = around;
  const tallies = tallyOf(item, rows);
  const sizedGroups = sized(groups, (u) => tallies.get(u)?.n ?? 0);
  const rests = shownGroups(sizedGroups);
  const unitsIn = new Map(groups.map((g) => [g.id, g.units]));
  const { question, part } = item;
  const texts = question.kind === 'text' ? textsOf(sizedGroups, around, question.id) : undefined;
  const strata = [...rests.values()].map((leaves) => leaves.flatMap((l) => unitsIn.get(l)!));
  return {
    question: question.id,
    part: part?.id ?? null,
    kind: question.kind,
    title: part ? `${question.title}：${part.text}` : question.title,
    groups: [
      ...groups.map((g) => ({
        ...groupResult(g.id, item, strataIn(g, groups, rests, unitsIn), tallies, people),
        texts: texts?.get(g.id) ?? [],
      })),
      ...(split
        ? splitResults(split, item, rows, strata, (group, tally) =>
            groupResult(group, item, [['']], new Map([['', tally]]), undefined),
          )
        : []),
    ],
  };
}

/** Free texts of part of the people are shown from this many on: a way of writing is known. */
const LEAST_TEXTS = 10;

/** Free texts by group: of everybody, and of parts where many wrote, and in what is left of the others too. */
function textsOf(
  groups: readonly Group[],
  { groups: named, rows, shuffle }: Around,
  question: string,
): Map<string, string[]> {
  const shown = new Set(shownGroups(groups, LEAST_TEXTS).keys());
  const whole = groups.find((g) => g.id === 'all');
  if (whole && whole.n >= LEAST_SHOWN) shown.add('all');
  const said = rows.flatMap((r) => {
    const text = r.answers[question];
    return typeof text === 'string' ? [{ unit: r.unit_row, text }] : [];
  });
  return new Map(
    named.flatMap((g) => {
      if (!shown.has(g.id)) return [];
      const units = new Set(g.units);
      return [[g.id, shuffle(said.filter((s) => units.has(s.unit)).map((s) => s.text))] as const];
    }),
  );
}

/** What a shown group is made of: the rests of it and of the shown groups in it, as unit rows. */
function strataIn(
  group: Named,
  groups: readonly Named[],
  rests: ReadonlyMap<string, readonly string[]>,
  unitsIn: ReadonlyMap<string, readonly string[]>,
): string[][] | undefined {
  if (!rests.has(group.id)) return undefined;
  const own = new Set(group.units);
  return groups.flatMap((g) => {
    const rest = rests.get(g.id);
    const inside = g.units.length > 0 && g.units.every((u) => own.has(u));
    const rows = rest && inside ? rest.flatMap((leaf) => unitsIn.get(leaf)!) : [];
    return rows.length > 0 ? [rows] : [];
  });
}

function groupResult(
  group: string,
  item: Item,
  strata: readonly (readonly string[])[] | undefined,
  tallies: ReadonlyMap<string, Tally>,
  people: Sizes | undefined,
): GroupResult {
  const hidden = { group, n: null, cells: [], mean: null, texts: [] };
  if (!strata) return hidden;
  const counted = strata.flatMap((rows) => stratum(rows, item, tallies, people));
  const n = counted.reduce((s, c) => s + c.n, 0);
  if (item.values.length === 0) return { ...hidden, n };
  const total = (i: number): number => counted.reduce((s, c) => s + c.counts[i]!, 0);
  return {
    ...hidden,
    n,
    cells: item.values.map((v, i) => ({
      ...v,
      count: total(i),
      share: figureOf(
        strataShare(
          0,
          // Of several choices each is counted for itself: chosen, or not.
          counted.map((c) => ({ ...c, counts: [c.counts[i]!, c.n - c.counts[i]!] })),
        ),
      ),
    })),
    mean: item.numeric
      ? figureOf(
          strataMean(
            item.values.map((_, i) => i + 1),
            counted,
          ),
        )
      : null,
  };
}

/** Counts of several units as one; none where nobody answered. */
function stratum(
  rows: readonly string[],
  item: Item,
  tallies: ReadonlyMap<string, Tally>,
  people: Sizes | undefined,
) {
  const found = rows.flatMap((u) => tallies.get(u) ?? []);
  const n = found.reduce((s, t) => s + t.n, 0);
  if (n === 0) return [];
  const counts = item.values.map((_, i) => found.reduce((s, t) => s + t.counts[i]!, 0));
  return [{ n, counts, ...(people ? { population: sizeOf(rows, n, people) } : {}) }];
}

/** People whom a question would have been put to: as large a share of all as of those who answered. */
function sizeOf(rows: readonly string[], n: number, { people, answered }: Sizes): number {
  const all = rows.reduce((s, u) => s + people.get(u)!, 0);
  const of = rows.reduce((s, u) => s + (answered.get(u) ?? 0), 0);
  return (all * n) / of;
}

const figureOf = ({ value, se, lo, hi }: Estimate): Figure => ({
  value,
  se: Number.isFinite(se) ? se : null,
  lo: Math.max(lo, Number.MIN_SAFE_INTEGER),
  hi: Math.min(hi, Number.MAX_SAFE_INTEGER),
});

/** Least units from which the variance between them is estimated. */
const LEAST_UNITS = 5;

/** Satisfaction from 0 to 100 by unit, over all marks of a person that ask for it. */
function satisfaction(
  items: readonly Item[],
  units: readonly AskedUnit[],
  people: Sizes | undefined,
  rows: Given['rows'],
): Pick<SurveyResults, 'satisfaction' | 'unshown'> {
  const item = items.find((i) => i.question.satisfaction);
  if (!item) return { satisfaction: null, unshown: 0 };
  const tallies = tallyOf(item, rows);
  const groups = sized(groupsOf(units), (u) => tallies.get(u)?.n ?? 0);
  const shown = shownGroups(groups);
  const told = units.filter((u) => shown.has(units.length > 1 ? `unit:${u.unitId}` : 'all'));
  const steps = item.values.length - 1;
  const raw = told.map((u) => {
    const [counted] = stratum([u.id], item, tallies, people);
    const marks = item.values.map((_, i) => (100 * i) / steps);
    return { u, n: counted!.n, estimate: strataMean(marks, [counted!]) };
  });
  const drawn = drawTogether(raw.map((r) => r.estimate));
  return {
    satisfaction: raw.map(({ u, n, estimate }, i) => ({
      unit: { id: u.unitId, name: u.name },
      n,
      raw: figureOf(estimate),
      shrunk: drawn?.[i]?.value ?? null,
      kept: drawn?.[i]?.kept ?? null,
    })),
    unshown: units.length - told.length,
  };
}

/**
 * Fay and Herriot's estimate of each unit. Where all in a unit said the same its standard error
 * is 0, which no model believes: then it is that of the units together.
 */
function drawTogether(found: readonly Estimate[]) {
  if (found.length < LEAST_UNITS) return undefined;
  const errors = found.map((e) => e.se).filter((se) => se > 0);
  if (errors.length === 0) return undefined;
  const usual = errors.reduce((s, e) => s + e, 0) / errors.length;
  const y = Float64Array.from(found, (e) => e.value);
  const variances = Float64Array.from(found, (e) => (e.se > 0 ? e.se : usual) ** 2);
  return fayHerriot(y, variances, [new Float64Array(y.length).fill(1)]).units;
}
