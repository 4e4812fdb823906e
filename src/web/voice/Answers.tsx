import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, useMay } from '../shell/parts.tsx';
import { useReread } from './data.ts';
import './voice.css';

/** What of the people's voices a measure answers; one that answers none says so. */
export function Answers({ problem, measure }: { problem: string; measure: string }) {
  const t = useT();
  const may = useMay();
  const reread = useReread();
  const [adding, setAdding] = useState(false);
  const found = useQuery({
    queryKey: ['voice', 'answers', problem],
    // Whoever sees only what they answer for themselves sees nothing of voices.
    enabled: may('problem.read'),
    queryFn: () => call('voice.answers', { params: { id: problem } }),
  });
  const take = useMutation({
    mutationFn: (id: string) => call('voice.unlink', { params: { id } }),
    onSuccess: reread,
  });
  if (!found.data) return <Refusal error={found.error} />;
  const rows = found.data.rows.filter((r) => r.measureId === measure);
  const change = found.data.change.ok;
  return (
    <div className="voice-answers">
      {rows.length === 0 && <span className="flag">{t('voice:answers-none')}</span>}
      {rows.length > 0 && <span className="dim">{t('voice:answers')}</span>}
      <ul className="voice-rows">
        {rows.map((r) => (
          <li key={r.id}>
            {r.link ? (
              <Link {...partsOf(r.link)}>{r.name}</Link>
            ) : (
              t(r.subject.startsWith('survey:') ? 'voice:answers-survey' : 'voice:answers-hidden')
            )}
            {change && (
              <Button size="small" type="text" onClick={() => take.mutate(r.id)}>
                {t('voice:answers-take')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Refusal error={take.error} />
      {change && !adding && (
        <Button size="small" type="text" onClick={() => setAdding(true)}>
          {t('voice:answers-add')}
        </Button>
      )}
      {adding && <Add measure={measure} onDone={() => setAdding(false)} />}
    </div>
  );
}

function Add({ measure, onDone }: { measure: string; onDone: () => void }) {
  const t = useT();
  const may = useMay();
  const reread = useReread();
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['voice', 'open', 'list', { answers: q }],
    enabled: may('voice.read'),
    queryFn: () => call('voice.list', { query: { limit: 20, ...(q ? { q } : {}) } }),
  });
  const link = useMutation({
    mutationFn: (id: string) =>
      call('voice.link', { body: { measureId: measure, subject: `voice:${id}` } }),
    onSuccess: async () => {
      await reread();
      onDone();
    },
  });
  return (
    <>
      <Select
        autoFocus
        aria-label={t('voice:answers-add')}
        placeholder={t('voice:find')}
        showSearch={{ filterOption: false, onSearch: setQ }}
        loading={found.isFetching}
        notFoundContent={t('voice:none-found')}
        style={{ width: '100%' }}
        onChange={(id: string) => link.mutate(id)}
        onBlur={onDone}
        options={(found.data?.rows ?? []).map((r) => ({
          value: r.id,
          label: `${r.number} ${r.title}`,
        }))}
      />
      <Refusal error={link.error} />
    </>
  );
}
