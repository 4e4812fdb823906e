import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Select, Spin } from 'antd';
import { z } from 'zod';
import { call } from '../../contract/client.ts';
import {
  type Frame,
  type Numbers,
  numbersOf,
  type Opened,
} from '../../contract/cockpit/numbers.ts';
import type { Loop } from '../../contract/cockpit/operations.ts';
import { breakKinds, lights } from '../../contract/problem/states.ts';
import { useCampaigns } from '../problem/data.ts';
import { WithNested } from '../problem/Narrowed.tsx';
import { LightWord, useWords } from '../problem/parts.tsx';
import { partsOf, useAt } from '../shell/at.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import './cockpit.css';
import { Confirmers } from './Confirmers.tsx';
import { Funnel } from './Funnel.tsx';
import { HeatList } from './HeatList.tsx';
import { addressOf } from './links.ts';
import { Served } from './Served.tsx';

const view = z.object({
  campaign: z.uuid().optional().catch(undefined),
  nested: z.literal('yes').optional().catch(undefined),
  on: z.iso.date().optional().catch(undefined),
});

/** How the loop stands, for whoever leads: one sentence, funnel, lights, ageing, breaks, units. */
export default function Cockpit() {
  const t = useT();
  const at = useAt();
  const [{ campaign, nested, on }, change] = useView(view);
  const campaigns = useCampaigns(at);
  const frame = { ...(campaign ? { campaign } : {}), ...(campaign && nested ? { nested } : {}) };
  const query = {
    ...(at ? { under: at } : {}),
    ...frame,
    ...(on ? { on } : {}),
  };
  const loop = useQuery({
    queryKey: ['cockpit.loop', query],
    queryFn: () => call('cockpit.loop', { query }),
    placeholderData: (before) => before,
  });
  return (
    <div className="page cockpit">
      <PageHead
        title={loop.data ? `${t('cockpit:room')} · ${loop.data.unit.name}` : t('cockpit:room')}
      >
        <Select
          allowClear
          aria-label={t('cockpit:campaign')}
          placeholder={t('cockpit:all-campaigns')}
          className="cockpit-campaign"
          value={campaign ?? null}
          options={(campaigns.data?.rows ?? []).map((c) => ({ value: c.id, label: c.name }))}
          onChange={(id: string | null) => change({ campaign: id ?? undefined })}
        />
        <WithNested
          campaigns={campaigns.data?.rows ?? []}
          campaign={campaign}
          nested={nested}
          onChange={(with_) => change({ nested: with_ })}
        />
        <DayInput
          label={t('cockpit:on')}
          value={on}
          clearable
          onChange={(day) => change({ on: day || undefined })}
        />
        <Button onClick={() => window.print()}>{t('cockpit:print')}</Button>
      </PageHead>
      <Refusal error={loop.error} />
      {loop.data ? (
        <Standing loop={loop.data} frame={frame} query={query} />
      ) : (
        loop.isPending && <Spin />
      )}
    </div>
  );
}

type Query = Frame & { under?: string; on?: string };

function Standing({ loop, frame, query }: { loop: Loop; frame: Frame; query: Query }) {
  const t = useT();
  if (loop.funnel.found === 0 && loop.funnel.sessions === 0)
    return (
      <p className="empty">
        {loop.past ? t('cockpit:empty-then', { day: loop.on }) : t('cockpit:empty')}
        <br />
        {t(loop.past ? 'cockpit:empty-then-next' : 'cockpit:empty-next')}
      </p>
    );
  const numbers = numbersOf(loop, frame);
  return (
    <>
      <Sentence loop={loop} numbers={numbers} />
      <Funnel loop={loop} numbers={numbers} />
      <div className="cockpit-columns">
        <Lights numbers={numbers} />
        <Ageing numbers={numbers} />
        <BreakList past={loop.past} numbers={numbers} />
      </div>
      <HeatList loop={loop} numbers={numbers} />
      <Served query={query} frame={frame} />
      <Confirmers query={query} frame={frame} />
    </>
  );
}

interface Part {
  readonly numbers: Numbers;
}

/** A number that opens its rows. */
export function Rows({ of, name }: { of: Opened; name?: string }) {
  // A number alone says nothing to whoever does not see what it stands beside.
  return (
    <Link
      className="cockpit-number"
      {...(name ? { 'aria-label': `${name} ${of.n}` } : {})}
      {...partsOf(addressOf(of))}
    >
      {of.n}
    </Link>
  );
}

/** How things stand, in one sentence made of facts. */
function Sentence({ loop, numbers }: Part & { loop: Loop }) {
  const t = useT();
  return (
    <p className="cockpit-sentence">
      {loop.past ? t('cockpit:until', { day: loop.on }) : t('cockpit:this-week')}{' '}
      {t('cockpit:raised')} <Rows of={numbers.raised} />
      {t('cockpit:comma')}
      {t('cockpit:closed')} <Rows of={numbers.closed} />
      {t('cockpit:comma')}
      {t('cockpit:reopened')} <Rows of={numbers.reopened} />
      {t('cockpit:semicolon')}
      {t('cockpit:overdue')} <Rows of={numbers.overdue} />
      {t('cockpit:comma')}
      {t('cockpit:long-overdue')} <Rows of={numbers.longOverdue} />
      {t('cockpit:stop')}
    </p>
  );
}

function Lights({ numbers }: Part) {
  const t = useT();
  const w = useWords();
  return (
    <section aria-label={t('cockpit:lights')}>
      <h2>{t('cockpit:lights')}</h2>
      <ul>
        {lights.map((light) => (
          <li key={light}>
            <LightWord light={light} />
            <Rows name={w.light(light)} of={numbers.lights[light]} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const EDGES = [0, 30, 60, 90] as const;

function Ageing({ numbers }: Part) {
  const t = useT();
  return (
    <section aria-label={t('cockpit:ageing')}>
      <h2>{t('cockpit:ageing')}</h2>
      <ul>
        {numbers.ages.map((number, i) => {
          const from = EDGES[i]!;
          const to = EDGES[i + 1];
          const said = to
            ? t('cockpit:days-between', { from: i === 0 ? 0 : from + 1, to })
            : t('cockpit:days-beyond', { days: from });
          return (
            <li key={from}>
              <span>{said}</span>
              <Rows name={said} of={number} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function BreakList({ past, numbers }: Part & { past: boolean }) {
  const t = useT();
  const w = useWords();
  const one = (name: string, number: Opened) => (
    <li key={name}>
      <span>{name}</span>
      <Rows name={name} of={number} />
    </li>
  );
  return (
    <section aria-label={t('cockpit:breaks')}>
      <h2>{t('cockpit:breaks')}</h2>
      {past && <p className="dim">{t('cockpit:breaks-today')}</p>}
      <ul>
        {!past && breakKinds.map((b) => numbers.breaks[b] && one(w.break(b), numbers.breaks[b]))}
        {!past && one(t('cockpit:silent'), numbers.silent)}
        {one(t('cockpit:fruitless'), numbers.fruitless)}
      </ul>
    </section>
  );
}
