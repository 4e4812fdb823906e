import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import type { TreeState } from '../../contract/record/operations.ts';
import { useT } from '../shell/language.tsx';
import { localTime, Refusal, useMay } from '../shell/parts.tsx';
import { Verify } from './Verify.tsx';
import { AddWitness, EndWitness } from './Witnesses.tsx';

/** How the tree stands: in one line, and in full when it is opened. */
export function Tree({ open = false }: { readonly open?: boolean }) {
  const t = useT();
  const may = useMay();
  const found = useQuery({
    queryKey: ['record', 'tree'],
    queryFn: ({ signal }) => call('record.tree', {}, { signal }),
  });
  if (!found.data) return <Refusal error={found.error} />;
  const { size, sealedAt, unsealed, witnesses } = found.data;
  const active = witnesses.filter((w) => !w.ended).length;
  return (
    <details className="record-tree" open={open}>
      <summary>
        {size === 0
          ? t('record:tree-empty')
          : t('record:tree-line', {
              size,
              at: sealedAt ? localTime(sealedAt) : '—',
              unsealed,
              witnesses: active,
            })}
      </summary>
      <Details state={found.data} />
      {may('record.verify') && <Verify />}
    </details>
  );
}

function Details({ state }: { readonly state: TreeState }) {
  const t = useT();
  const may = useMay();
  return (
    <dl className="facts">
      <dt>{t('record:root')}</dt>
      <dd className="hash">{state.root ?? '—'}</dd>
      <dt>{t('record:key')}</dt>
      <dd className="hash">{state.key ?? '—'}</dd>
      <dt>{t('record:checkpoint')}</dt>
      <dd>
        <a href="/record/checkpoint">/record/checkpoint</a>
      </dd>
      <dt>{t('record:witnesses')}</dt>
      <dd>
        {state.witnesses.length === 0 && t('record:no-witness')}
        {state.witnesses.map((w) => (
          <div key={w.name} title={w.key}>
            {w.name}{' '}
            <span className="dim">
              {w.ended
                ? t('record:witness-ended')
                : w.size === null
                  ? t('record:witness-new')
                  : t('record:witness-seen', { size: w.size, at: w.at ? localTime(w.at) : '' })}
            </span>
            {may('settings.manage') && !w.ended && <EndWitness name={w.name} />}
          </div>
        ))}
        {may('settings.manage') && <AddWitness />}
      </dd>
    </dl>
  );
}
