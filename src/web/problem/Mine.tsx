import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton, Tabs } from 'antd';
import { lazy, Suspense } from 'react';
import { z } from 'zod';
import { call } from '../../contract/client.ts';
import { type MyKind, myKinds } from '../../contract/problem/operations.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { MySessions } from '../study/MySessions.tsx';
import { Due, Effect, useWords } from './parts.tsx';
import { RaiseOwn } from './RaiseOwn.tsx';
import './ledger.css';
import './problem.css';

const ProblemDrawer = lazy(async () => ({
  default: (await import('./ProblemDrawer.tsx')).ProblemDrawer,
}));

const SessionDrawer = lazy(async () => ({
  default: (await import('../study/SessionDrawer.tsx')).SessionDrawer,
}));

const tabs = [...myKinds, 'study'] as const;
const mineView = z.object({
  of: z.enum(tabs).optional().catch(undefined),
  id: z.uuid().optional().catch(undefined),
  session: z.uuid().optional().catch(undefined),
  act: z.enum(['raise', 'edit', 'report']).optional().catch(undefined),
});

/**
 * What is mine, whatever rights I hold: what I answer for, to be told of with one thumb; leaders'
 * lists; what I raised; notices to object to; sessions I host or owe a decision of.
 */
export default function MyProblems() {
  const t = useT();
  const [view, setView] = useView(mineView);
  return (
    <div className="page mine">
      <PageHead title={t('problem:mine')}>
        <Button onClick={() => setView({ act: 'raise' })}>{t('problem:raise-own')}</Button>
      </PageHead>
      <Tabs
        size="small"
        activeKey={view.of ?? 'me'}
        onChange={(of) => setView({ of: of === 'me' ? undefined : (of as (typeof tabs)[number]) })}
        items={tabs.map((of) => ({
          key: of,
          label: t(`problem:mine-${of}`),
          children:
            of === 'study' ? (
              <MySessions onOpen={(session) => setView({ session })} />
            ) : (
              <List of={of} onOpen={(id) => setView({ id, act: undefined }, { asks: true })} />
            ),
        }))}
        destroyOnHidden
      />
      {view.act === 'raise' && (
        <RaiseOwn
          onClose={() => setView({ act: undefined })}
          onMade={() => setView({ act: undefined, of: 'raised' })}
        />
      )}
      <Suspense>
        {view.id && (
          <ProblemDrawer
            own
            id={view.id}
            telling={view.act === 'report'}
            onTold={() => setView({ act: undefined }, { replace: true })}
            onClose={() => setView({ id: undefined, act: undefined })}
          />
        )}
        {view.session && (
          <SessionDrawer
            id={view.session}
            editing={view.act === 'edit'}
            onEdit={(on) => setView({ act: on ? 'edit' : undefined })}
            onClose={() => setView({ session: undefined, act: undefined })}
          />
        )}
      </Suspense>
    </div>
  );
}

/** Rows that still want something first; what is over folds away. */
function List({ of, onOpen }: { of: MyKind; onOpen: (id: string) => void }) {
  const t = useT();
  const found = useQuery({
    queryKey: ['problem', 'mine', of],
    queryFn: () => call('problem.mine', { query: { of } }),
  });
  const rows = found.data?.rows ?? [];
  const over = rows.filter((r) => r.light === 'done');
  const open = rows.filter((r) => r.light !== 'done');
  return (
    <>
      <Refusal error={found.error} />
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {found.data && rows.length === 0 && (
        <div className="empty">
          <p>{t(`problem:mine-none-${of}`)}</p>
          <p className="dim">{t(`problem:mine-none-what-${of}`)}</p>
        </div>
      )}
      <ul className="mine-list">
        {open.map((r) => (
          <One key={r.id} row={r} of={of} onOpen={onOpen} />
        ))}
      </ul>
      {over.length > 0 && (
        <details className="problem-more">
          <summary>{t('problem:mine-over', { count: over.length })}</summary>
          <ul className="mine-list">
            {over.map((r) => (
              <One key={r.id} row={r} of={of} onOpen={onOpen} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

interface OneProps {
  readonly row: ProblemRow;
  readonly of: MyKind;
  readonly onOpen: (id: string) => void;
}

function One({ row, of, onOpen }: OneProps) {
  const say = useWords();
  return (
    <li>
      <button type="button" className="ledger-phone-row" onClick={() => onOpen(row.id)}>
        <span className="ledger-phone-title">
          {of === 'leaders' && row.person && <strong>{row.person.name} </strong>}
          {row.title}
        </span>
        <span className="ledger-phone-line">
          <Due row={row} /> <span>{say.state(row.state)}</span>
        </span>
        <span className="ledger-phone-line dim">
          <span>{row.unit.name}</span>
          <Effect row={row} />
        </span>
      </button>
    </li>
  );
}
