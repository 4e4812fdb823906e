import type { Tenure } from '../../contract/person/schemas.ts';
import { useT } from '../shell/language.tsx';
import { aside } from '../shell/marks.ts';
import { TenureSpan } from './parts.tsx';

/** Posts somebody holds and held, newest first. */
export function TenureList({ tenures }: { tenures: readonly Tenure[] }) {
  const t = useT();
  if (tenures.length === 0) return <p className="dim">{t('person:no-posts')}</p>;
  return (
    <ul className="person-list">
      {tenures.map((tenure) => (
        <li key={tenure.id}>
          <div>
            <strong>{tenure.post.name}</strong> {tenure.unit.name}
            {tenure.kind !== 'regular' && aside(t, '', t(`person:kind-${tenure.kind}`))}
            <div className="dim">
              <TenureSpan tenure={tenure} />{' '}
              {[tenure.document, tenure.untilDocument].filter(Boolean).join(' → ')}
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
