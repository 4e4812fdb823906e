import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Table } from 'antd';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal, State, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { CampaignDrawer } from './CampaignDrawer.tsx';
import { OpenForm } from './OpenForm.tsx';
import { campaignView, nested } from './view.ts';
import './campaign.css';

/** Campaigns 活动: frames that hold for a unit, and who must have a list of their own in them. */
export default function Campaigns() {
  const t = useT();
  const may = useMay();
  const [view, setView] = useView(campaignView);
  const found = useQuery({
    queryKey: ['campaign', 'list', view.at, view.closed],
    queryFn: () =>
      call('campaign.list', {
        query: {
          ...(view.at ? { unit: view.at } : {}),
          ...(view.closed ? { closed: view.closed } : {}),
        },
      }),
  });
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  const rows = nested(found.data?.rows ?? []);
  return (
    <div className="page campaign">
      <PageHead title={t('campaign:room')}>
        <Checkbox
          checked={view.closed === 'shown'}
          onChange={(e) => setView({ closed: e.target.checked ? 'shown' : undefined })}
        >
          {t('campaign:show-closed')}
        </Checkbox>
        {may('campaign.manage') && (
          <Button type="primary" onClick={() => setView({ act: 'open' })}>
            {t('campaign:open')}
          </Button>
        )}
      </PageHead>
      <Refusal error={found.error} />
      <Table<(typeof rows)[number]>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        locale={{ emptyText: <p className="empty">{t('campaign:none')}</p> }}
        columns={[
          {
            title: t('campaign:name'),
            render: (_, c) => (
              <div style={{ paddingLeft: c.depth * 20 }}>
                <button type="button" className="link" onClick={() => setView({ id: c.id })}>
                  {c.name}
                </button>
                <div className="dim">{c.theme}</div>
              </div>
            ),
          },
          {
            title: t('campaign:unit'),
            width: 180,
            responsive: ['md'],
            render: (_, c) => c.unit.name,
          },
          { title: t('campaign:since'), width: 110, dataIndex: 'since', responsive: ['md'] },
          { title: t('campaign:state'), width: 150, render: (_, c) => <StateOf campaign={c} /> },
        ]}
      />
      {view.act === 'open' && roots.isSuccess && (
        <OpenForm
          unit={view.at ?? roots.data?.[0]?.id}
          onClose={() => setView({ act: undefined })}
          onMade={(id) => setView({ act: undefined, id, part: 'frame' })}
        />
      )}
      {view.id && (
        <CampaignDrawer
          key={view.id}
          id={view.id}
          onClose={() => setView({ id: undefined, part: undefined as never, list: undefined })}
        />
      )}
    </div>
  );
}

export function StateOf({ campaign: c }: { campaign: Campaign }) {
  const t = useT();
  return c.closedOn ? (
    <State kind="later">{t('campaign:closed-on', { day: c.closedOn })}</State>
  ) : (
    <State kind="open">{t('campaign:running')}</State>
  );
}
