import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import { MyDuties } from '../duty/MyDuties.tsx';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal, Waiting } from '../shell/parts.tsx';
import { GrantList } from './GrantList.tsx';
import { TenureList } from './TenureList.tsx';
import './person.css';

/** One's own posts and rights, what one has lent and borrowed; here one lends while away. */
export default function Mine() {
  const t = useT();
  const found = useQuery({ queryKey: ['person', 'mine'], queryFn: () => call('person.mine', {}) });
  const { data } = found;
  return (
    <div className="page person person-mine">
      <PageHead title={t('person:mine')} />
      <Refusal error={found.error} />
      {found.isPending && <Waiting label={t('web.loading')} />}
      {data && (
        <>
          <h2>{t('person:posts')}</h2>
          <TenureList tenures={data.tenures} />
          <MyDuties />
          <h2>{t('person:grants')}</h2>
          <p className="dim">{t('person:mine-what')}</p>
          <GrantList grants={data.grants} />
          {data.grants.length === 0 && <p className="dim">{t('person:no-grants')}</p>}
          {data.lent.length > 0 && (
            <>
              <h2>{t('person:lent')}</h2>
              <GrantList grants={data.lent} whose />
            </>
          )}
        </>
      )}
    </div>
  );
}
