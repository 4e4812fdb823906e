import { Button, Form, Select } from 'antd';
import { call } from '../../contract/client.ts';
import type { BulkFields, BulkOutcome } from '../../contract/problem/bulk.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { mirrors, severities, sources } from '../../contract/problem/states.ts';
import { PersonSelect } from '../person/PersonSelect.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { useT } from '../shell/language.tsx';
import { WritingModal } from '../shell/WritingDrawer.tsx';
import { tendenciesOf, useCampaigns } from './data.ts';
import { optionsOf, tendencyOptions, useWords } from './parts.tsx';
import { chosenOf } from './steps.ts';

interface Props {
  readonly rows: readonly ProblemRow[];
  readonly onClose: () => void;
  readonly onFill: (run: (rows: readonly ProblemRow[]) => Promise<BulkOutcome>) => void;
}

/** What all selected rows are given at once; what is left empty stays as it is in each. */
export function BulkFill({ rows, onClose, onFill }: Props) {
  const t = useT();
  const say = useWords();
  const campaigns = useCampaigns().data?.rows ?? [];
  const [form] = Form.useForm<BulkFields>();
  const values = Form.useWatch([], form) as BulkFields | undefined;
  const set = Object.fromEntries(Object.entries(values ?? {}).filter(([, v]) => v)) as BulkFields;
  // Of one unit its people come first; of several those of all in reach.
  const [unit, ...others] = new Set(rows.map((r) => r.unit.id));
  const own = new Set(rows.map((r) => r.campaignId));
  const frames = campaigns.filter((c) => own.has(c.id));
  const under = others.length === 0 ? unit : undefined;
  return (
    <WritingModal
      open
      title={t('problem:bulk-set')}
      onClose={onClose}
      footer={
        <Button
          type="primary"
          disabled={Object.keys(set).length === 0}
          onClick={() =>
            onFill((rows) => call('problem.set-many', { body: { set, rows: chosenOf(rows) } }))
          }
        >
          {t('problem:bulk-set-do', { count: rows.length })}
        </Button>
      }
    >
      <p className="dim">{t('problem:bulk-set-what')}</p>
      <Form<BulkFields> form={form} layout="vertical" requiredMark={false} className="ledger-fill">
        <Form.Item name="ownerId" label={t('problem:col-owner')}>
          <PersonSelect under={under} />
        </Form.Item>
        <Form.Item name="leaderId" label={t('problem:col-leader')}>
          <PersonSelect under={under} />
        </Form.Item>
        <Form.Item name="due" label={t('problem:bulk-set-due')}>
          <DayInput clearable />
        </Form.Item>
        <Form.Item name="tendency" label={t('problem:col-tendency')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={tendencyOptions(t, tendenciesOf(frames, undefined))}
          />
        </Form.Item>
        <Form.Item name="source" label={t('problem:col-source')}>
          <Select allowClear options={optionsOf(sources, say.source)} />
        </Form.Item>
        <Form.Item name="mirror" label={t('problem:col-mirror')}>
          <Select allowClear options={optionsOf(mirrors, say.mirror)} />
        </Form.Item>
        <Form.Item name="severity" label={t('problem:col-severity')}>
          <Select allowClear options={optionsOf(severities, say.severity)} />
        </Form.Item>
      </Form>
    </WritingModal>
  );
}
