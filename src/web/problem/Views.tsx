import { DownOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input, Popover } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Output } from '../../contract/operation.ts';
import type { Operations } from '../../contract/operations.ts';
import { useUnit } from '../org/data.ts';
import { useDone } from '../shell/done.tsx';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { Refusal, useMay } from '../shell/parts.tsx';
import { useCounts } from './data.ts';
import { filterNames, type LedgerView, ledgerView, queryOf } from './view.ts';

/** What a saved view keeps: filters, order, headings and columns; not the unit of the bar. */
const kept = [...filterNames, 'only', 'sort', 'group', 'cols'] as const;

const textsOf = (view: LedgerView): Record<string, string> =>
  Object.fromEntries(kept.flatMap((k) => (view[k] === undefined ? [] : [[k, String(view[k])]])));

/** What every ledger has as a view: what came back after it was closed. */
const recurring = { recurs: 'yes', cols: 'number,title,unit,recurs,owner,due,state,effect' };
const RECURRING = JSON.stringify(recurring);

interface Props {
  readonly view: LedgerView;
  readonly set: (change: Partial<LedgerView>) => void;
}

/** Views saved under a name: chosen, saved, dropped. */
export function Views({ view, set }: Props) {
  const t = useT();
  const [open, setOpen] = useState(false);
  // Kept while the list is closed by a click beside it.
  const [name, setName] = useState('');
  const found = useQuery({
    queryKey: ['problem', 'views'],
    queryFn: () => call('problem.views', {}),
  });
  const now = JSON.stringify(textsOf(view));
  const current = found.data?.rows.find((v) => JSON.stringify(textsOf(parsed(v.view))) === now);
  const choose = (texts: Readonly<Record<string, string>>) => {
    set({ ...Object.fromEntries(kept.map((k) => [k, undefined])), ...parsed(texts) });
    setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      getPopupContainer={(el) => el.parentElement ?? document.body}
      content={
        <div className="ledger-views">
          <ul>
            <li>
              <button type="button" onClick={() => choose({})}>
                {t('problem:view-all')}
              </button>
            </li>
            <Claimed at={view.at} onChoose={() => choose({ claimed: 'yes' })} />
            <li>
              <button
                type="button"
                aria-current={now === RECURRING}
                onClick={() => choose(recurring)}
              >
                {t('problem:view-recurs')}
              </button>
            </li>
            {found.data?.rows.map((v) => (
              <li key={v.id}>
                <button
                  type="button"
                  aria-current={v.id === current?.id}
                  onClick={() => choose(v.view)}
                >
                  {v.name}
                  {v.offered && (
                    <span className="dim">
                      {' '}
                      {t('problem:view-offered', { unit: v.offered.name })}
                    </span>
                  )}
                </button>
                {v.drop && <DropView {...v} />}
              </li>
            ))}
          </ul>
          <Refusal error={found.error} />
          <SaveView view={view} name={name} setName={setName} />
        </div>
      }
    >
      <Button aria-expanded={open} aria-haspopup="dialog">
        {current?.name ?? t(now === RECURRING ? 'problem:view-recurs' : 'problem:view')}{' '}
        <DownOutlined aria-hidden />
      </Button>
    </Popover>
  );
}

/** Rows that a ledger says are finished and nobody saw yet; not offered where there are none. */
function Claimed({ at, onChoose }: { at: string | undefined; onChoose: () => void }) {
  const t = useT();
  const counts = useCounts(queryOf({ at, claimed: 'yes' } as LedgerView));
  const count = Object.values(counts.data?.states ?? {}).reduce((n, of) => n + (of ?? 0), 0);
  if (count === 0) return null;
  return (
    <li>
      <button type="button" onClick={onChoose}>
        {t('problem:view-claimed', { count })}
      </button>
    </li>
  );
}

const parsed = (texts: Readonly<Record<string, string>>): LedgerView => ledgerView.parse(texts);

function SaveView(props: { view: LedgerView; name: string; setName: (name: string) => void }) {
  const { view, name, setName } = props;
  const t = useT();
  const client = useQueryClient();
  const may = useMay();
  const [offered, setOffered] = useState(false);
  const { at } = view;
  const unit = useUnit(at).data?.unit.name;
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), view: textsOf(view) };
      if (!offered) return call('problem.save-view', { body });
      return call('problem.offer-view', { body: { ...body, ...(at ? { unitId: at } : {}) } });
    },
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey: ['problem', 'views'] });
    },
  });
  return (
    <form
      className="ledger-save"
      onSubmit={(e) => {
        e.preventDefault();
        if (name.trim()) save.mutate();
      }}
    >
      <Input
        size="small"
        maxLength={40}
        value={name}
        aria-label={t('problem:view-name')}
        placeholder={t('problem:view-name')}
        onChange={(e) => setName(e.target.value)}
      />
      <Button size="small" htmlType="submit" loading={save.isPending}>
        {t('problem:view-save')}
      </Button>
      {may('campaign.manage') && (
        <Checkbox checked={offered} onChange={(e) => setOffered(e.target.checked)}>
          {unit ? t('problem:view-offer', { unit }) : t('problem:view-offer-mine')}
        </Checkbox>
      )}
      <Refusal error={save.error} />
    </form>
  );
}

type Saved = Output<Operations['problem.views']>['rows'][number];

/** Drops a saved view, or takes its offer back, at once; what was one's own the message offers back. */
function DropView({ id, name, view, own, offered }: Saved) {
  const t = useT();
  const client = useQueryClient();
  const done = useDone();
  const again = () => client.invalidateQueries({ queryKey: ['problem', 'views'] });
  const back = async () => {
    if (offered) await call('problem.offer-view', { body: { name, view, unitId: offered.id } });
    else await call('problem.save-view', { body: { name, view } });
    await again();
  };
  const drop = useMutation({
    mutationFn: () => call('problem.drop-view', { params: { id } }),
    onSuccess: async () => {
      await again();
      done(t('problem:view-dropped', { name }), { key: id, ...(own ? { back } : {}) });
    },
  });
  return (
    <Button
      size="small"
      type="text"
      aria-label={about(t, t('problem:view-drop'), name)}
      onClick={() => drop.mutate()}
    >
      ×
    </Button>
  );
}
