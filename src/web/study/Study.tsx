import { useQuery } from '@tanstack/react-query';
import { Button, Select, Tabs } from 'antd';
import { call } from '../../contract/client.ts';
import { forms } from '../../contract/study/schemas.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Calendar } from './Calendar.tsx';
import { Readings } from './Readings.tsx';
import { SessionDrawer } from './SessionDrawer.tsx';
import { SessionForm } from './SessionForm.tsx';
import { SessionList } from './SessionList.tsx';
import { studyView, type tabs } from './view.ts';
import './study.css';

/** Study 研学: what is planned and was held, what it served and what came of it. */
export default function Study() {
  const t = useT();
  const may = useMay();
  const [view, setView] = useView(studyView);
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  // The unit of the top bar; without one the topmost in reach.
  const unit = view.at ?? roots.data?.[0]?.id;
  const panes = { calendar: <Calendar />, list: <SessionList />, reading: <Readings /> };
  const close = () => setView({ act: undefined, day: undefined });
  return (
    <div className="page study">
      <PageHead title={t('study:room')}>
        {view.tab !== 'reading' && (
          <Select
            allowClear
            aria-label={t('study:form')}
            placeholder={t('study:form-any')}
            value={view.form ?? null}
            onChange={(form) => setView({ form: form ?? undefined })}
            options={forms.map((value) => ({ value, label: t(`study:form-${value}`) }))}
            style={{ width: 140 }}
          />
        )}
        {may('study.write') && view.tab !== 'reading' && (
          <>
            <Button onClick={() => setView({ act: 'plan' })}>{t('study:plan')}</Button>
            <Button type="primary" onClick={() => setView({ act: 'record' })}>
              {t('study:record')}
            </Button>
          </>
        )}
        {may('study.write') && view.tab === 'reading' && (
          <Button type="primary" onClick={() => setView({ act: 'reading' })}>
            {t('study:reading-add')}
          </Button>
        )}
      </PageHead>
      <Tabs
        size="small"
        activeKey={view.tab}
        onChange={(tab) => setView({ tab: tab as (typeof tabs)[number] })}
        items={(Object.keys(panes) as (keyof typeof panes)[]).map((key) => ({
          key,
          label: t(`study:tab-${key}`),
          children: panes[key],
        }))}
        destroyOnHidden
      />
      {(view.act === 'plan' || view.act === 'record') && roots.isSuccess && (
        <SessionForm
          unit={unit}
          day={view.day}
          held={view.act === 'record'}
          onClose={close}
          onMade={(id) => setView({ act: undefined, day: undefined, session: id })}
        />
      )}
      {view.session && (
        <SessionDrawer
          key={view.session}
          id={view.session}
          editing={view.act === 'edit'}
          onEdit={(on) => setView({ act: on ? 'edit' : undefined })}
          onClose={() => setView({ session: undefined, act: undefined })}
        />
      )}
    </div>
  );
}
