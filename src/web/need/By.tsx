import { Link } from '@tanstack/react-router';
import type { NeedRow } from '../../contract/need/operations.ts';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import './need.css';

/** Plans that answer a need; none is said so. */
export function By({ row }: { row: NeedRow }) {
  const t = useT();
  if (row.answers.length + row.elsewhere === 0)
    return <span className="flag">{t('need:nobody')}</span>;
  return (
    <ul className="need-by">
      {row.answers.map((a) => (
        <li key={a.id}>
          {t(`need:plan-${a.kind}`)} · <Link {...partsOf(a.link ?? '/')}>{a.name}</Link>
        </li>
      ))}
      {row.elsewhere > 0 && (
        <li className="dim">{t('need:elsewhere', { count: row.elsewhere })}</li>
      )}
    </ul>
  );
}
