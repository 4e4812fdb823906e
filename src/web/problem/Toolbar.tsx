import { DownOutlined, FileWordOutlined, PlusOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Input, type InputRef, Popover, Select } from 'antd';
import { type RefObject, useState } from 'react';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { type LedgerColumn, ledgerColumns } from '../../contract/problem/cells.ts';
import { type ProblemRow, sorts } from '../../contract/problem/schemas.ts';
import { useT } from '../shell/language.tsx';
import { useMay } from '../shell/parts.tsx';
import { FilterButton } from './Filters.tsx';
import { LedgerFiles } from './LedgerFiles.tsx';
import { WithNested } from './Narrowed.tsx';
import { Views } from './Views.tsx';
import { filterOf, type Grouping, groupings, type LedgerView } from './view.ts';

interface Props {
  readonly view: LedgerView;
  readonly set: (change: Partial<LedgerView>) => void;
  readonly campaigns: readonly Campaign[];
  readonly rows: readonly ProblemRow[];
  readonly columns: readonly LedgerColumn[];
  readonly finder: RefObject<InputRef | null>;
  readonly phone: boolean;
}

/** The line above the table: views, search, filters, headings, columns, and a new row. */
export function Toolbar(props: Props) {
  const t = useT();
  const may = useMay();
  const { view, set, campaigns, phone } = props;
  return (
    <div className="ledger-bar" role="toolbar" aria-label={t('problem:tools')}>
      <Views view={view} set={set} />
      {campaigns.length > 1 && (
        <Select
          allowClear
          aria-label={t('problem:campaign')}
          placeholder={t('problem:campaign-any')}
          value={view.campaign ?? null}
          onChange={(value: string | null) => set({ campaign: value ?? undefined })}
          options={campaigns.map((c) => ({ value: c.id, label: c.name }))}
          popupMatchSelectWidth={false}
          className="ledger-campaign"
        />
      )}
      <WithNested
        campaigns={campaigns}
        campaign={view.campaign}
        nested={view.nested}
        onChange={(nested) => set({ nested })}
      />
      <Input.Search
        ref={props.finder}
        key={view.q}
        allowClear
        defaultValue={view.q}
        placeholder={t('problem:search')}
        aria-label={t('problem:search')}
        onSearch={(q) => set({ q: q.trim() || undefined })}
        className="ledger-search"
      />
      <FilterButton {...props} />
      {!phone && (
        <>
          <Select
            allowClear
            aria-label={t('problem:group')}
            placeholder={t('problem:group')}
            value={view.group ?? null}
            onChange={(group: Grouping | null) => set({ group: group ?? undefined })}
            options={groupings.map((value) => ({ value, label: t(`problem:group-${value}`) }))}
            className="ledger-group-by"
          />
          <Select
            aria-label={t('problem:sort')}
            disabled={view.group !== undefined}
            value={view.group ?? view.sort ?? 'newest'}
            onChange={(sort) => set({ sort })}
            options={sorts.map((value) => ({ value, label: t(`problem:sort-${value}`) }))}
            {...(view.group ? { labelRender: () => t('problem:sort-group') } : {})}
            className="ledger-sort"
          />
          <Columns columns={props.columns} set={set} />
        </>
      )}
      <span className="grow" />
      <PaperLink view={view} />
      {!phone && <LedgerFiles view={view} set={set} columns={props.columns} />}
      {may('problem.write') && (
        <Button
          type="primary"
          icon={<PlusOutlined aria-hidden />}
          title="N"
          aria-label={t('problem:new')}
          onClick={() => set({ act: 'new' })}
        >
          {!phone && t('problem:new')}
        </Button>
      )}
    </div>
  );
}

/** Official papers of what is shown. */
function PaperLink({ view }: Pick<Props, 'view'>) {
  const t = useT();
  const { at, only } = view;
  const search = { form: 'ledger', at, only, ...filterOf(view) };
  return (
    <Link to={'/documents' as never} search={search as never} className="ant-btn ledger-paper">
      <FileWordOutlined aria-hidden /> {t('document:from-ledger')}
    </Link>
  );
}

function Columns({ columns, set }: Pick<Props, 'columns' | 'set'>) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const choose = (name: LedgerColumn, on: boolean) => {
    const next = ledgerColumns.filter((c) => (c === name ? on : columns.includes(c)));
    set({ cols: next.join(',') || undefined });
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      getPopupContainer={(el) => el.parentElement ?? document.body}
      content={
        <div className="ledger-columns">
          {ledgerColumns.map((name) => (
            <Checkbox
              key={name}
              checked={columns.includes(name)}
              disabled={name === 'title'}
              onChange={(e) => choose(name, e.target.checked)}
            >
              {t(`problem:col-${name}`)}
            </Checkbox>
          ))}
          <Button size="small" onClick={() => set({ cols: undefined })}>
            {t('problem:cols-usual')}
          </Button>
        </div>
      }
    >
      <Button aria-expanded={open} aria-haspopup="dialog">
        {t('problem:cols')} <DownOutlined aria-hidden />
      </Button>
    </Popover>
  );
}
