import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { useView } from '../shell/view.ts';
import { today } from './parts.tsx';
import { UnitPosts } from './UnitPosts.tsx';
import { personView } from './view.ts';

/** Posts and tenures 职务与任期 of a unit, as of a day. */
export function Posts() {
  const t = useT();
  const [view, setView] = useView(personView);
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  const unit = view.unit ?? roots.data?.[0]?.id;
  return (
    <>
      <div className="bar">
        <span>
          {t('person:as-of')}{' '}
          <Input
            type="date"
            aria-label={t('person:as-of')}
            value={view.on ?? today()}
            onChange={({ target: { value } }) =>
              setView({ on: value && value !== today() ? value : undefined })
            }
            style={{ width: 150 }}
          />
        </span>
      </div>
      {unit && (
        <UnitPosts key={unit} unit={unit} on={view.on} onPerson={(person) => setView({ person })} />
      )}
    </>
  );
}
