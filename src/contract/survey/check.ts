import { END, type Form, type Question } from './form.ts';

/** What is wrong with a form: its text is `survey:form-<code>`. */
export interface FormIssue {
  readonly code: FormFault;
  /** Place in the form, e.g. `questions[2].jumps[0]`. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string | number>>;
}
export type FormFault =
  | 'empty'
  | 'id-twice'
  | 'options-few'
  | 'option-twice'
  | 'rows-none'
  | 'points'
  | 'jump-kind'
  | 'jump-option'
  | 'jump-twice'
  | 'jump-nowhere'
  | 'jump-back'
  | 'unreachable'
  | 'satisfaction';

/**
 * Everything that keeps a form from being opened: questions without choices, ways that lead
 * nowhere or back (nobody would come to the end), questions that no answer leads to.
 */
export function checkForm(form: Form): FormIssue[] {
  const { questions } = form;
  if (questions.length === 0) return [{ code: 'empty', path: 'questions' }];
  const issues: FormIssue[] = [];
  const seen = new Set<string>();
  questions.forEach((q, i) => {
    const path = `questions[${i}]`;
    if (seen.has(q.id) || q.id === END)
      issues.push({ code: 'id-twice', path, params: { n: i + 1 } });
    seen.add(q.id);
    issues.push(...checkQuestion(q, path, i + 1), ...checkJumps(form, i, path));
  });
  const reached = reachable(form);
  questions.forEach((_, i) => {
    if (!reached.has(i))
      issues.push({ code: 'unreachable', path: `questions[${i}]`, params: { n: i + 1 } });
  });
  return issues;
}

function checkQuestion(q: Question, path: string, n: number): FormIssue[] {
  const issue = (code: FormFault): FormIssue => ({ code, path, params: { n } });
  const out: FormIssue[] = [];
  if (['single', 'multiple', 'ranking'].includes(q.kind) && (q.options?.length ?? 0) < 2)
    out.push(issue('options-few'));
  for (const list of [q.options ?? [], q.rows ?? []])
    if (new Set(list.map((o) => o.id)).size < list.length) out.push(issue('option-twice'));
  if (q.kind === 'matrix' && !q.rows?.length) out.push(issue('rows-none'));
  if ((q.kind === 'scale' || q.kind === 'matrix') && !(q.points && q.points >= 2))
    out.push(issue('points'));
  if (q.satisfaction && q.kind !== 'scale' && q.kind !== 'matrix') out.push(issue('satisfaction'));
  return out;
}

function checkJumps({ questions }: Form, index: number, at: string): FormIssue[] {
  const q = questions[index]!;
  const out: FormIssue[] = [];
  const used = new Set<string>();
  q.jumps?.forEach((jump, k) => {
    const issue = (code: FormFault): FormIssue => ({
      code,
      path: `${at}.jumps[${k}]`,
      params: { n: index + 1 },
    });
    if (q.kind !== 'single') out.push(issue('jump-kind'));
    else if (!q.options?.some((o) => o.id === jump.option)) out.push(issue('jump-option'));
    if (used.has(jump.option)) out.push(issue('jump-twice'));
    used.add(jump.option);
    if (jump.to === END) return;
    const to = questions.findIndex((other) => other.id === jump.to);
    if (to < 0) out.push(issue('jump-nowhere'));
    else if (to <= index) out.push(issue('jump-back'));
  });
  return out;
}

/** Indices of questions that some answers lead to. */
function reachable({ questions }: Form): Set<number> {
  const reached = new Set([0]);
  for (let i = 0; i < questions.length; i++) {
    if (!reached.has(i)) continue;
    const q = questions[i]!;
    const jumps = q.kind === 'single' ? (q.jumps ?? []) : [];
    for (const { to } of jumps) {
      const found = questions.findIndex((other) => other.id === to);
      if (found > i) reached.add(found);
    }
    // Who must choose, and is sent elsewhere by every choice, never comes to the next one.
    const all = q.options?.every((o) => jumps.some((j) => j.option === o.id)) && jumps.length > 0;
    if (!(q.required && q.kind === 'single' && all)) reached.add(i + 1);
  }
  return reached;
}
