import type { Translate } from '../../contract/messages/index.ts';

/** Several names in a row: «甲、乙» or “a, b”. */
export const listed = (t: Translate, names: readonly string[]): string =>
  names.join(t('web.mark-list'));

/** What something is about: «修改：第一分公司» or “Edit: First Branch”. */
export const about = (t: Translate, what: string, which: string): string =>
  what + t('web.mark-colon') + which;

/** What is said beside a name: «王某（代理）» or “Wang (acting)”. */
export const aside = (t: Translate, name: string, beside: string): string =>
  t('web.mark-aside', { name, beside });

/** Clauses in a row, none of which ends with a full stop. */
export const clauses = (t: Translate, said: readonly string[]): string =>
  said.join(t('web.mark-clauses'));
