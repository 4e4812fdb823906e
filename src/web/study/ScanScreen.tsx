import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { call } from '../../contract/client.ts';
import type { SessionWhole } from '../../contract/study/schemas.ts';
import { Qr } from '../identity/Qr.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useSession } from './data.ts';

const addressOf = (code: string): string => `${window.location.origin}/study/here/${code}`;

/** The code for the wall: it changes by itself, and says who has arrived. */
export function ScanScreen({ session, onClose }: { session: SessionWhole; onClose: () => void }) {
  const t = useT();
  const shown = useQuery({
    queryKey: ['study', 'code', session.id],
    queryFn: () => call('study.code', { params: { id: session.id } }),
    gcTime: 0,
    // A little after the change, by the server's clock.
    refetchInterval: ({ state }) =>
      state.data ? Math.max(1000, Date.parse(state.data.until) - Date.now() + 300) : 5000,
  });
  const now = useSession(session.id);
  useQuery({
    queryKey: ['study', 'arrivals', session.id],
    queryFn: () => now.refetch().then(() => true),
    refetchInterval: 5000,
  });
  const there = now.data?.attendance ?? [];
  return (
    <Modal open width={560} title={session.topic} onCancel={onClose} footer={null}>
      <div className="study-screen">
        <Refusal error={shown.error} />
        {shown.data && (
          <Qr text={addressOf(shown.data.code)} label={t('study:code-label')} size={320} />
        )}
        <p>{t('study:code-what')}</p>
        <p aria-live="polite">{t('study:there-count', { count: there.length })}</p>
        <p className="dim">
          {there
            .slice(-12)
            .map((a) => a.name)
            .join(' ')}
        </p>
      </div>
    </Modal>
  );
}

/** A sheet for the door: its code is taken on the day of the session alone. */
export function Paper({ session: s, onClose }: { session: SessionWhole; onClose: () => void }) {
  const t = useT();
  const shown = useQuery({
    queryKey: ['study', 'paper', s.id],
    queryFn: () => call('study.code', { params: { id: s.id }, query: { on: 'paper' } }),
    gcTime: 0,
  });
  return (
    <Modal
      open
      width={560}
      title={t('study:print-code')}
      onCancel={onClose}
      footer={
        <Button type="primary" disabled={!shown.data} onClick={() => window.print()}>
          {t('study:print')}
        </Button>
      }
    >
      <Refusal error={shown.error} />
      {shown.data && (
        <div className="study-screen study-sheet">
          <h2>{s.topic}</h2>
          <p>
            {t(`study:form-${s.form}`)} · {s.unit.name} · {s.at ? `${s.on} ${s.at}` : s.on}
            {s.place && ` · ${s.place}`}
          </p>
          <Qr text={addressOf(shown.data.code)} label={t('study:code-label')} size={320} />
          <p>{t('study:paper-what', { day: s.on })}</p>
        </div>
      )}
    </Modal>
  );
}
