import type { Translate } from '../../contract/messages/index.ts';
import type { Entry } from '../../contract/record/operations.ts';

/** What was done, in words. */
export function actText(t: Translate, act: string): string {
  return t(`record:act-${act}`);
}

/** Who did it: a person by name, a part of the system as such. */
export function actorText(t: Translate, { actor, actorName }: Entry): string {
  if (actorName) return actorName;
  return t(/^person:/.test(actor) ? 'record:actor-unknown' : 'record:actor-service');
}

/** What it was about: by name, settings by their group. */
export function subjectText(t: Translate, { subject, subjectName }: Entry): string {
  if (subjectName) return subjectName;
  const [kind, group] = subject.split(':');
  return kind === 'setting' ? t(`system:group-${group}`) : subject;
}
