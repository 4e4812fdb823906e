import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import { call } from '../../contract/client.ts';
import { paperForms } from '../../contract/document/operations.ts';
import { useAt } from '../shell/at.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { useT } from '../shell/language.tsx';
import {
  type ChangePaper,
  formOf,
  goesOut,
  hasPeriod,
  hasRows,
  namesOf,
  narrowedBy,
  type PaperView,
  whiches,
} from './view.ts';

interface Props {
  readonly view: PaperView;
  readonly change: ChangePaper;
}

/** Which paper, of what, and what stands in its head: only what the form has. */
export function Fields({ view, change }: Props) {
  const t = useT();
  const form = formOf(view);
  return (
    <Form layout="vertical" size="small" className="paper-fields" component="div">
      <Form.Item label={t('document:form')}>
        <Radio.Group
          aria-label={t('document:form')}
          className="paper-forms"
          value={form}
          onChange={(e) => change({ form: e.target.value })}
        >
          {paperForms.map((f) => (
            <Radio key={f} value={f}>
              {t(`document:form-${f}`)}
              <span className="dim">{t(`document:form-${f}-hint`)}</span>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Campaign view={view} change={change} />
      {hasPeriod(form) && <Period view={view} change={change} />}
      {hasRows(form) && <Rows view={view} change={change} />}
      {(hasPeriod(form) || goesOut(form)) && (
        <Text view={view} change={change} field="organ" hint="document:organ-default" />
      )}
      {form === 'brief' && <OfBrief view={view} change={change} />}
      {goesOut(form) && <Outgoing view={view} change={change} />}
      <p className="dim">{t('document:fonts')}</p>
    </Form>
  );
}

/** Which rows: one of the usual choices, or what the ledger page was narrowed by. */
function Rows({ view, change }: Props) {
  const t = useT();
  const narrowed = narrowedBy(view);
  if (narrowed.length > 0)
    return (
      <Form.Item label={t('document:which')}>
        {t('document:narrowed', { count: narrowed.length })}{' '}
        <Button
          type="link"
          onClick={() => change(Object.fromEntries(narrowed.map((field) => [field, undefined])))}
        >
          {t('document:widen')}
        </Button>
      </Form.Item>
    );
  return (
    <Form.Item label={t('document:which')}>
      <Radio.Group
        aria-label={t('document:which')}
        optionType="button"
        value={view.which ?? 'all'}
        options={whiches.map((value) => ({ value, label: t(`document:which-${value}`) }))}
        onChange={(e) => change({ which: e.target.value })}
      />
    </Form.Item>
  );
}

function Campaign({ view, change }: Props) {
  const t = useT();
  const at = useAt();
  const campaigns = useQuery({
    queryKey: ['campaign', 'list', at],
    queryFn: () =>
      call('campaign.list', { query: { ...(at ? { unit: at } : {}), closed: 'shown' } }),
  });
  return (
    <Form.Item label={t('document:campaign')}>
      <Select
        allowClear
        aria-label={t('document:campaign')}
        placeholder={t('document:any-campaign')}
        value={view.campaign ?? null}
        options={(campaigns.data?.rows ?? []).map((c) => ({ value: c.id, label: c.name }))}
        onChange={(id: string | null) => change({ campaign: id ?? undefined })}
      />
    </Form.Item>
  );
}

function Period({ view, change }: Props) {
  const t = useT();
  const form = formOf(view);
  const first = form === 'brief' ? 'brief' : 'report';
  return (
    <>
      <Form.Item
        label={t('document:from')}
        htmlFor="paper-from"
        extra={view.from ? null : t(`document:from-default-${first}`)}
      >
        <DayInput
          clearable
          id="paper-from"
          value={view.from}
          onChange={(day) => change({ from: day })}
        />
      </Form.Item>
      <Form.Item
        label={t('document:to')}
        htmlFor="paper-to"
        extra={view.to ? null : t('document:to-default')}
      >
        <DayInput clearable id="paper-to" value={view.to} onChange={(day) => change({ to: day })} />
      </Form.Item>
    </>
  );
}

function OfBrief({ view, change }: Props) {
  const t = useT();
  return (
    <>
      <Form.Item label={t('document:issue')} htmlFor="paper-issue">
        <InputNumber
          id="paper-issue"
          min={1}
          max={9999}
          precision={0}
          value={view.issue ?? null}
          onChange={(n) => change({ issue: n ?? undefined }, { replace: true })}
        />
      </Form.Item>
      {(['report', 'send', 'hand'] as const).map((way) => (
        <Form.Item key={way} label={t(`document:to-${way}`)}>
          <Select
            mode="tags"
            open={false}
            suffixIcon={null}
            aria-label={t(`document:to-${way}`)}
            placeholder={t('document:names-hint')}
            tokenSeparators={['、', '，', ',']}
            value={namesOf(view[way])}
            onChange={(names: string[]) => change({ [way]: names.join('、') || undefined })}
          />
        </Form.Item>
      ))}
    </>
  );
}

/** What goes out to somebody: its number and whom it is for; the ledger behind a report. */
function Outgoing({ view, change }: Props) {
  const t = useT();
  return (
    <>
      <Text view={view} change={change} field="number" hint="document:number-form" />
      <Text view={view} change={change} field="recipient" />
      {formOf(view) === 'report' && (
        <Checkbox
          checked={view.annex === true}
          onChange={(e) => change({ annex: e.target.checked || undefined })}
        >
          {t('document:annex')}
        </Checkbox>
      )}
    </>
  );
}

const labels = {
  organ: 'document:organ',
  number: 'document:number',
  recipient: 'document:recipient',
} as const;

function Text({
  view,
  change,
  field,
  hint,
}: Props & { readonly field: keyof typeof labels; readonly hint?: string }) {
  const t = useT();
  return (
    <Form.Item label={t(labels[field])} htmlFor={`paper-${field}`}>
      <Input
        id={`paper-${field}`}
        maxLength={60}
        placeholder={hint ? t(hint) : ''}
        value={view[field] ?? ''}
        onChange={(e) => change({ [field]: e.target.value || undefined }, { replace: true })}
      />
    </Form.Item>
  );
}
