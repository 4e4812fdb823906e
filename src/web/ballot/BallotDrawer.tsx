import { Button, Popover, Tabs } from 'antd';
import { useState } from 'react';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { ApiError, call } from '../../contract/client.ts';
import { save } from '../document/save.ts';
import { History } from '../record/History.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, State, Waiting } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { Builder } from './Builder.tsx';
import { Cancel } from './Cancel.tsx';
import { stateKind, useAct, useBallot } from './data.ts';
import { PaperView } from './PaperView.tsx';
import { Progress } from './Progress.tsx';
import { Results } from './Results.tsx';
import { Roll } from './Roll.tsx';
import { type BallotTab, ballotView } from './view.ts';

/** One ballot: how far it is and what comes next, its paper, its roll, and after the close its result. */
export function BallotDrawer({ id }: { id: string }) {
  const t = useT();
  const [view, setView] = useView(ballotView);
  const found = useBallot(id);
  const b = found.data;
  const missing = found.error instanceof ApiError && found.error.code === 'not-found';
  const close = () => setView({ ballot: undefined, act: undefined, tab: undefined, of: undefined });
  const back = () => setView({ act: undefined });
  return (
    <WritingDrawer
      unsaved={false}
      open
      size={880}
      title={b?.title ?? t('ballot:one')}
      onClose={close}
      className="ballot"
    >
      {found.isPending && <Waiting label={t('web.loading')} />}
      {missing ? <p className="empty">{t('ballot:not-here')}</p> : <Refusal error={found.error} />}
      {b && (
        <>
          <Bar ballot={b} />
          <Tabs
            size="small"
            activeKey={view.tab ?? (b.results ? 'results' : 'progress')}
            onChange={(tab) => setView({ tab: tab as BallotTab, of: undefined }, { asks: true })}
            destroyOnHidden
            items={[
              {
                key: 'progress',
                label: t('ballot:tab-progress'),
                children: <Progress ballot={b} />,
              },
              { key: 'paper', label: t('ballot:tab-paper'), children: <PaperView ballot={b} /> },
              { key: 'roll', label: t('ballot:tab-roll'), children: <Roll ballot={b} /> },
              ...(b.results
                ? [
                    {
                      key: 'results',
                      label: t('ballot:tab-results'),
                      children: <Results ballot={b} results={b.results} />,
                    },
                  ]
                : []),
              {
                key: 'record',
                label: t('ballot:tab-record'),
                children: <History subject={`ballot:${b.id}`} />,
              },
            ]}
          />
          {view.act === 'edit' && b.abilities.change.ok && (
            <Builder now={b} onClose={back} onMade={back} />
          )}
        </>
      )}
    </WritingDrawer>
  );
}

function Bar({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const [, setView] = useView(ballotView);
  const { abilities: can } = b;
  return (
    <div className="ballot-bar">
      <State kind={stateKind[b.state]}>{t(`ballot:state-${b.state}`)}</State>
      <span className="dim">{b.unit.name}</span>
      <div className="grow" />
      {can.change.ok && (
        <Button size="small" onClick={() => setView({ act: 'edit' }, { asks: true })}>
          {t('ballot:edit')}
        </Button>
      )}
      {can.report.ok && <Report ballot={b} />}
      {can.copy.ok && <Again ballot={b} />}
      {can.cancel.ok && <Cancel ballot={b} />}
    </div>
  );
}

/** The report of a ballot that is closed, to be filed or handed in. */
function Report({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const report = useAct(
    async (file: 'word' | 'pdf') =>
      save(
        await call('document.ballot', { params: { id: b.id }, body: { file } }),
        `${t('ballot:report-name', { title: b.title })}.${file === 'word' ? 'docx' : 'pdf'}`,
      ),
    'ballot:report-saved',
  );
  return (
    <>
      {(['word', 'pdf'] as const).map((file) => (
        <Button
          key={file}
          size="small"
          loading={report.isPending && report.variables === file}
          onClick={() => report.mutate(file)}
        >
          {t(`ballot:report-${file}`)}
        </Button>
      ))}
      <Refusal error={report.error} />
    </>
  );
}

/** The same once more, with or without its roll. */
function Again({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const [, setView] = useView(ballotView);
  const [open, setOpen] = useState(false);
  const copy = useAct(async (roll: boolean) => {
    const made = await call('ballot.copy', { params: { id: b.id }, body: { roll } });
    setOpen(false);
    setView({ ballot: made.id, act: 'edit', tab: undefined });
  }, 'ballot:copied');
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="ballot-pop">
          <p>{t('ballot:again-what')}</p>
          <Refusal error={copy.error} />
          {[true, false].map((roll) => (
            <Button
              key={String(roll)}
              size="small"
              loading={copy.isPending && copy.variables === roll}
              onClick={() => copy.mutate(roll)}
            >
              {t(roll ? 'ballot:again-roll' : 'ballot:again-bare')}
            </Button>
          ))}
        </div>
      }
    >
      <Button size="small" aria-haspopup="dialog" aria-expanded={open}>
        {t('ballot:again')}
      </Button>
    </Popover>
  );
}
