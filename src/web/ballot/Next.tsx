import { Button, Popconfirm } from 'antd';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { LEAST } from '../../contract/ballot/paper.ts';
import type { BallotStep } from '../../contract/ballot/states.ts';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { useAct } from './data.ts';
import { Slips } from './Slips.tsx';
import { ballotView } from './view.ts';

type Forward = Exclude<BallotStep, 'cancel'>;
const forward = ['freeze', 'open', 'close', 'publish'] as const;

/** The one step that comes next, what it does, and what is still missing for it. */
export function Next({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const step = forward.find((name) => b.abilities[name].ok);
  if (!step) return null;
  return (
    <section className="ballot-next" aria-label={t('ballot:next')}>
      <h2>{t(`ballot:next-${step}`)}</h2>
      <p>{t(`ballot:next-${step}-what`)}</p>
      {step === 'freeze' && <Missing ballot={b} />}
      {step === 'open' && <Uncoded ballot={b} />}
      <div className="ballot-row">
        {b.abilities.codes.ok && b.electorates.some((e) => e.bare > 0) && <Slips ballot={b} />}
        <Take ballot={b} step={step} />
        {step === 'close' && <Remind ballot={b} />}
      </div>
    </section>
  );
}

function Take({ ballot: b, step }: { ballot: Ballot; step: Forward }) {
  const t = useT();
  const [, setView] = useView(ballotView);
  const act = useAct(async () => {
    await call('ballot.step', { params: { id: b.id }, body: { step, version: b.version } });
    if (step === 'close') setView({ tab: 'results' });
  }, `ballot:done-${step}`);
  return (
    <>
      <Popconfirm
        title={t(`ballot:sure-${step}`)}
        okText={t(`ballot:do-${step}`)}
        cancelText={t('web.cancel')}
        onConfirm={() => act.mutate(undefined)}
      >
        <Button
          size="small"
          type="primary"
          loading={act.isPending}
          disabled={step === 'freeze' && small(b).length > 0}
        >
          {t(`ballot:do-${step}`)}
        </Button>
      </Popconfirm>
      <Refusal error={act.error} />
    </>
  );
}

const small = (b: Ballot) => b.electorates.filter((e) => e.roll < LEAST);

/** Electorates that are too small to keep a secret. */
function Missing({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const [, setView] = useView(ballotView);
  return (
    <ul className="ballot-issues">
      {small(b).map((e) => (
        <li key={e.id}>
          {t('ballot:need-five', { name: e.name, count: e.roll, least: LEAST })}{' '}
          <Button size="small" onClick={() => setView({ tab: 'roll', act: 'add', of: e.id })}>
            {t('ballot:add-voters')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** People who can neither sign in nor have a code: they could not vote. */
function Uncoded({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const without = b.electorates.filter((e) => e.bare > e.coded);
  if (without.length === 0) return null;
  return (
    <p className="ballot-issues">
      {t('ballot:need-codes', {
        count: without.reduce((sum, e) => sum + e.bare - e.coded, 0),
      })}
    </p>
  );
}

function Remind({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const remind = useAct(
    () => call('ballot.remind', { params: { id: b.id }, body: { version: b.version } }),
    ({ told }) => ['ballot:reminded', { count: told }],
  );
  const { ok, why } = b.abilities.remind;
  return (
    <>
      <Button
        size="small"
        disabled={!ok}
        loading={remind.isPending}
        onClick={() => remind.mutate(undefined)}
      >
        {t('ballot:remind')}
      </Button>
      <span className="dim">
        {t(why === 'ballot-reminded' ? 'ballot:remind-today' : 'ballot:remind-what')}
      </span>
      <Refusal error={remind.error} />
    </>
  );
}
