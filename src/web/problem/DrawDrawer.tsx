import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Form, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { addDays } from '../../contract/deadline/days.ts';
import { type Draws, MOST_DRAWN, shareOf } from '../../contract/problem/rechecks.ts';
import { partsOf, useAt } from '../shell/at.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { useMedia } from '../shell/look.tsx';
import { localTime, Refusal, useMay } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { useCampaigns } from './data.ts';
import { DayField } from './fields.tsx';

/** Days to look back at what was drawn, unless another day is given. */
const DAYS = 30;

/** Draws closed problems by lot, and shows every draw on record with its seed. */
export function DrawDrawer({ onClose }: { onClose: () => void }) {
  const t = useT();
  const may = useMay();
  const at = useAt();
  const narrow = useMedia('(max-width: 700px)');
  const [chosen, choose] = useState<string>();
  const frames = useCampaigns(at).data?.rows ?? [];
  const campaign = chosen ?? (frames.find((c) => c.closedOn === null) ?? frames[0])?.id;
  const query = { campaign: campaign ?? '', ...(at ? { under: at } : {}) };
  const found = useQuery({
    queryKey: ['problem', 'draws', query],
    queryFn: () => call('problem.draws', { query }),
    enabled: campaign !== undefined,
  });
  return (
    <WritingDrawer
      open
      size={narrow ? '100%' : 560}
      title={t(may('problem.settle') ? 'problem:draw' : 'problem:draws')}
      onClose={onClose}
    >
      <Select
        aria-label={t('problem:campaign')}
        value={campaign ?? null}
        onChange={choose}
        options={frames.map((c) => ({ value: c.id, label: c.name }))}
        className="draw-campaign"
      />
      <Refusal error={found.error} />
      {found.data && (
        <>
          <p>
            {t('problem:draw-from', {
              unit: found.data.unit.name,
              from: found.data.from,
              share: found.data.share,
            })}
          </p>
          {may('problem.settle') && campaign && (
            <DrawForm key={`${campaign} ${found.data.from}`} campaign={campaign} now={found.data} />
          )}
          <OnRecord draws={found.data} />
        </>
      )}
    </WritingDrawer>
  );
}

function DrawForm({ campaign, now }: { campaign: string; now: Draws }) {
  const t = useT();
  const client = useQueryClient();
  const most = Math.min(MOST_DRAWN, now.from);
  const act = useMutation({
    mutationFn: (f: { number: number; due: string }) =>
      call('problem.draw', { body: { ...f, campaignId: campaign, under: now.unit.id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['problem', 'rechecks'] });
      await client.invalidateQueries({ queryKey: ['today'] });
      // Anew with what is left: what was drawn just now stands at the top of the draws.
      await client.invalidateQueries({ queryKey: ['problem', 'draws'] });
    },
  });
  if (now.from === 0) return <p className="empty">{t('problem:draw-none')}</p>;
  return (
    <Form<{ number: number; due: string }>
      layout="vertical"
      requiredMark={false}
      initialValues={{
        number: Math.min(most, Math.max(1, shareOf(now.from, now.share))),
        due: addDays(today(), DAYS),
      }}
      onFinish={(f) => act.mutate(f)}
    >
      <Form.Item
        name="number"
        label={t('problem:draw-number')}
        rules={[{ required: true, message: t('problem:draw-number-missing') }]}
      >
        <InputNumber min={1} max={most} precision={0} className="draw-number" />
      </Form.Item>
      <DayField name="due" to="come" min={addDays(today(), 1)} label={t('problem:draw-due')} />
      <Refusal error={act.error} />
      <Button type="primary" htmlType="submit" loading={act.isPending}>
        {t('problem:draw-do')}
      </Button>
    </Form>
  );
}

/** The draws on record: with seed and list anybody draws the same again. */
function OnRecord({ draws }: { draws: Draws }) {
  const t = useT();
  const may = useMay();
  return (
    <section aria-label={t('problem:draws')} className="problem-part">
      <h2>{t('problem:draws')}</h2>
      {draws.rows.length === 0 ? (
        <p className="empty">{t('problem:draws-none')}</p>
      ) : (
        <Alert type="info" title={t('problem:draws-how')} />
      )}
      <ol className="way">
        {draws.rows.map((d) => (
          <li key={d.id}>
            <span className="tabular">{localTime(d.at)}</span>{' '}
            <span className="dim">
              {t(d.monthly ? 'problem:draws-monthly' : 'problem:draws-by-hand')} · {d.unit.name}
            </span>
            <p>{t('problem:draws-one', { from: d.from, drawn: d.drawn, due: d.due })}</p>
            <p className="draw-seed">
              {t('problem:draws-seed')} <code>{d.seed}</code>{' '}
              {may('record.read') && (
                <Link {...partsOf(`/record?entry=${d.id}`)}>{t('problem:draws-entry')}</Link>
              )}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
