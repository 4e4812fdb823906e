import { FilterOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { nameOf } from '../../contract/campaign/taxonomy.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import {
  breakKinds,
  lights,
  lists,
  measureKinds,
  problemStates,
  severities,
  sources,
} from '../../contract/problem/states.ts';
import { PersonSelect } from '../person/PersonSelect.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { useT } from '../shell/language.tsx';
import { useMay } from '../shell/parts.tsx';
import { tendenciesOf } from './data.ts';
import { ChipList } from './Narrowed.tsx';
import { Codes, optionsOf, tendencyOptions, useWords } from './parts.tsx';
import { type FilterField, filterNames, type LedgerView, narrowedBy, valuesOf } from './view.ts';

interface Props {
  readonly view: LedgerView;
  readonly set: (change: Partial<LedgerView>) => void;
  readonly campaigns: readonly Campaign[];
  /** Rows at hand: they know the names of people that the address has only ids of. */
  readonly rows: readonly ProblemRow[];
}

/** Everything the list can be narrowed by, in one place. */
export function FilterButton(props: Props) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const count = narrowedBy(props.view).filter((f) => f !== 'q').length;
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      getPopupContainer={(el) => el.parentElement ?? document.body}
      content={<FilterForm {...props} />}
    >
      <Button icon={<FilterOutlined aria-hidden />} aria-expanded={open} aria-haspopup="dialog">
        {t('problem:filter')}
        {count > 0 && ` ${count}`}
      </Button>
    </Popover>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="ledger-field">
      <span>{label}</span>
      {children}
    </div>
  );
}

function FilterForm({ view, set, campaigns }: Props) {
  const t = useT();
  const say = useWords();
  const may = useMay();
  const codes = <T extends string>(
    field: 'state' | 'light' | 'severity' | 'source' | 'break',
    of: readonly T[],
    word: (c: T) => string,
  ) => (
    <Field label={t(`problem:filter-${field}`)}>
      <Codes
        label={t(`problem:filter-${field}`)}
        value={view[field]}
        codes={of}
        word={word}
        onChange={(value) => set({ [field]: value })}
      />
    </Field>
  );
  const one = <T extends string>(
    field: 'list' | 'kind' | 'systemic',
    of: readonly T[],
    word: (c: T) => string,
  ) => (
    <Field label={t(`problem:filter-${field}`)}>
      <Select
        allowClear
        aria-label={t(`problem:filter-${field}`)}
        placeholder={t('problem:any')}
        value={(view[field] ?? null) as T | null}
        onChange={(value: T | null) => set({ [field]: value ?? undefined })}
        options={optionsOf(of, word)}
      />
    </Field>
  );
  const person = (field: 'owner' | 'leader') => (
    <Field label={t(`problem:filter-${field}`)}>
      <PersonSelect
        label={t(`problem:filter-${field}`)}
        value={view[field]}
        under={view.at}
        onChange={(id) => set({ [field]: id })}
      />
    </Field>
  );
  const days = (what: 'due' | 'raised' | 'closed') => (
    <Field label={t(`problem:filter-${what}`)}>
      <span className="ledger-days">
        {(['From', 'To'] as const).map((end) => (
          <DayInput
            key={end}
            clearable
            label={t(`problem:filter-${what}${end}`)}
            value={view[`${what}${end}`]}
            onChange={(day) => set({ [`${what}${end}`]: day })}
          />
        ))}
      </span>
    </Field>
  );
  return (
    <div className="ledger-filter">
      {codes('state', problemStates, say.state)}
      {codes('light', lights, say.light)}
      {codes('break', breakKinds, say.break)}
      {codes('severity', severities, say.severity)}
      {codes('source', sources, say.source)}
      <Field label={t('problem:filter-tendency')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('problem:filter-tendency')}
          placeholder={t('problem:any')}
          value={view.tendency ?? null}
          onChange={(value: string | null) => set({ tendency: value ?? undefined })}
          options={tendencyOptions(t, tendenciesOf(campaigns, view.campaign))}
        />
      </Field>
      {one('kind', measureKinds, say.kind)}
      {one('list', lists, say.list)}
      {one('systemic', ['yes', 'no'], (v) => t(`problem:systemic-${v}`))}
      {may('person.read') && person('leader')}
      {may('person.read') && person('owner')}
      {days('due')}
      {days('raised')}
      {days('closed')}
      <div className="ledger-checks">
        <Checkbox
          checked={view.silent === 'yes'}
          onChange={(e) => set({ silent: e.target.checked ? 'yes' : undefined })}
        >
          {t('problem:silent')}
        </Checkbox>
        <Checkbox
          checked={view.reopened === 'yes'}
          onChange={(e) => set({ reopened: e.target.checked ? 'yes' : undefined })}
        >
          {t('problem:reopened')}
        </Checkbox>
        <Checkbox
          checked={view.claimed === 'yes'}
          onChange={(e) => set({ claimed: e.target.checked ? 'yes' : undefined })}
        >
          {t('problem:claimed')}
        </Checkbox>
        <Checkbox
          checked={view.recurs === 'yes'}
          onChange={(e) => set({ recurs: e.target.checked ? 'yes' : undefined })}
        >
          {t('problem:filter-recurs')}
        </Checkbox>
        <Checkbox
          checked={view.only === 'unit'}
          disabled={!view.at}
          onChange={(e) => set({ only: e.target.checked ? 'unit' : undefined })}
        >
          {t('problem:only-unit')}
        </Checkbox>
      </div>
    </div>
  );
}

