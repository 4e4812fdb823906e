import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { Refusal, State } from '../shell/parts.tsx';
import { Acknowledge } from './Acknowledge.tsx';
import './duty.css';

/** Duties of one's own posts, to read and to sign, whatever rights one holds. */
export function MyDuties() {
  const t = useT();
  const [signing, setSigning] = useState<string>();
  const found = useQuery({ queryKey: ['duty', 'mine'], queryFn: () => call('duty.mine', {}) });
  const rows = found.data?.rows ?? [];
  const duty = rows.find((r) => r.id === signing);
  if (rows.length === 0) return <Refusal error={found.error} />;
  return (
    <section>
      <h2>{t('duty:mine')}</h2>
      <ul className="duty-mine">
        {rows.map((r) => (
          <li key={r.id}>
            <div>
              <strong>{r.title}</strong> <span className="dim">{r.unit.name}</span>
              <p>{r.text}</p>
            </div>
            {r.signed ? (
              <State kind="done">{t('duty:mine-signed')}</State>
            ) : (
              <Button
                size="small"
                type="primary"
                aria-label={about(t, t('duty:sign'), r.title)}
                onClick={() => setSigning(r.id)}
              >
                {t('duty:sign')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {duty && <Acknowledge duty={duty} onClose={() => setSigning(undefined)} />}
    </section>
  );
}
