import type { Letter } from '../../contract/supervision/operations.ts';
import { useT } from '../shell/language.tsx';
import { State } from '../shell/parts.tsx';

const kinds = {
  draft: 'soon',
  sent: 'open',
  answered: 'done',
  refused: 'later',
  withdrawn: 'later',
  lapsed: 'later',
} as const;

/** How far a letter has come, in a word. */
export function LetterState({ letter }: { letter: Letter }) {
  const t = useT();
  const { state, late } = letter;
  return (
    <State kind={late ? 'overdue' : kinds[state]}>
      {t(late ? 'supervision:state-late' : `supervision:state-${state}`)}
    </State>
  );
}

/** Why it was drafted: so many working days late, or silent. */
export function Why({ letter }: { letter: Letter }) {
  const t = useT();
  return <>{t(`supervision:why-${letter.reason}`, { days: letter.days })}</>;
}
