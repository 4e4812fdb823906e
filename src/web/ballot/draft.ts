import type { Ballot } from '../../contract/ballot/operations.ts';

/** A ballot while it is written. */
export interface Draft {
  readonly title: string;
  /** Persons, bodies or results voted on, a line each. */
  readonly items: string;
  readonly options: readonly { readonly text: string; readonly score: number | null }[];
  readonly electorates: readonly DraftElectorate[];
  readonly opensOn: string | undefined;
  readonly closesOn: string | undefined;
}

export interface DraftElectorate {
  readonly id: string;
  readonly name: string;
  readonly weight: number | null;
  /** How many stand on its roll: it cannot go while somebody does. */
  readonly roll: number;
}

export const MOST_ITEMS = 40;
const LONGEST = { title: 80, item: 80, option: 20, electorate: 40 };

type Told = Pick<Ballot, 'title' | 'items' | 'options' | 'electorates'>;

/** What an existing ballot says; `fresh`: of an earlier one, whose roll and days are its own. */
export function draftOf(now: Told & Partial<Ballot>, fresh = false): Draft {
  return {
    title: now.title,
    items: now.items.map((i) => i.text).join('\n'),
    options: now.options.map(({ text, score }) => ({ text, score })),
    electorates: now.electorates.map(({ id, name, weight, roll }) => ({
      id,
      name,
      weight,
      roll: fresh ? 0 : roll,
    })),
    opensOn: (!fresh && now.opensOn) || undefined,
    closesOn: (!fresh && now.closesOn) || undefined,
  };
}

export const emptyDraft: Draft = {
  title: '',
  items: '',
  options: [
    { text: '', score: 100 },
    { text: '', score: 0 },
  ],
  electorates: [{ id: 'A', name: '', weight: 100, roll: 0 }],
  opensOn: undefined,
  closesOn: undefined,
};

/** Ready sets of grades: the key of each word, «ballot:grade-<key>», and its score. */
export const gradeSets = {
  person: [
    ['excellent', 100],
    ['competent', 80],
    ['basic', 60],
    ['unfit', 0],
  ],
  body: [
    ['excellent', 100],
    ['good', 80],
    ['fair', 60],
    ['poor', 0],
  ],
  satisfied: [
    ['satisfied', 100],
    ['rather', 60],
    ['dissatisfied', 0],
  ],
} as const;
export type GradeSet = keyof typeof gradeSets;

/** The usual three electorates and their weights: «ballot:body-<key>». */
export const bodySet = [
  ['A', 40],
  ['B', 30],
  ['C', 30],
] as const;

/** Key for a new electorate that none has yet: A … Z, then A1 … */
export function freeKey(used: readonly string[]): string {
  for (let n = 0; ; n++) {
    const letter = String.fromCharCode(65 + (n % 26));
    const key = n < 26 ? letter : `${letter}${Math.floor(n / 26)}`;
    if (!used.includes(key)) return key;
  }
}

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** What keeps a draft from being saved: key of the text and what fills it. */
export interface DraftIssue {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Everything that does not fit yet, in the order of the form. */
export function issuesOf(draft: Draft): DraftIssue[] {
  const items = linesOf(draft.items);
  const found: (DraftIssue | false)[] = [
    !draft.title.trim() && { key: 'ballot:need-title' },
    items.length === 0 && { key: 'ballot:need-items' },
    items.length > MOST_ITEMS && {
      key: 'ballot:need-fewer-items',
      params: { most: MOST_ITEMS, count: items.length },
    },
    ...items.map(
      (text, i): DraftIssue | false =>
        text.length > LONGEST.item && {
          key: 'ballot:need-shorter-item',
          params: { n: i + 1, most: LONGEST.item, count: text.length },
        },
    ),
    ...twice(items).map(([n, first]) => ({ key: 'ballot:need-item-once', params: { n, first } })),
    draft.options.length < 2 && { key: 'ballot:need-options' },
    ...draft.options.map(
      (o, i): DraftIssue | false =>
        (!o.text.trim() || o.score === null) && {
          key: 'ballot:need-option',
          params: { n: i + 1 },
        },
    ),
    ...twice(draft.options.map((o) => o.text.trim())).map(([n, first]) => ({
      key: 'ballot:need-option-once',
      params: { n, first },
    })),
    ...draft.electorates.map(
      (e, i): DraftIssue | false =>
        (!e.name.trim() || !e.weight) && { key: 'ballot:need-electorate', params: { n: i + 1 } },
    ),
    ...twice(draft.electorates.map((e) => e.name.trim())).map(([n, first]) => ({
      key: 'ballot:need-electorate-once',
      params: { n, first },
    })),
    Boolean(draft.opensOn && draft.closesOn && draft.closesOn < draft.opensOn) && {
      key: 'ballot:need-days',
    },
  ];
  return found.filter((one): one is DraftIssue => one !== false);
}

/** Lines that say the same as an earlier one, both counted from 1; empty ones are not meant. */
function twice(texts: readonly string[]): [number, number][] {
  return texts.flatMap((text, i): [number, number][] => {
    const first = texts.indexOf(text);
    return text && first < i ? [[i + 1, first + 1]] : [];
  });
}

/** The draft as the server takes it; only without issues. */
export const bodyOf = (draft: Draft) => ({
  title: draft.title.trim(),
  items: linesOf(draft.items).map((text, i) => ({ id: `i${i + 1}`, text })),
  options: draft.options.map((o, i) => ({
    id: `o${i + 1}`,
    text: o.text.trim(),
    score: o.score ?? 0,
  })),
  electorates: draft.electorates.map(({ id, name, weight }) => ({
    id,
    name: name.trim(),
    weight: weight ?? 0,
  })),
  opensOn: draft.opensOn ?? null,
  closesOn: draft.closesOn ?? null,
});

/** Names as they were pasted: one a line, or several with separators; told once, too long ones apart. */
export function namesIn(text: string): { names: string[]; long: string[]; repeated: string[] } {
  const all = text
    .split(/[\n\t,，、;；]+/)
    .map((name) => name.trim().replace(/\s+/g, ' '))
    .filter(Boolean);
  const fit = all.filter((name) => name.length <= LONGEST.electorate);
  return {
    names: [...new Set(fit)],
    long: all.filter((name) => name.length > LONGEST.electorate),
    repeated: [...new Set(fit.filter((name, i) => fit.indexOf(name) < i))],
  };
}
