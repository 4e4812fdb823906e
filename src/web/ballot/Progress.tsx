import { Button, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { LEAST } from '../../contract/ballot/paper.ts';
import { call } from '../../contract/client.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { daysText } from './Ballots.tsx';
import { type Electorate, shareOf, useAct } from './data.ts';
import { Next } from './Next.tsx';
import { Published } from './Published.tsx';

/** How far a ballot is: what comes next, days, turnout by electorate, and what is on record of it. */
export function Progress({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  return (
    <>
      <Steps ballot={b} />
      <Next ballot={b} />
      {b.reason && <Fact name={t('ballot:reason')}>{b.reason}</Fact>}
      <Days ballot={b} />
      <Turnout ballot={b} />
      {b.state === 'published' && <Published ballot={b} />}
      {b.rollHash && <Hashes ballot={b} />}
    </>
  );
}

const road = ['draft', 'frozen', 'open', 'closed', 'published'] as const;

/** The way of every ballot, with where this one stands. */
function Steps({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  if (b.state === 'cancelled') return null;
  const at = road.indexOf(b.state);
  return (
    <ol className="ballot-steps" aria-label={t('ballot:steps')}>
      {road.map((state, i) => (
        <li
          key={state}
          className={i < at ? 'past' : i === at ? 'now' : 'later'}
          {...(i === at ? { 'aria-current': 'step' as const } : {})}
        >
          {t(`ballot:step-${state}`)}
        </li>
      ))}
    </ol>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <p className="ballot-fact">
      <span className="dim">{name}</span> {children}
    </p>
  );
}

/** Planned days; they can be moved until the close. */
function Days({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const [days, setDays] = useState<{ opensOn?: string; closesOn?: string }>();
  const save = useAct(async () => {
    await call('ballot.plan', {
      params: { id: b.id },
      body: {
        opensOn: days?.opensOn ?? null,
        closesOn: days?.closesOn ?? null,
        version: b.version,
      },
    });
    setDays(undefined);
  }, 'ballot:planned');
  const begin = () =>
    setDays({
      ...(b.opensOn ? { opensOn: b.opensOn } : {}),
      ...(b.closesOn ? { closesOn: b.closesOn } : {}),
    });
  if (!days)
    return (
      <Fact name={t('ballot:days')}>
        <span className="tabular">{daysText(b) || t('ballot:days-none')}</span>{' '}
        {b.abilities.plan.ok && (
          <Button size="small" type="text" onClick={begin}>
            {t('ballot:days-change')}
          </Button>
        )}
      </Fact>
    );
  const set = (name: 'opensOn' | 'closesOn') => (day: string | undefined) =>
    setDays(({ [name]: _, ...rest } = {}) => (day ? { ...rest, [name]: day } : rest));
  return (
    <>
      <div className="ballot-row">
        <DayInput
          clearable
          label={t('ballot:opens-on')}
          value={days.opensOn}
          onChange={set('opensOn')}
        />
        <DayInput
          clearable
          label={t('ballot:closes-on')}
          min={today()}
          value={days.closesOn}
          onChange={set('closesOn')}
        />
        <Button size="small" loading={save.isPending} onClick={() => save.mutate(undefined)}>
          {t('ballot:save')}
        </Button>
        <Button size="small" type="text" onClick={() => setDays(undefined)}>
          {t('web.cancel')}
        </Button>
      </div>
      <Refusal error={save.error} />
    </>
  );
}

interface Figure {
  readonly title: string;
  readonly width: number;
  readonly of: (e: Electorate) => string;
}

/** How many have drawn: by whole fives until the close, and nothing else. */
function Turnout({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const over = b.results !== null;
  const begun = over || b.state === 'open';
  const figures: readonly Figure[] = [
    { title: t('ballot:share'), width: 80, of: (e) => shareOf(e.weight, b.electorates) },
    { title: t('ballot:on-roll'), width: 90, of: (e) => String(e.roll) },
    begun
      ? { title: t('ballot:drawn'), width: 120, of: (e) => drawnText(e, over) }
      : { title: t('ballot:bare'), width: 90, of: (e) => String(e.bare) },
    ...(over
      ? [
          {
            title: t('ballot:cast'),
            width: 110,
            of: (e: Electorate) => String(e.cast ?? t('ballot:fewer', { least: LEAST })),
          },
        ]
      : []),
  ];
  return (
    <section className="ballot-part">
      <h2>{t(begun ? 'ballot:turnout' : 'ballot:roll')}</h2>
      <Table<Electorate>
        size="small"
        rowKey="id"
        dataSource={[...b.electorates]}
        pagination={false}
        columns={[
          {
            title: t('ballot:electorate'),
            render: (_, e) => (
              <>
                {e.name}
                <div className="folded dim tabular">
                  {figures.map(({ title, of }) => `${title} ${of(e)}`).join(' · ')}
                </div>
              </>
            ),
          },
          ...figures.map(({ title, of, width }) => ({
            title,
            width,
            align: 'right' as const,
            responsive: ['md' as const],
            render: (_: unknown, e: Electorate) => of(e),
          })),
        ]}
      />
      {b.state === 'open' && <p className="dim">{t('ballot:turnout-what', { least: LEAST })}</p>}
    </section>
  );
}

const drawnText = (e: Electorate, over: boolean): string => {
  const share = e.roll > 0 ? `${Math.floor((e.drawn / e.roll) * 100)}%` : '—';
  return over ? `${e.drawn} · ${share}` : `≥ ${e.drawn} · ${share}`;
};

/** What is on record since the freeze: whoever is shown others is shown another ballot. */
function Hashes({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  return (
    <section className="ballot-part">
      <h2>{t('ballot:hashes')}</h2>
      <p className="dim">{t('ballot:hashes-what')}</p>
      <dl className="ballot-hashes">
        <dt>{t('ballot:roll-hash')}</dt>
        <dd className="hash">{b.rollHash}</dd>
        {b.electorates.map((e) => (
          <div key={e.id}>
            <dt>{t('ballot:key-hash', { name: e.name })}</dt>
            <dd className="hash">{e.keyHash}</dd>
          </div>
        ))}
        {b.sealHash && (
          <div>
            <dt>{t('ballot:seal-hash')}</dt>
            <dd className="hash">{b.sealHash}</dd>
          </div>
        )}
        {b.bulletinHash && (
          <div>
            <dt>{t('ballot:bulletin-hash')}</dt>
            <dd className="hash">{b.bulletinHash}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
