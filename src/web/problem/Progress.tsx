import { Form, Select } from 'antd';
import { call } from '../../contract/client.ts';
import { quantity } from '../../contract/problem/cells.ts';
import type { Measure, ProblemWhole } from '../../contract/problem/schemas.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { about as aboutOf } from '../shell/marks.ts';
import { useMe } from '../shell/parts.tsx';
import { DayField, LongField, NumberField, ReasonField } from './fields.tsx';
import { InPlace } from './InPlace.tsx';

interface TellingProps {
  readonly problem: ProblemWhole;
  readonly onDone: () => Promise<unknown>;
  /** Whether the form stands open, as an address asks, and what to do when it closes. */
  readonly telling?: boolean;
  readonly onTold?: (() => void) | undefined;
}

/** How it goes, told over time; a figure where there is one. */
export function Progress({ problem, onDone, telling = false, onTold }: TellingProps) {
  const t = useT();
  const { progress, abilities } = problem;
  const me = useMe();
  const takesBack = (by: string) => abilities.report.ok && (by === me?.id || abilities.change.ok);
  return (
    <section aria-label={t('problem:progress')} className="problem-part">
      <h2>{t('problem:progress')}</h2>
      {progress.length === 0 && <p className="dim">{t('problem:progress-none')}</p>}
      <ol className="way">
        {progress.map((p) => (
          <li key={p.id} className={p.withdrawn === null ? '' : 'stale'}>
            <span className="tabular">{p.on}</span> <span className="dim">{p.by.name}</span>
            <Told p={p} measures={problem.measures} />
            {p.withdrawn !== null && (
              <p>{t('problem:progress-withdrawn-for', { reason: p.withdrawn })}</p>
            )}
            <EvidenceList brief subject={`progress:${p.id}`} />
            {p.withdrawn === null && takesBack(p.by.id) && (
              <InPlace<{ reason: string }>
                quiet
                label={t('problem:progress-withdraw')}
                about={aboutOf(t, t('problem:progress-withdraw'), p.on)}
                run={async (body) => {
                  await call('problem.withdraw-progress', { params: { id: p.id }, body });
                  await onDone();
                }}
              >
                <ReasonField />
              </InPlace>
            )}
          </li>
        ))}
      </ol>
      {abilities.report.ok && (
        // Anew when an address asks for it while the problem is open already.
        <Report
          key={String(telling)}
          problem={problem}
          onDone={onDone}
          telling={telling}
          onTold={onTold}
        />
      )}
    </section>
  );
}

/** What was told: of which measure where there are several, and its figure by name and unit. */
function Told(props: { p: ProblemWhole['progress'][number]; measures: readonly Measure[] }) {
  const t = useT();
  const { p, measures } = props;
  const of = measures.length === 1 ? measures[0] : measures.find((m) => m.id === p.measureId);
  return (
    <p>
      {of && measures.length > 1 && (
        <span className="dim">{t('problem:progress-of', { measure: of.text })}</span>
      )}
      {p.text}
      {p.value !== null && (
        <strong className="tabular">
          {' '}
          {[of?.figure, quantity(p.value, of?.figureUnit)].filter(Boolean).join(' ')}
        </strong>
      )}
    </p>
  );
}

/** Stands for the problem as a whole, where a measure is chosen. */
const WHOLE = 'whole';

/** Tells how it goes: of the only measure, of one's own, or of what is chosen. */
function Report({ problem, onDone, telling = false, onTold }: TellingProps) {
  const t = useT();
  const me = useMe();
  const standing = problem.measures.filter((m) => m.state !== 'withdrawn');
  const only = standing.length === 1 ? standing[0] : undefined;
  const own = standing.filter((m) => m.owner?.id === me?.id);
  const about = only ?? (own.length === 1 ? own[0] : undefined);
  return (
    <InPlace<{ measure: string; on: string; text: string; value?: number | null }>
      label={t('problem:report')}
      opened={telling}
      onClose={onTold}
      initial={{ on: today(), ...(about ? { measure: about.id } : {}) }}
      run={async (f) => {
        await call('problem.report', {
          params: { id: problem.id },
          body: {
            measureId: f.measure === WHOLE ? null : (f.measure ?? about?.id),
            on: f.on,
            text: f.text,
            value: f.value ?? null,
          },
        });
        await onDone();
      }}
    >
      {standing.length > 1 && (
        <Form.Item
          name="measure"
          label={t('problem:report-measure')}
          extra={t('problem:report-measure-what')}
          rules={[{ required: true, message: t('problem:report-measure-need') }]}
        >
          <Select
            options={[
              ...standing.map((m) => ({ value: m.id, label: m.text })),
              { value: WHOLE, label: t('problem:report-whole') },
            ]}
          />
        </Form.Item>
      )}
      <LongField
        first
        name="text"
        label={t('problem:report-what')}
        like={t('problem:report-like')}
      />
      <div className="two">
        <DayField name="on" label={t('problem:report-day')} />
        <NumberField
          name="value"
          label={
            only?.figure
              ? t('problem:figure-now', { figure: only.figure, baseline: only.baseline ?? '—' })
              : t('problem:report-value')
          }
          unit={only?.figureUnit ?? null}
        />
      </div>
    </InPlace>
  );
}
