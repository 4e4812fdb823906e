import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Empty, Select, Table, type TableColumnsType } from 'antd';
import { call } from '../../contract/client.ts';
import { type Letter, letterStates } from '../../contract/supervision/operations.ts';
import { useAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { LetterDrawer } from './LetterDrawer.tsx';
import { LetterState, Why } from './parts.tsx';
import { lettersView, type SetLetters } from './view.ts';
import './supervision.css';

/**
 * 督导: letters to units that are late or silent, and what each waits for. Whoever was sent a letter
 * opens it here without a right to see the others.
 */
export default function Supervision() {
  const t = useT();
  const may = useMay();
  const [view, setView] = useView(lettersView);
  const at = useAt();
  const reads = may('supervision.read');
  const found = useInfiniteQuery({
    queryKey: ['supervision', 'letters', at, view.state],
    enabled: reads,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      call('supervision.list', { query: { under: at, state: view.state, after: pageParam } }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const navigate = useNavigate();
  // Without its letter the page is not for whoever may not see the others.
  const close = () =>
    reads
      ? setView({ letter: undefined, act: undefined })
      : void navigate({ to: '/', ignoreBlocker: true });
  const rows = found.data?.pages.flatMap((p) => p.rows) ?? [];
  return (
    <div className="page supervision">
      <PageHead title={t('supervision:room')}>
        {reads && (
          <Select
            allowClear
            aria-label={t('supervision:state')}
            placeholder={t('supervision:state-any')}
            value={view.state ?? null}
            onChange={(state) => setView({ state: state ?? undefined })}
            options={(['draft', 'sent', 'late', ...letterStates.slice(2)] as const).map(
              (value) => ({ value, label: t(`supervision:state-${value}`) }),
            )}
            className="supervision-state"
          />
        )}
      </PageHead>
      <p className="dim">{t(reads ? 'supervision:what' : 'supervision:what-own')}</p>
      <Refusal error={found.error} />
      {reads && (
        <Table<Letter>
          size="small"
          rowKey="id"
          loading={found.isPending}
          columns={columns(t, setView)}
          dataSource={rows}
          pagination={false}
          rowClassName={(row) => (row.id === view.letter ? 'chosen' : '')}
          locale={{
            emptyText: (
              <Empty
                image={null}
                description={t(view.state ? 'supervision:none-such' : 'supervision:none')}
              />
            ),
          }}
        />
      )}
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('supervision:more')}
        </Button>
      )}
      <LetterDrawer view={view} setView={setView} ids={rows.map((r) => r.id)} onClose={close} />
    </div>
  );
}

function columns(t: ReturnType<typeof useT>, setView: SetLetters): TableColumnsType<Letter> {
  return [
    {
      title: t('supervision:col-problem'),
      render: (_, l) => (
        <>
          <button type="button" className="link" onClick={() => setView({ letter: l.id })}>
            {l.problem.number} {l.problem.title}
            {l.also.length > 0 && t('supervision:and-more', { count: l.also.length + 1 })}
          </button>
          <div className="folded dim">
            {l.unit.name} · <Why letter={l} />
            {l.answerBy && (
              <div>
                {t('supervision:col-answer-by')} {l.answerBy}
              </div>
            )}
          </div>
        </>
      ),
    },
    {
      title: t('supervision:col-unit'),
      width: 140,
      responsive: ['md'],
      render: (_, l) => l.unit.name,
    },
    {
      title: t('supervision:col-why'),
      width: 170,
      responsive: ['md'],
      render: (_, l) => <Why letter={l} />,
    },
    { title: t('supervision:col-state'), width: 110, render: (_, l) => <LetterState letter={l} /> },
    {
      title: t('supervision:col-answer-by'),
      width: 110,
      responsive: ['md'],
      render: (_, l) => l.answerBy ?? '',
    },
    {
      title: t('supervision:col-issuer'),
      width: 140,
      responsive: ['md'],
      render: (_, l) => l.issuer.name,
    },
    {
      title: t('supervision:col-number'),
      width: 190,
      responsive: ['md'],
      render: (_, l) => l.number ?? '',
    },
  ];
}
