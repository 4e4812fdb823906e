import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Popover } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Visit } from '../../contract/visit/operations.ts';
import { AnsweredBy } from '../need/AnsweredBy.tsx';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import { useView } from '../shell/view.ts';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { useReread } from '../voice/data.ts';
import { Part } from '../voice/VoiceDrawer.tsx';
import { StateOf } from '../voice/VoiceList.tsx';
import { voiceView } from '../voice/view.ts';
import { VisitForm } from './VisitForm.tsx';
import { VisitState } from './Visits.tsx';

/** One visit: what for, what was found and settled, and where the voices raised there stand. */
export function VisitDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const [view, setView] = useView(voiceView);
  const found = useQuery({
    queryKey: ['visit', id],
    queryFn: () => call('visit.get', { params: { id } }),
  });
  const v = found.data;
  return (
    <WritingDrawer
      unsaved={false}
      open
      size={600}
      title={v?.purpose ?? t('visit:one')}
      onClose={onClose}
    >
      {found.isPending && <Waiting label={t('web.loading')} />}
      <Refusal error={found.error} />
      {v && (
        <>
          {v.abilities.change.ok && (
            <div className="page-bar">
              <Button
                size="small"
                type={v.state === 'planned' ? 'primary' : 'default'}
                onClick={() => setView({ act: 'edit' })}
              >
                {t(v.state === 'planned' ? 'visit:write-down' : 'visit:change')}
              </Button>
              {v.abilities.enter.ok && (
                <Button size="small" onClick={() => setView({ act: 'enter' }, { asks: true })}>
                  {t('visit:enter')}
                </Button>
              )}
              <span className="grow" />
              <Withdraw visit={v} />
            </div>
          )}
          <Facts visit={v} />
          {v.findings && (
            <Part title={t('need:answers-by')}>
              <AnsweredBy subject={`visit:${v.id}`} />
            </Part>
          )}
          <Part title={t('visit:voices')}>
            <Raised visit={v} />
          </Part>
          {view.act === 'edit' && (
            <VisitForm
              now={v}
              held={v.late || v.state === 'held'}
              onClose={() => setView({ act: undefined })}
            />
          )}
        </>
      )}
    </WritingDrawer>
  );
}

function Facts({ visit: v }: { visit: Visit }) {
  const t = useT();
  const rows: [string, ReactNode][] = [
    [t('visit:state'), <VisitState key="s" visit={v} />],
    [t('visit:kind'), t(`visit:kind-${v.kind}`)],
    [t('visit:on'), v.at ? `${v.on} ${v.at}` : v.on],
    [t('visit:place'), v.place],
    [t('visit:unit'), v.unit.name],
    [t('visit:leader'), v.leader?.name ?? v.leaderName],
    [t('visit:companions'), v.companions],
    [t('visit:findings'), v.findings && <span className="voice-text">{v.findings}</span>],
    [t('visit:met'), v.met !== null && t('visit:met-count', { count: v.met })],
    [t('visit:settled'), v.settled && <span className="voice-text">{v.settled}</span>],
    [t('visit:reason'), v.withdrawnReason],
  ];
  return (
    <dl className="voice-facts">
      {rows.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Raised({ visit: v }: { visit: Visit }) {
  const t = useT();
  const found = useQuery({
    queryKey: ['voice', 'open', 'list', { visit: v.id }],
    enabled: v.voices > 0,
    queryFn: () => call('voice.list', { query: { visit: v.id, limit: 200 } }),
  });
  if (v.voices === 0) return <p className="dim">{t('visit:voices-none')}</p>;
  return (
    <>
      <Refusal error={found.error} />
      <ul className="voice-rows">
        {(found.data?.rows ?? []).map((r) => (
          <li key={r.id}>
            <Link {...partsOf(`/voices?id=${r.id}`)}>
              {r.number} {r.title}
            </Link>{' '}
            <StateOf voice={r} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Withdraw({ visit: v }: { visit: Visit }) {
  const t = useT();
  const reread = useReread();
  const [reason, setReason] = useState('');
  useUnsaved(reason.trim() !== '');
  const act = useMutation({
    mutationFn: () =>
      call('visit.withdraw', {
        params: { id: v.id },
        body: { reason: reason.trim(), version: v.version },
      }),
    onSuccess: () => {
      setReason('');
      return reread();
    },
  });
  const label = t(v.state === 'planned' ? 'visit:call-off' : 'visit:withdraw');
  return (
    <Popover
      trigger="click"
      getPopupContainer={(el) => el.parentElement ?? document.body}
      content={
        <div className="voice-reason">
          <Input
            aria-label={t('visit:reason')}
            placeholder={t('visit:reason')}
            value={reason}
            maxLength={200}
            onChange={(e) => setReason(e.target.value)}
          />
          <Button
            danger
            loading={act.isPending}
            disabled={reason.trim().length < 2}
            onClick={() => act.mutate()}
          >
            {label}
          </Button>
          <Refusal error={act.error} />
        </div>
      }
    >
      <Button size="small" danger>
        {label}
      </Button>
    </Popover>
  );
}
