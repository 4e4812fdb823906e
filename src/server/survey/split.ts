import type { Answers, Form, Question } from '../../contract/survey/form.ts';
import type { GroupResult } from '../../contract/survey/schemas.ts';
import { LEAST_SHOWN, shownAcross } from '../../engine/estimate/index.ts';
import type { Item, Tally } from './tally.ts';
import { tallyOf } from './tally.ts';

/** A question whose answers divide the people who answered. */
export interface Split {
  readonly question: Question;
  readonly groups: readonly {
    readonly id: string;
    readonly name: string;
    readonly option: string;
  }[];
}

interface Row {
  readonly unit_row: string;
  readonly answers: Answers;
}

export const splitOf = (form: Form, id: string | null): Split | undefined => {
  const question = form.questions.find((q) => q.id === id && q.kind === 'single');
  return (
    question && {
      question,
      groups: (question.options ?? []).map((o) => ({
        id: `choice:${o.id}`,
        name: `${question.title}：${o.text}`,
        option: o.id,
      })),
    }
  );
};

/** How many chose each option; few are not told. */
export function splitSizes({ question, groups }: Split, rows: readonly Row[]) {
  return groups.map(({ id, name, option }) => {
    const n = rows.filter((r) => r.answers[question.id] === option).length;
    return { group: id, name, answers: n >= LEAST_SHOWN ? n : null };
  });
}

/**
 * Results of an item by what people chose elsewhere. Figures are of counts, not weighted: weights
 * by unit would tell of the few of a unit who chose something.
 *
 * @param strata rows of units of each part that is shown already, without the shown parts in it
 * @param figures what is shown of counts
 */
export function splitResults(
  split: Split,
  item: Item,
  rows: readonly Row[],
  strata: readonly (readonly string[])[],
  figures: (group: string, tally: Tally) => GroupResult,
): GroupResult[] {
  const hidden = ({ id }: { id: string }): GroupResult => ({
    group: id,
    n: null,
    cells: [],
    mean: null,
    texts: [],
  });
  // A question beside itself says nothing; free texts of a group are the words of its people.
  const apart = item.question.id === split.question.id || item.values.length === 0;
  if (apart || strata.length === 0) return split.groups.map(hidden);
  const none = split.groups.length;
  const choiceOf = (r: Row): number => {
    const at = split.groups.findIndex((g) => g.option === r.answers[split.question.id]);
    return at < 0 ? none : at;
  };
  const chosen = tallyOf(
    item,
    rows.map((r) => ({ unit_row: String(choiceOf(r)), answers: r.answers })),
  );
  const stratumOf = new Map(strata.flatMap((units, i) => units.map((u) => [u, i] as const)));
  const counts = strata.map(() => new Array<number>(none + 1).fill(0));
  for (const r of rows) {
    const at = stratumOf.get(r.unit_row);
    const answer = r.answers[item.question.id];
    if (at === undefined || answer === undefined || !item.read(answer)) continue;
    const row = counts[at]!;
    row[choiceOf(r)] = row[choiceOf(r)]! + 1;
  }
  const shown = new Set(shownAcross(counts, none));
  return split.groups.map((g, i) =>
    shown.has(i) ? figures(g.id, chosen.get(String(i))!) : hidden(g),
  );
}
