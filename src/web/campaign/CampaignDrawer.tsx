import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Popover, Tabs } from 'antd';
import { useState } from 'react';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { ApiError, call } from '../../contract/client.ts';
import { History } from '../record/History.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, useMay, Waiting } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { StateOf } from './Campaigns.tsx';
import { CampaignUnit } from './ClassField.tsx';
import { Copies } from './Copies.tsx';
import { Coverage } from './Coverage.tsx';
import { WordFields } from './OpenForm.tsx';
import { RequiredFields } from './RequiredFields.tsx';
import { RuleFields } from './RuleFields.tsx';
import { TaxonomyFields } from './TaxonomyFields.tsx';
import { TemplateFields } from './TemplateFields.tsx';
import { campaignView, type parts } from './view.ts';

/** One campaign: who has no list yet, and its frame to read or to change. */
export function CampaignDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const found = useQuery({
    queryKey: ['campaign', 'one', id],
    queryFn: () => call('campaign.get', { params: { id } }),
  });
  const missing = found.error instanceof ApiError && found.error.code === 'not-found';
  if (found.data)
    return <Loaded key={found.data.version} campaign={found.data} onClose={onClose} />;
  return (
    <Drawer open size={760} title={t('campaign:campaign')} onClose={onClose}>
      {found.isPending && <Waiting label={t('web.loading')} />}
      {missing ? (
        <p className="empty">{t('campaign:not-here')}</p>
      ) : (
        <Refusal error={found.error} />
      )}
    </Drawer>
  );
}

type Fields = Pick<
  Campaign,
  'name' | 'theme' | 'since' | 'rules' | 'taxonomy' | 'required' | 'templates'
>;

const fieldsOf = (c: Campaign): Fields => ({
  name: c.name,
  theme: c.theme,
  since: c.since,
  rules: c.rules,
  taxonomy: c.taxonomy,
  required: c.required,
  templates: c.templates,
});

function Loaded({ campaign: c, onClose }: { campaign: Campaign; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [view, setView] = useView(campaignView);
  const [form] = Form.useForm<Fields>();
  const [touched, setTouched] = useState(false);
  const maySee = useMay();
  const may = c.abilities.manage.ok;
  const save = useMutation({
    mutationFn: (f: Fields) =>
      call('campaign.change', {
        params: { id: c.id },
        body: { ...fieldsOf(c), ...f, parentId: c.parentId, version: c.version },
      }),
    onSuccess: async () => {
      setTouched(false);
      await client.invalidateQueries({ queryKey: ['campaign'] });
      void message.success(t('campaign:saved'));
    },
  });
  const frame = { frame: <Frame />, taxonomy: <TaxonomyFields may={may} /> };
  const lists = { required: <RequiredFields may={may} />, templates: <TemplateFields may={may} /> };
  const read = maySee('problem.read') ? { copies: <Copies campaign={c} /> } : {};
  const panes = { coverage: <Coverage campaign={c} />, ...read, ...frame, ...lists };
  return (
    <WritingDrawer
      unsaved={touched}
      beside={['part', 'list']}
      open
      size={760}
      title={c.name}
      onClose={onClose}
      footer={
        may && (
          <>
            <Refusal error={save.error} />
            <div className="drawer-foot">
              <End campaign={c} />
              <div className="grow" />
              <Button
                disabled={!touched}
                onClick={() => {
                  form.resetFields();
                  setTouched(false);
                }}
              >
                {t('campaign:undo')}
              </Button>
              <Button
                type="primary"
                disabled={!touched}
                loading={save.isPending}
                onClick={() => form.submit()}
              >
                {t('campaign:save')}
              </Button>
            </div>
          </>
        )
      }
    >
      <p className="campaign-head">
        <StateOf campaign={c} /> <span className="dim">{c.unit.name}</span>{' '}
        <span className="dim">{t('campaign:from', { day: c.since })}</span>
      </p>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={!may}
        className="campaign-form"
        initialValues={fieldsOf(c)}
        onValuesChange={() => setTouched(true)}
        // The store whole: codes of tendencies have no field of their own.
        onFinish={() => save.mutate(form.getFieldsValue(true) as Fields)}
        onFinishFailed={({ errorFields }) =>
          setView({ part: partOf(String(errorFields[0]?.name[0])) })
        }
      >
        <CampaignUnit value={c.unit.id}>
          <Tabs
            size="small"
            activeKey={view.part}
            onChange={(part) => setView({ part: part as (typeof parts)[number] })}
            items={(Object.keys(panes) as (keyof typeof panes)[]).map((key) => ({
              key,
              label: t(`campaign:part-${key}`),
              children: panes[key],
              // Fields of the form are there though nobody looks at them; what is asked for is not.
              forceRender: key !== 'coverage' && key !== 'copies',
            }))}
          />
        </CampaignUnit>
      </Form>
      <section className="campaign-history">
        <h2>{t('campaign:happened')}</h2>
        <History subject={`campaign:${c.id}`} />
      </section>
    </WritingDrawer>
  );
}

const partOf = (field: string): (typeof parts)[number] =>
  field === 'taxonomy' || field === 'required' || field === 'templates' ? field : 'frame';

function Frame() {
  return (
    <>
      <WordFields />
      <RuleFields />
    </>
  );
}

/** Ends a campaign on a day: nothing new is raised in it, what is open goes on. */
function End({ campaign: c }: { campaign: Campaign }) {
  const t = useT();
  const client = useQueryClient();
  const [on, setOn] = useState<string | undefined>(today());
  const end = useMutation({
    mutationFn: () =>
      call('campaign.close', { params: { id: c.id }, body: { on: on!, version: c.version } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['campaign'] }),
  });
  return (
    <Popover
      trigger="click"
      getPopupContainer={(el) => el.parentElement ?? document.body}
      content={
        <div className="campaign-end">
          <p>{t('campaign:end-what')}</p>
          <DayInput
            label={t('campaign:end-day')}
            value={on}
            min={c.since}
            max={today()}
            onChange={setOn}
          />
          <Button danger disabled={!on} loading={end.isPending} onClick={() => end.mutate()}>
            {t('campaign:end')}
          </Button>
          <Refusal error={end.error} />
        </div>
      }
    >
      <Button danger>{t('campaign:end')}</Button>
    </Popover>
  );
}
