import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { call } from '../../contract/client.ts';
import type { VoiceFigures } from '../../contract/voice/schemas.ts';
import { LEAST_SHOWN, ratings } from '../../contract/voice/states.ts';
import { useAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';

/** Months in figures, each share with what it is of; never a satisfaction without its spread. */
export function Figures() {
  const t = useT();
  const at = useAt();
  const found = useQuery({
    queryKey: ['voice', 'figures', at],
    queryFn: () =>
      call('voice.figures', { query: at ? { under: at, months: 12 } : { months: 12 } }),
  });
  const share = (s: { count: number; of: number } | null) =>
    s ? (
      <>
        {Math.round((s.count / s.of) * 100)}%{' '}
        <span className="dim">
          {s.count}/{s.of}
        </span>
      </>
    ) : (
      <span className="dim">{t('voice:few')}</span>
    );
  return (
    <>
      <p className="dim">{t('voice:figures-what', { least: LEAST_SHOWN })}</p>
      <Refusal error={found.error} />
      <Table<VoiceFigures>
        size="small"
        rowKey="month"
        loading={found.isPending}
        dataSource={found.data?.rows ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('voice:month'), render: (_, f) => f.month },
          {
            title: t('voice:figure-received'),
            align: 'right',
            render: (_, f) => f.received ?? <span className="dim">{t('voice:few')}</span>,
          },
          { title: t('voice:figure-on-time'), align: 'right', render: (_, f) => share(f.onTime) },
          {
            title: t('voice:figure-responded'),
            align: 'right',
            render: (_, f) => share(f.responded),
          },
          { title: t('voice:figure-content'), align: 'right', render: (_, f) => share(f.content) },
          {
            title: t('voice:figure-ratings'),
            align: 'right',
            render: (_, f) =>
              f.ratings ? (
                <span className="tabular">
                  {f.ratings.map((n, i) => `${t(`voice:mark-${ratings[i]}`)} ${n}`).join(' · ')}
                </span>
              ) : (
                <span className="dim">{t('voice:few')}</span>
              ),
          },
          {
            title: t('voice:figure-repeated'),
            align: 'right',
            render: (_, f) => share(f.repeated),
          },
        ]}
      />
    </>
  );
}
