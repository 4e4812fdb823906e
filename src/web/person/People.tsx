import { Button, Tabs } from 'antd';
import { useT } from '../shell/language.tsx';
import { PageHead, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Grants } from './Grants.tsx';
import { Import } from './Import.tsx';
import { PeopleTable } from './PeopleTable.tsx';
import { PersonDrawer } from './PersonDrawer.tsx';
import { CreateDrawer } from './PersonForms.tsx';
import { Posts } from './Posts.tsx';
import { Vacancies } from './Vacancies.tsx';
import { personView, type tabs } from './view.ts';
import './person.css';

/** People 人员: who is here, which posts they hold, what they may do. */
export default function People() {
  const t = useT();
  const may = useMay();
  const [view, setView] = useView(personView);
  const panes = {
    people: <PeopleTable />,
    posts: <Posts />,
    vacancies: <Vacancies />,
    grants: <Grants />,
  };
  const close = () => setView({ act: undefined, task: undefined });
  return (
    <div className="page person">
      <PageHead title={t('person:room')}>
        {may('person.manage') && (
          <>
            <Button onClick={() => setView({ act: 'import' })}>{t('person:import')}</Button>
            <Button type="primary" onClick={() => setView({ act: 'create' })}>
              {t('person:create')}
            </Button>
          </>
        )}
      </PageHead>
      <Tabs
        size="small"
        activeKey={view.tab}
        onChange={(tab) => setView({ tab: tab as (typeof tabs)[number], page: undefined })}
        items={(Object.keys(panes) as (keyof typeof panes)[]).map((key) => ({
          key,
          label: t(`person:tab-${key}`),
          children: panes[key],
        }))}
        destroyOnHidden
      />
      {view.act === 'create' && <CreateDrawer unit={view.at} onClose={close} />}
      {view.act === 'import' && (
        <Import task={view.task} onTask={(task) => setView({ task })} onClose={close} />
      )}
      {view.person && (
        <PersonDrawer id={view.person} onClose={() => setView({ person: undefined })} />
      )}
    </div>
  );
}
