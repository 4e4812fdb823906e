import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { cameOf, stateOf } from './data.ts';
import './study.css';

/** Sessions I host, was at, or owe a decision of; the latest day first. */
export function MySessions({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const t = useT();
  const found = useQuery({ queryKey: ['study', 'mine'], queryFn: () => call('study.mine', {}) });
  const rows = found.data?.rows ?? [];
  return (
    <>
      <Refusal error={found.error} />
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {found.data && rows.length === 0 && (
        <div className="empty">
          <p>{t('study:mine-none')}</p>
          <p className="dim">{t('study:mine-none-what')}</p>
        </div>
      )}
      <ul className="mine-list">
        {rows.map((s) => {
          const { kind, text } = stateOf(t, s);
          return (
            <li key={s.id}>
              <button type="button" className="ledger-phone-row" onClick={() => onOpen(s.id)}>
                <span className="ledger-phone-title">{s.topic}</span>
                <span className="ledger-phone-line">
                  <span className="tabular">{s.on}</span> <State kind={kind}>{text}</State>
                </span>
                <span className="ledger-phone-line dim">
                  <span>{s.unit.name}</span>
                  <span>{cameOf(t, s)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
