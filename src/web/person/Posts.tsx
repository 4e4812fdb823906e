import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import { useUnit } from '../org/data.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { useView } from '../shell/view.ts';
import { UnitPosts } from './UnitPosts.tsx';
import { personView } from './view.ts';

/** Posts and tenures 职务与任期 of a unit, as of a day. */
export function Posts() {
  const t = useT();
  const [view, setView] = useView(personView);
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  const unit = view.at ?? roots.data?.[0]?.id;
  const chosen = useUnit(unit);
  return (
    <>
      <div className="page-bar">
        <h2>{chosen.data?.unit.name}</h2>
        <span>
          {t('person:as-of')}{' '}
          <DayInput
            label={t('person:as-of')}
            value={view.on ?? today()}
            onChange={(day) => setView({ on: day === today() ? undefined : day })}
          />
        </span>
      </div>
      {unit && (
        <UnitPosts key={unit} unit={unit} on={view.on} onPerson={(person) => setView({ person })} />
      )}
    </>
  );
}
