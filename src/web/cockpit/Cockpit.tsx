import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Select, Spin } from 'antd';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { call } from '../../contract/client.ts';
import { breakKinds } from '../../contract/problem/states.ts';
import { useCampaigns } from '../problem/data.ts';
import { LightWord, useWords } from '../problem/parts.tsx';
import { partsOf, useAt } from '../shell/at.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import './cockpit.css';
import { Funnel } from './Funnel.tsx';
import { HeatList } from './HeatList.tsx';
import { type Loop, OWED, rowsAt } from './links.ts';

const view = z.object({
  campaign: z.uuid().optional().catch(undefined),
  on: z.iso.date().optional().catch(undefined),
});

/** How the loop stands, for whoever leads: one sentence, funnel, lights, ageing, breaks, units. */
export default function Cockpit() {
  const t = useT();
  const at = useAt();
  const [{ campaign, on }, change] = useView(view);
  const campaigns = useCampaigns(at);
  const query = {
    ...(at ? { under: at } : {}),
    ...(campaign ? { campaign } : {}),
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
        <DayInput
          label={t('cockpit:on')}
          value={on}
          clearable
          onChange={(day) => change({ on: day || undefined })}
        />
        <Button onClick={() => window.print()}>{t('cockpit:print')}</Button>
      </PageHead>
      <Refusal error={loop.error} />
      {loop.data ? <Standing loop={loop.data} campaign={campaign} /> : loop.isPending && <Spin />}
    </div>
  );
}

function Standing({ loop, campaign }: { loop: Loop; campaign: string | undefined }) {
  const t = useT();
  if (loop.funnel.found === 0 && loop.funnel.sessions === 0)
    return (
      <p className="empty">
        {t('cockpit:empty')}
        <br />
        {t('cockpit:empty-next')}
      </p>
    );
  return (
    <>
      <Sentence loop={loop} campaign={campaign} />
      <Funnel loop={loop} campaign={campaign} />
      <div className="cockpit-columns">
        <Lights loop={loop} campaign={campaign} />
        <Ageing loop={loop} campaign={campaign} />
        <BreakList loop={loop} campaign={campaign} />
      </div>
      <HeatList loop={loop} campaign={campaign} />
    </>
  );
}

interface Part {
  readonly loop: Loop;
  readonly campaign: string | undefined;
}

/** A number that opens its rows. */
export function Rows({ to, of, children }: { to: string; of?: string; children: ReactNode }) {
  // A number alone says nothing to whoever does not see what it stands beside.
  return (
    <Link
      className="cockpit-number"
      {...(of ? { 'aria-label': `${of} ${children}` } : {})}
      {...partsOf(to)}
    >
      {children}
    </Link>
  );
}

/** How things stand, in one sentence made of facts. */
function Sentence({ loop, campaign }: Part) {
  const t = useT();
  const { week, on } = loop;
  const rows = (narrow: Parameters<typeof rowsAt>[2]) => rowsAt(loop, campaign, narrow);
  return (
    <p className="cockpit-sentence">
      {loop.past ? t('cockpit:until', { day: on }) : t('cockpit:this-week')} {t('cockpit:raised')}{' '}
      <Rows to={rows({ raisedFrom: week.from, raisedTo: on })}>{week.raised}</Rows>
      {t('cockpit:comma')}
      {t('cockpit:closed')}{' '}
      <Rows to={rows({ closedFrom: week.from, closedTo: on })}>{week.closed}</Rows>
      {t('cockpit:comma')}
      {t('cockpit:reopened')}{' '}
      <Rows to={rows({ reopenedFrom: week.from, reopenedTo: on })}>{week.reopened}</Rows>
      {t('cockpit:semicolon')}
      {t('cockpit:overdue')}{' '}
      <Rows to={rows({ state: OWED, light: 'overdue' })}>{loop.overdue}</Rows>
      {t('cockpit:comma')}
      {t('cockpit:long-overdue')}{' '}
      <Rows to={rows({ state: OWED, light: 'overdue', dueTo: before(loop.longBefore) })}>
        {loop.longOverdue}
      </Rows>
      {t('cockpit:stop')}
    </p>
  );
}

/** The day before. */
export const before = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

function Lights({ loop, campaign }: Part) {
  const t = useT();
  const w = useWords();
  return (
    <section aria-label={t('cockpit:lights')}>
      <h2>{t('cockpit:lights')}</h2>
      <ul>
        {(['overdue', 'soon', 'open', 'waiting', 'done'] as const).map((light) => (
          <li key={light}>
            <LightWord light={light} />
            <Rows of={w.light(light)} to={rowsAt(loop, campaign, { light })}>
              {loop.lights[light] ?? 0}
            </Rows>
          </li>
        ))}
      </ul>
    </section>
  );
}

const EDGES = [0, 30, 60, 90] as const;

function Ageing({ loop, campaign }: Part) {
  const t = useT();
  const day = (ago: number): string =>
    new Date(Date.parse(`${loop.on}T00:00:00Z`) - ago * 86_400_000).toISOString().slice(0, 10);
  const state = 'open,working,applied,reviewed,confirmed,notice';
  return (
    <section aria-label={t('cockpit:ageing')}>
      <h2>{t('cockpit:ageing')}</h2>
      <ul>
        {loop.ageing.map((n, i) => {
          const from = EDGES[i]!;
          const to = EDGES[i + 1];
          const span = to
            ? { raisedFrom: day(to), ...(i === 0 ? {} : { raisedTo: day(from + 1) }) }
            : { raisedTo: day(from + 1) };
          const said = to
            ? t('cockpit:days-between', { from: i === 0 ? 0 : from + 1, to })
            : t('cockpit:days-beyond', { days: from });
          return (
            <li key={from}>
              <span>{said}</span>
              <Rows of={said} to={rowsAt(loop, campaign, { state, ...span })}>
                {n}
              </Rows>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function BreakList({ loop, campaign }: Part) {
  const t = useT();
  const w = useWords();
  if (loop.past)
    return (
      <section>
        <h2>{t('cockpit:breaks')}</h2>
        <p className="dim">{t('cockpit:breaks-today')}</p>
      </section>
    );
  const found = breakKinds.filter((b) => loop.breaks[b]);
  return (
    <section aria-label={t('cockpit:breaks')}>
      <h2>{t('cockpit:breaks')}</h2>
      <ul>
        {found.map((b) => (
          <li key={b}>
            <span>{w.break(b)}</span>
            <Rows of={w.break(b)} to={rowsAt(loop, campaign, { break: b })}>
              {loop.breaks[b]}
            </Rows>
          </li>
        ))}
        <li>
          <span>{t('cockpit:silent')}</span>
          <Rows of={t('cockpit:silent')} to={rowsAt(loop, campaign, { silent: 'yes' })}>
            {loop.silent}
          </Rows>
        </li>
        <li>
          <span>{t('cockpit:fruitless')}</span>
          <Rows of={t('cockpit:fruitless')} to={`/study?at=${loop.unit.id}&show=nothing`}>
            {loop.funnel.fruitless}
          </Rows>
        </li>
      </ul>
    </section>
  );
}