/** Filters that are on or off: their name says all. */
const yesWords = {
  silent: 'problem:silent',
  reopened: 'problem:reopened',
  claimed: 'problem:claimed',
  recurs: 'problem:filter-recurs',
  confirmer: 'problem:confirmer',
  cameBack: 'problem:cameBack',
} as const satisfies Partial<Record<FilterField, string>>;
const isYes = (f: FilterField): f is keyof typeof yesWords => f in yesWords;

/** What narrows the list, each with a way to take it out. */
export function Chips(props: Props) {
  const t = useT();
  const { view, set } = props;
  const say = useWords();
  const fields = narrowedBy(view).filter((f) => f !== 'q' && f !== 'campaign' && f !== 'nested');
  const listOf = <T extends string>(text: string | undefined, word: (c: T) => string) =>
    valuesOf(text)
      .map((v) => word(v as T))
      .join(t('web.mark-list'));
  const told: Partial<Record<FilterField, () => string>> = {
    state: () => listOf(view.state, say.state),
    light: () => listOf(view.light, say.light),
    severity: () => listOf(view.severity, say.severity),
    source: () => listOf(view.source, say.source),
    break: () => listOf(view.break, say.break),
    list: () => say.list(view.list!),
    kind: () => say.kind(view.kind!),
    come: () => t(`problem:come-${view.come!}`),
    tendency: () => nameOf(tendenciesOf(props.campaigns, view.campaign), view.tendency!)!,
    systemic: () => t(`problem:systemic-${view.systemic!}`),
    owner: () => props.rows.find((r) => r.owner?.id === view.owner)?.owner?.name ?? '…',
    leader: () => props.rows.find((r) => r.leader?.id === view.leader)?.leader?.name ?? '…',
  };
  const text = (f: FilterField): string => {
    if (isYes(f)) return t(yesWords[f]);
    return `${t(`problem:filter-${f}`)} = ${told[f]?.() ?? view[f]}`;
  };
  const chips = fields.map((f) => ({
    key: f,
    text: text(f),
    drop: () => set({ [f]: undefined }),
  }));
  return (
    <ChipList chips={chips}>
      <button
        type="button"
        className="link"
        onClick={() => set(Object.fromEntries(filterNames.map((f) => [f, undefined])))}
      >
        {t('problem:no-filter')}
      </button>
    </ChipList>
  );
}
