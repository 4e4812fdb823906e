import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Progress, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { z } from 'zod';
import { call } from '../../contract/client.ts';
import type { Special } from '../../contract/special/operations.ts';
import { useAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { useSpecial } from './data.ts';
import { SpecialForm } from './SpecialForm.tsx';
import { SpecialPage } from './SpecialPage.tsx';

const view = z.object({
  closed: z.enum(['shown']).optional().catch(undefined),
  id: z.uuid().optional().catch(undefined),
  act: z.enum(['new', 'edit']).optional().catch(undefined),
});

/** Special rectifications across units: who leads, how far each unit is, joint closing. */
export default function Specials() {
  const t = useT();
  const at = useAt();
  const may = useMay();
  const [{ closed, id, act }, change] = useView(view);
  const query = { ...(at ? { under: at } : {}), ...(closed ? { closed } : {}) };
  const found = useQuery({
    queryKey: ['special.list', query],
    queryFn: () => call('special.list', { query }),
  });
  const columns: ColumnsType<Special> = [
    {
      title: t('special:name'),
      dataIndex: 'name',
      render: (name: string, row) => (
        <>
          <button type="button" className="as-link" onClick={() => change({ id: row.id })}>
            {name}
          </button>
          <div className="folded dim">
            {row.lead.name} · {dueOf(t, row)}
          </div>
        </>
      ),
    },
    { title: t('special:unit'), responsive: ['md'], render: (_, r) => r.unit.name },
    { title: t('special:lead'), responsive: ['md'], render: (_, r) => r.lead.name },
    { title: t('special:due'), responsive: ['md'], render: (_, r) => dueOf(t, r) },
    {
      title: t('special:settled'),
      width: 150,
      render: (_, r) => (
        <Progress
          size="small"
          status="normal"
          percent={r.tasks === 0 ? 0 : Math.round((r.settled / r.tasks) * 100)}
          format={() => `${r.settled} / ${r.tasks}`}
          aria-label={t('special:settled-of', { settled: r.settled, tasks: r.tasks })}
        />
      ),
    },
  ];
  const close = () => change({ id: undefined, act: undefined });
  // Back to the list: what is written on the page of one goes with it.
  const back = () => change({ id: undefined, act: undefined }, { asks: true });
  if (id)
    return (
      <>
        <SpecialPage id={id} onClose={back} onEdit={() => change({ act: 'edit' })} />
        {act === 'edit' && (
          <EditSpecial id={id} unit={at} onClose={() => change({ act: undefined })} />
        )}
      </>
    );
  return (
    <div className="page">
      <PageHead title={t('special:room')}>
        <Checkbox
          checked={closed === 'shown'}
          onChange={(e) => change({ closed: e.target.checked ? 'shown' : undefined })}
        >
          {t('special:show-closed')}
        </Checkbox>
        {may('problem.settle') && (
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => change({ act: 'new' })}
          >
            {t('special:new')}
          </Button>
        )}
      </PageHead>
      <Refusal error={found.error} />
      <Table<Special>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={found.data?.rows ?? []}
        columns={columns}
        pagination={false}
        locale={{ emptyText: <p className="empty">{t('special:none')}</p> }}
      />
      {act === 'new' && <SpecialForm now={undefined} unit={at} onClose={close} />}
    </div>
  );
}

function dueOf(t: ReturnType<typeof useT>, { closedOn, overdue, due }: Special): string {
  if (closedOn) return t('special:closed-on', { day: closedOn });
  return overdue ? `${due} ● ${t('problem:light-overdue')}` : due;
}

function EditSpecial(props: { id: string; unit: string | undefined; onClose: () => void }) {
  const found = useSpecial(props.id);
  return found.data ? (
    <SpecialForm now={found.data} unit={props.unit} onClose={props.onClose} />
  ) : null;
}
