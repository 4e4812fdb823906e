import { CloseOutlined } from '@ant-design/icons';
import { Checkbox } from 'antd';
import type { ReactNode } from 'react';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { useT } from '../shell/language.tsx';
import { useCampaigns } from './data.ts';
import './chips.css';

interface Chip {
  readonly key: string;
  readonly text: string;
  readonly drop: () => void;
}

/** What narrows a list, each with a way to take it out; `children` takes out all of it. */
export function ChipList({ chips, children }: { chips: readonly Chip[]; children?: ReactNode }) {
  const t = useT();
  if (chips.length === 0) return null;
  return (
    <ul className="chips" aria-label={t('problem:filters')}>
      {chips.map(({ key, text, drop }) => (
        <li key={key} className="chip">
          <span>{text}</span>
          <button
            type="button"
            aria-label={t('problem:filter-drop', { what: text })}
            onClick={drop}
          >
            <CloseOutlined aria-hidden />
          </button>
        </li>
      ))}
      {children && <li>{children}</li>}
    </ul>
  );
}

interface Narrowing {
  readonly at?: string | undefined;
  readonly campaign?: string | undefined;
  readonly nested?: 'yes' | undefined;
  readonly only?: 'under' | undefined;
  readonly on?: string | undefined;
  readonly inForceTo?: string | undefined;
}

/** What the list behind a number of the cockpit is narrowed by, beside what its page offers itself. */
export function Narrowed(props: {
  readonly view: Narrowing;
  readonly set: (change: Partial<Record<keyof Narrowing, undefined>>) => void;
}) {
  const t = useT();
  const { view, set } = props;
  const campaigns = useCampaigns(view.at).data?.rows ?? [];
  const said: Partial<Record<keyof Narrowing, string | undefined>> = {
    campaign: view.campaign && (campaigns.find((c) => c.id === view.campaign)?.name ?? '…'),
    nested: view.campaign && view.nested && t('problem:with-nested'),
    only: view.only && t('problem:only-under'),
    on: view.on && t('problem:until-day', { day: view.on }),
    inForceTo: view.inForceTo && t('problem:in-force-by', { day: view.inForceTo }),
  };
  const chips = (Object.keys(said) as (keyof Narrowing)[]).flatMap((key) =>
    said[key] ? [{ key, text: said[key], drop: () => set({ [key]: undefined }) }] : [],
  );
  return <ChipList chips={chips} />;
}

/** Whether campaigns nested in the one chosen come with it; offered where there are some. */
export function WithNested(props: {
  readonly campaigns: readonly Campaign[];
  readonly campaign: string | undefined;
  readonly nested: 'yes' | undefined;
  readonly onChange: (nested: 'yes' | undefined) => void;
}) {
  const t = useT();
  const { campaigns, campaign, nested, onChange } = props;
  if (!campaign || !campaigns.some((c) => c.parentId === campaign)) return null;
  return (
    <Checkbox
      checked={nested === 'yes'}
      onChange={(e) => onChange(e.target.checked ? 'yes' : undefined)}
    >
      {t('problem:with-nested')}
    </Checkbox>
  );
}
