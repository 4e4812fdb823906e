/**
 * What a survey asks and how its questions follow each other. Without zod: the page on the
 * phone decides by the same functions as the server.
 */

export const questionKinds = ['single', 'multiple', 'scale', 'matrix', 'text', 'ranking'] as const;
export type QuestionKind = (typeof questionKinds)[number];

export interface Option {
  readonly id: string;
  readonly text: string;
}

/** After this answer the page goes there instead of to the next question; `end` sends. */
export interface Jump {
  readonly option: string;
  readonly to: string;
}

export interface Question {
  readonly id: string;
  readonly kind: QuestionKind;
  readonly title: string;
  readonly help?: string | undefined;
  readonly required: boolean;
  /** Of single, multiple and ranking. */
  readonly options?: readonly Option[] | undefined;
  /** Of matrix: what is marked, each on the scale. */
  readonly rows?: readonly Option[] | undefined;
  /** Of scale and matrix: the highest mark; 1 is the lowest. */
  readonly points?: number | undefined;
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  /** Of single: where each answer leads. */
  readonly jumps?: readonly Jump[] | undefined;
  /** A mark of satisfaction that an appraisal may take. */
  readonly satisfaction?: boolean | undefined;
}

export interface Form {
  readonly questions: readonly Question[];
}

/** Of single a choice, of multiple and ranking several in order, of scale a mark, of matrix marks. */
export type Answer = string | number | readonly string[] | Readonly<Record<string, number>>;
export type Answers = Readonly<Record<string, Answer>>;

export const END = 'end';

/** Where a question leads with an answer: index of the next one, the length of the form for the end. */
function next(form: Form, index: number, answer: Answer | undefined): number {
  const { jumps } = form.questions[index]!;
  const to = jumps?.find((j) => j.option === answer)?.to;
  if (to === undefined) return index + 1;
  if (to === END) return form.questions.length;
  const found = form.questions.findIndex((q) => q.id === to);
  return found > index ? found : index + 1;
}

/** Questions that are asked with these answers, in order. */
export function pathOf(form: Form, answers: Answers): Question[] {
  const path: Question[] = [];
  for (let i = 0; i < form.questions.length; i = next(form, i, answers[form.questions[i]!.id]))
    path.push(form.questions[i]!);
  return path;
}

/** What is wrong with an answer: key of its text, or nothing. */
export function wrongWith(q: Question, answer: Answer | undefined): string | undefined {
  if (answer === undefined) return q.required ? 'survey:wrong-missing' : undefined;
  switch (q.kind) {
    case 'single':
      return has(q.options, answer) ? undefined : 'survey:wrong-choice';
    case 'scale':
      return isMark(q, answer) ? undefined : 'survey:wrong-mark';
    case 'text':
      if (typeof answer !== 'string') return 'survey:wrong-choice';
      return answer.length > MOST_TEXT ? 'survey:wrong-long' : undefined;
    case 'multiple':
      return several(q, answer) ? undefined : 'survey:wrong-choice';
    case 'ranking':
      return several(q, answer) && (answer as readonly string[]).length === q.options?.length
        ? undefined
        : 'survey:wrong-order';
    case 'matrix': {
      if (typeof answer !== 'object' || Array.isArray(answer)) return 'survey:wrong-mark';
      const marks = Object.entries(answer);
      const fit = marks.every(([row, mark]) => has(q.rows, row) && isMark(q, mark));
      const whole = !q.required || marks.length === q.rows?.length;
      return fit && whole ? undefined : 'survey:wrong-mark';
    }
  }
}

export const MOST_TEXT = 1000;

const has = (options: readonly Option[] | undefined, id: unknown): boolean =>
  options?.some((o) => o.id === id) ?? false;

const isMark = (q: Question, mark: unknown): boolean =>
  Number.isInteger(mark) && (mark as number) >= 1 && (mark as number) <= (q.points ?? 0);

function several(q: Question, answer: Answer): boolean {
  return (
    Array.isArray(answer) &&
    answer.length > 0 &&
    new Set(answer).size === answer.length &&
    answer.every((id) => has(q.options, id))
  );
}

/** Answers that count: those of questions that were asked, without the empty. */
export function counted(form: Form, answers: Answers): Answers {
  const out: Record<string, Answer> = {};
  for (const q of pathOf(form, answers)) {
    const answer = answers[q.id];
    if (answer !== undefined) out[q.id] = answer;
  }
  return out;
}

/** The first question asked whose answer does not fit, and why. */
export function firstWrong(form: Form, answers: Answers): { id: string; why: string } | undefined {
  for (const q of pathOf(form, answers)) {
    const why = wrongWith(q, answers[q.id]);
    if (why) return { id: q.id, why };
  }
  return undefined;
}

/** Name of the field of an option, row or place in the form on the phone. */
export const fieldOf = (question: string, part?: string): string =>
  part === undefined ? `q.${question}` : `q.${question}.${part}`;

/** An answer as the fields of the form tell it; nothing where none was given. */
export function answerFrom(
  q: Question,
  field: (name: string) => string | undefined,
): Answer | undefined {
  const own = field(fieldOf(q.id))?.trim();
  switch (q.kind) {
    case 'single':
    case 'text':
      return own || undefined;
    case 'scale':
      return own ? Number(own) : undefined;
    case 'multiple': {
      const chosen = (q.options ?? []).filter((o) => field(fieldOf(q.id, o.id))).map((o) => o.id);
      return chosen.length > 0 ? chosen : undefined;
    }
    case 'ranking':
      return rankedFrom(q, field);
    case 'matrix': {
      const marks = (q.rows ?? []).flatMap((r) => {
        const mark = field(fieldOf(q.id, r.id));
        return mark ? [[r.id, Number(mark)] as const] : [];
      });
      return marks.length > 0 ? Object.fromEntries(marks) : undefined;
    }
  }
}

/** Options by the place each was given; two on one place are no order and stay as they were put. */
function rankedFrom(
  q: Question,
  field: (name: string) => string | undefined,
): readonly string[] | undefined {
  const places = (q.options ?? []).flatMap((o) => {
    const place = Number(field(fieldOf(q.id, o.id)));
    return place ? [{ id: o.id, place }] : [];
  });
  if (places.length === 0) return undefined;
  const ids = places.sort((a, b) => a.place - b.place).map((p) => p.id);
  // An order with gaps or ties is refused: it has fewer options than there are.
  return new Set(places.map((p) => p.place)).size === places.length ? ids : ids.slice(0, -1);
}
