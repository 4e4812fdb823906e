import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, useMay } from '../shell/parts.tsx';
import './need.css';

/** What of the people's needs a decision, a rule or a special rectification answers; none is said so. */
export function NeedLinks({ plan }: { plan: string }) {
  const t = useT();
  const may = useMay();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const found = useQuery({
    queryKey: ['need', 'answers', plan],
    enabled: may('problem.read'),
    queryFn: () => call('need.answers', { query: { plan } }),
  });
  const reread = () => client.invalidateQueries({ queryKey: ['need'] });
  const take = useMutation({
    mutationFn: (id: string) => call('need.unlink', { params: { id } }),
    onSuccess: reread,
  });
  if (!found.data) return <Refusal error={found.error} />;
  const { rows, change } = found.data;
  return (
    <div className="need-links">
      {rows.length === 0 ? (
        <span className="flag">{t('need:answers-none')}</span>
      ) : (
        <span className="dim">{t('need:answers')}</span>
      )}
      <ul>
        {rows.map((r) => (
          <li key={r.id}>
            {r.link ? <Link {...partsOf(r.link)}>{r.name}</Link> : t('need:hidden')}
            {change.ok && (
              <Button size="small" type="text" onClick={() => take.mutate(r.id)}>
                {t('need:take')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Refusal error={take.error} />
      {change.ok && !adding && may('voice.read') && (
        <Button size="small" type="text" onClick={() => setAdding(true)}>
          {t('need:add')}
        </Button>
      )}
      {adding && (
        <Add
          plan={plan}
          onDone={async () => {
            await reread();
            setAdding(false);
          }}
        />
      )}
    </div>
  );
}

function Add({ plan, onDone }: { plan: string; onDone: () => void }) {
  const t = useT();
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['need', 'list', { q }],
    queryFn: () => call('need.list', { query: { from: 0, ...(q ? { q } : {}) } }),
  });
  const link = useMutation({
    mutationFn: (subject: string) => call('need.link', { body: { plan, subject } }),
    onSuccess: onDone,
  });
  return (
    <>
      <Select
        autoFocus
        className="need-find"
        aria-label={t('need:add')}
        placeholder={t('need:find')}
        showSearch={{ filterOption: false, onSearch: setQ }}
        loading={found.isFetching}
        notFoundContent={t('need:none')}
        onChange={(subject: string) => link.mutate(subject)}
        options={(found.data?.rows ?? []).map((r) => ({
          value: r.subject,
          label: `${t(`need:kind-${r.kind}`)} · ${r.name}`,
        }))}
      />
      <Refusal error={link.error} />
    </>
  );
}
