import type { Answer, Answers, Form, Question } from '../../contract/survey/form.ts';

/** One thing that is counted: a question, or of a matrix a row and of a ranking an option. */
export interface Item {
  readonly question: Question;
  readonly part: { readonly id: string; readonly text: string } | undefined;
  /** What can be answered: id and text; marks and places by number. */
  readonly values: readonly { readonly id: string; readonly text: string }[];
  /** Whether the values are numbers of which a mean says something. */
  readonly numeric: boolean;
  /** Positions of the values that an answer has; nothing where it has none. */
  readonly read: (answer: Answer) => readonly number[] | undefined;
}

const numbers = (most: number, { low, high }: Pick<Question, 'low' | 'high'>) =>
  Array.from({ length: most }, (_, i) => ({
    id: String(i + 1),
    text: [String(i + 1), i === 0 ? low : i === most - 1 ? high : undefined]
      .filter(Boolean)
      .join(' '),
  }));

/** Everything of a form that is counted, in order; free texts have no values. */
export function itemsOf({ questions }: Form): Item[] {
  return questions.flatMap((question): Item[] => {
    const parts = question.kind === 'matrix' ? question.rows : question.options;
    return question.kind === 'matrix' || question.kind === 'ranking'
      ? (parts ?? []).map((part) => partOf(question, part))
      : [wholeOf(question)];
  });
}

/** Readers of the kinds that count as one thing. */
const readers = {
  single: position,
  multiple: positions,
  scale: () => mark,
  text: () => () => [],
} as const;

function wholeOf(question: Question): Item {
  const kind = question.kind as keyof typeof readers;
  const options = question.options ?? [];
  const numeric = kind === 'scale';
  return {
    question,
    part: undefined,
    values: numeric ? numbers(question.points ?? 0, question) : kind === 'text' ? [] : options,
    numeric,
    read: readers[kind](options),
  };
}

/** A row of a matrix with its mark, an option of a ranking with its place. */
function partOf(question: Question, part: { readonly id: string; readonly text: string }): Item {
  if (question.kind === 'matrix')
    return {
      question,
      part,
      values: numbers(question.points ?? 0, question),
      numeric: true,
      read: (answer) => mark((answer as Record<string, number>)[part.id]),
    };
  return {
    question,
    part,
    values: numbers(question.options?.length ?? 0, {}),
    numeric: true,
    read: (answer) => {
      const at = (answer as readonly string[]).indexOf(part.id);
      return at < 0 ? undefined : [at];
    },
  };
}

function mark(answer: Answer | undefined): readonly number[] | undefined {
  return typeof answer === 'number' ? [answer - 1] : undefined;
}

function position(options: readonly { id: string }[]) {
  return (answer: Answer) => [options.findIndex((o) => o.id === answer)];
}

function positions(options: readonly { id: string }[]) {
  return (answer: Answer) =>
    (answer as readonly string[]).map((id) => options.findIndex((o) => o.id === id));
}

/** Answers to one item from one unit. */
export interface Tally {
  n: number;
  readonly counts: number[];
}

/** Answers to an item by unit. */
export function tallyOf(
  item: Item,
  rows: readonly { readonly unit_row: string; readonly answers: Answers }[],
): Map<string, Tally> {
  const out = new Map<string, Tally>();
  for (const { unit_row, answers } of rows) {
    const answer = answers[item.question.id];
    const at = answer === undefined ? undefined : item.read(answer);
    if (!at) continue;
    const tally = out.get(unit_row) ?? { n: 0, counts: item.values.map(() => 0) };
    out.set(unit_row, tally);
    tally.n++;
    for (const i of at) if (i >= 0) tally.counts[i] = tally.counts[i]! + 1;
  }
  return out;
}
