import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'antd';
import { call } from '../../contract/client.ts';
import { useAt } from '../shell/at.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Acts } from './Acts.tsx';
import { Gaps } from './Gaps.tsx';
import { Matrix } from './Matrix.tsx';
import { dutyView } from './view.ts';
import './duty.css';

/** Chain of responsibility 责任链: duties and signatures of a unit, acts in person, gaps below it. */
export default function Duties() {
  const t = useT();
  const [view, setView] = useView(dutyView);
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  // The unit of the top bar; without one the topmost in reach.
  const at = useAt();
  const unit = at ?? roots.data?.[0]?.id;
  return (
    <div className="page duty">
      <PageHead title={t('duty:room')}>
        {view.tab === 'matrix' && (
          <DayInput
            clearable
            label={t('duty:as-of')}
            value={view.on}
            max={today()}
            onChange={(on) => setView({ on })}
          />
        )}
      </PageHead>
      <Refusal error={roots.error} />
      {unit && (
        <Tabs
          activeKey={view.tab}
          onChange={(tab) => setView({ tab: tab as typeof view.tab, edit: undefined })}
          items={[
            { key: 'matrix', label: t('duty:tab-matrix'), children: <Matrix unit={unit} /> },
            { key: 'acts', label: t('duty:tab-acts'), children: <Acts unit={unit} /> },
            { key: 'gaps', label: t('duty:tab-gaps'), children: <Gaps unit={unit} /> },
          ]}
          destroyOnHidden
        />
      )}
    </div>
  );
}
