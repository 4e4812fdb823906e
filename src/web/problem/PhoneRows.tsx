import { type ReactNode, type RefObject, useEffect } from 'react';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { useT } from '../shell/language.tsx';
import { useLook } from '../shell/look.tsx';
import { Due, Effect, useWords, Who } from './parts.tsx';
import { useRows } from './useRows.ts';

interface Props {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly label: string;
  readonly rows: readonly ProblemRow[];
  readonly onOpen: (id: string) => void;
  readonly onNearEnd: () => void;
  readonly onSight: (first: number, last: number) => void;
  readonly empty: ReactNode;
}

/** The ledger under a thumb: what it is, who answers, and until when; the rest in the drawer. */
export function PhoneRows({ box, label, rows, onOpen, onNearEnd, onSight, empty }: Props) {
  const t = useT();
  const say = useWords();
  const height = useLook().large ? 124 : 96;
  const sight = useRows(box, rows.length, height, 0);
  const { from, to, first, last } = sight;
  useEffect(() => {
    if (to >= rows.length - 20) onNearEnd();
  }, [to, rows.length, onNearEnd]);
  useEffect(() => onSight(first, last), [first, last, onSight]);
  return (
    <div className="ledger-box" ref={box} onScroll={sight.onScroll}>
      <ul
        className="ledger-phone"
        aria-label={label}
        style={{ height: rows.length * height, position: 'relative' }}
      >
        {rows.slice(from, to).map((row, i) => (
          <li key={row.id} style={{ top: (from + i) * height, height }}>
            <button type="button" className="ledger-phone-row" onClick={() => onOpen(row.id)}>
              <span className="ledger-phone-title">{row.title}</span>
              <span className="ledger-phone-line">
                <Due row={row} /> <span>{say.state(row.state)}</span>
              </span>
              <span className="ledger-phone-line dim">
                <span>
                  {row.unit.name}
                  {t('web.mark-list')}
                  <Who person={row.owner} name={row.ownerName} />
                </span>
                <Effect row={row} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {rows.length === 0 && empty}
    </div>
  );
}
