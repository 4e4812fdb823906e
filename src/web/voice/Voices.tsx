import { Button, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { Needs } from '../need/Needs.tsx';
import { useKey } from '../shell/keys.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Visits } from '../visit/Visits.tsx';
import { EnterForm } from './EnterForm.tsx';
import { Figures } from './Figures.tsx';
import { HotList } from './HotList.tsx';
import { ImportMessages } from './ImportMessages.tsx';
import { Places } from './Places.tsx';
import { VoiceList } from './VoiceList.tsx';
import { type Tab, voiceView } from './view.ts';
import './voice.css';

/** 群众声音: what people raised, visits to them, codes to scan, figures, and whistle-blowing apart. */
export default function Voices() {
  const t = useT();
  const may = useMay();
  const [view, setView] = useView(voiceView);
  const panes: Partial<Record<Tab, ReactNode>> = {
    ...(may('voice.read') ? { list: <VoiceList door="open" />, hot: <HotList /> } : {}),
    ...(may('visit.read') ? { visits: <Visits /> } : {}),
    ...(may('voice.read') ? { needs: <Needs />, places: <Places />, figures: <Figures /> } : {}),
    ...(may('voice.sealed') ? { reports: <VoiceList door="sealed" /> } : {}),
  };
  const offered = Object.keys(panes) as Tab[];
  const tab = offered.includes(view.tab) ? view.tab : offered[0]!;
  const enters = may('voice.triage');
  useKey('n', () => {
    if (enters && tab === 'list' && !view.act) setView({ act: 'enter' });
  });
  return (
    <div className="page voices">
      <PageHead title={t('voice:room')}>
        {tab === 'list' && enters && (
          <Button type="primary" onClick={() => setView({ act: 'enter' })}>
            {t('voice:enter')}
          </Button>
        )}
        {(tab === 'list' || tab === 'hot') && enters && (
          <Button onClick={() => setView({ act: 'import', task: undefined })}>
            {t('hot:import')}
          </Button>
        )}
        {tab === 'places' && enters && (
          <Button type="primary" onClick={() => setView({ act: 'place' })}>
            {t('voice:place-make')}
          </Button>
        )}
        {tab === 'visits' && may('visit.write') && (
          <>
            <Button onClick={() => setView({ act: 'plan' })}>{t('visit:plan')}</Button>
            <Button type="primary" onClick={() => setView({ act: 'record' })}>
              {t('visit:record')}
            </Button>
          </>
        )}
      </PageHead>
      <Tabs
        size="small"
        activeKey={tab}
        onChange={(key) =>
          setView({ tab: key as Tab, id: undefined, visit: undefined, hot: undefined })
        }
        items={offered.map((key) => ({ key, label: t(`voice:tab-${key}`), children: panes[key] }))}
        destroyOnHidden
      />
      {view.act === 'import' && enters && (
        <ImportMessages
          task={view.task}
          onTask={(task) => setView({ task })}
          onClose={() => setView({ act: undefined, task: undefined })}
        />
      )}
      {view.act === 'enter' && (
        <EnterForm visit={view.visit} onClose={() => setView({ act: undefined })} />
      )}
    </div>
  );
}
