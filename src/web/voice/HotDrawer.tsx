import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { ApiError, call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';
import { HotState } from './HotList.tsx';
import { Months } from './Months.tsx';
import { Part } from './VoiceDrawer.tsx';
import { StateOf } from './VoiceList.tsx';

interface Props {
  readonly id: string;
  readonly onClose: () => void;
  readonly onOpen: (voice: string) => void;
}

/** One hot matter: what its figures are made of, and the voices behind them. */
export function HotDrawer({ id, onClose, onOpen }: Props) {
  const t = useT();
  const found = useInfiniteQuery({
    queryKey: ['voice', 'hot', id],
    queryFn: ({ pageParam: after }) =>
      call('voice.hot-one', { params: { id }, query: after ? { after } : {} }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const hot = found.data?.pages[0];
  const rows = found.data?.pages.flatMap((p) => p.rows) ?? [];
  const missing = found.error instanceof ApiError && found.error.code === 'not-found';
  return (
    <Drawer
      open
      size={640}
      title={hot?.title ?? t('hot:one')}
      onClose={onClose}
      className="voice-drawer"
    >
      {found.isPending && <Waiting label={t('web.loading')} />}
      {missing ? <p className="empty">{t('hot:gone')}</p> : <Refusal error={found.error} />}
      {hot && (
        <>
          <dl className="voice-facts">
            {(
              [
                [
                  'state',
                  <span key="s">
                    <HotState row={hot} />{' '}
                    {hot.hotSince && t('hot:since', { day: hot.hotSince, count: hot.rises })}
                  </span>,
                ],
                ['place', hot.place],
                ['topic', hot.topic],
                ['handler', hot.handler.name],
                ['period', t('hot:from-to', { from: hot.first, to: hot.last })],
                [
                  'heat',
                  t('hot:made-of', {
                    heat: hot.heat.toFixed(0),
                    people: hot.people ?? 0,
                    peak: hot.peak,
                    likes: hot.likes,
                    repeats: hot.repeats,
                  }),
                ],
                ['months', <Months key="m" months={hot.months} />],
              ] as const
            ).map(
              ([key, value]) =>
                value && (
                  <div key={key}>
                    <dt>{t(`hot:of-${key}`)}</dt>
                    <dd>{value}</dd>
                  </div>
                ),
            )}
          </dl>
          <Part title={t('hot:voices', { count: hot.texts })}>
            {hot.beyond > 0 && <p className="dim">{t('hot:beyond', { count: hot.beyond })}</p>}
            <ul className="voice-rows">
              {rows.map((v) => (
                <li key={v.id}>
                  <span className="dim tabular">{v.receivedOn}</span>{' '}
                  <button type="button" className="link" onClick={() => onOpen(v.id)}>
                    {v.title}
                  </button>{' '}
                  <StateOf voice={v} />
                </li>
              ))}
            </ul>
            {found.hasNextPage && (
              <Button
                block
                loading={found.isFetchingNextPage}
                onClick={() => void found.fetchNextPage()}
              >
                {t('voice:more')}
              </Button>
            )}
          </Part>
        </>
      )}
    </Drawer>
  );
}
