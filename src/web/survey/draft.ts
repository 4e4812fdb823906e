import type { Form, Question, QuestionKind } from '../../contract/survey/form.ts';
import type { Audience, SurveyWhole } from '../../contract/survey/schemas.ts';
import { today } from '../shell/day.ts';

/** A survey while it is written. */
export interface Draft {
  readonly title: string;
  readonly intro: string;
  readonly audience: Audience;
  readonly anonymous: boolean;
  readonly needs: boolean;
  readonly closesOn: string;
  readonly form: Form;
  readonly units: readonly {
    readonly unitId: string;
    readonly name: string;
    readonly people: number | null;
  }[];
  /** A person a line: name, or unit and name. */
  readonly roll: string;
}

/** Two weeks are time to answer. */
const inTwoWeeks = (): string =>
  new Date(Date.parse(`${today()}T00:00:00Z`) + 14 * 86_400_000).toISOString().slice(0, 10);

export function draftOf(now: SurveyWhole | undefined): Draft {
  if (!now)
    return {
      title: '',
      intro: '',
      audience: 'unit',
      anonymous: true,
      needs: false,
      closesOn: inTwoWeeks(),
      form: { questions: [] },
      units: [],
      roll: '',
    };
  const names = new Map(now.units.map((u) => [u.unit.id, u.unit.name]));
  return {
    ...now,
    form: now.form as Form,
    units: now.units.map((u) => ({ unitId: u.unit.id, name: u.unit.name, people: u.people })),
    roll: now.roll.map((r) => `${names.get(r.unitId) ?? ''}\t${r.name}`).join('\n'),
  };
}

/** Key for a new question or option that none has yet: `q3`, `a`. */
export function freeKey(used: readonly string[], prefix = ''): string {
  for (let n = 1; ; n++) {
    const key = prefix ? `${prefix}${n}` : letters(n);
    if (!used.includes(key)) return key;
  }
}

/** a … z, aa … */
function letters(n: number): string {
  const rest = Math.floor((n - 1) / 26);
  return (rest > 0 ? letters(rest) : '') + String.fromCharCode(97 + ((n - 1) % 26));
}

/** A question of a kind as it begins. */
export function newQuestion(kind: QuestionKind, used: readonly string[]): Question {
  const base = { id: freeKey(used, 'q'), kind, title: '', required: kind !== 'text' };
  const two = [
    { id: 'a', text: '' },
    { id: 'b', text: '' },
  ];
  switch (kind) {
    case 'text':
      return base;
    case 'scale':
      return { ...base, points: 5 };
    case 'matrix':
      return { ...base, points: 5, rows: two };
    default:
      return { ...base, options: two };
  }
}

/** People of a roll by line; lines whose unit is not among those asked. */
export function readRoll(draft: Draft): {
  rows: { unitId: string; name: string }[];
  unknown: string[];
} {
  const byName = new Map(draft.units.map((u) => [u.name, u.unitId]));
  const only = draft.units.length === 1 ? draft.units[0]!.unitId : undefined;
  const rows: { unitId: string; name: string }[] = [];
  const unknown: string[] = [];
  for (const line of draft.roll
    .split('\n')
    .map((l) => l.trim())
    .filter(Boolean)) {
    const [first, ...rest] = line.split(/[\t,，]+|\s{1,}/);
    const name = rest.join(' ') || first!;
    const unitId = rest.length > 0 ? byName.get(first!) : only;
    if (unitId) rows.push({ unitId, name });
    else unknown.push(line);
  }
  return { rows, unknown };
}
