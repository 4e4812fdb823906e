import { useQueries, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Progress } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import type { Step } from '../../contract/problem/states.ts';
import type { Said } from '../../contract/problem/verdicts.ts';
import { useT } from '../shell/language.tsx';
import { useMay } from '../shell/parts.tsx';
import { useWords } from './parts.tsx';
import { StepWords } from './StepWords.tsx';
import {
  type Abilities,
  type Done,
  needsWords,
  type Offer,
  offersOf,
  saidOf,
  takeAll,
} from './steps.ts';

interface Props {
  readonly rows: readonly ProblemRow[];
  readonly onClear: () => void;
}

interface Work {
  readonly step: Step;
  readonly of: number;
  readonly done: readonly Done<ProblemRow>[];
}

/** What can be done with all selected rows at once; afterwards each that was not done says why. */
export function Bulk({ rows, onClear }: Props) {
  const t = useT();
  const say = useWords();
  const may = useMay();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Step>();
  const [work, setWork] = useState<Work>();
  const offered = offersOf(rows, may, useAbilities(rows));
  const run = async (step: Step, said: Said = {}) => {
    const { fit, not } = offered.find((o) => o.step === step)!;
    const of = fit.length + not.length;
    setAsking(undefined);
    setWork({ step, of, done: not });
    await takeAll(
      step,
      fit,
      (row) => saidOf(step, row, said),
      (done) => setWork({ step, of, done: [...not, ...done] }),
    );
    await client.invalidateQueries({ queryKey: ['problem'] });
  };
  const outcome = work && <Outcome work={work} onClose={() => setWork(undefined)} />;
  // What was done may have taken its rows out of the list: what came of it is still told.
  if (rows.length === 0) return outcome ?? null;
  return (
    <div className="ledger-bulk" role="toolbar" aria-label={t('problem:bulk')}>
      <strong>{t('problem:selected', { count: rows.length })}</strong>
      {offered.map(({ step, fit, not }) => (
        <Button
          key={step}
          size="small"
          disabled={fit.length === 0}
          title={[...new Set(not.map((n) => t(`server.error-${n.refused}`)))].join(' ')}
          onClick={() => (needsWords(step) ? setAsking(step) : void run(step))}
        >
          {say.step(step)} {fit.length < rows.length && <span className="dim">{fit.length}</span>}
        </Button>
      ))}
      {offered.length === 0 && <span className="dim">{t('problem:bulk-none')}</span>}
      <Button size="small" type="text" onClick={onClear}>
        {t('problem:unselect')}
      </Button>
      {asking && (
        <StepWords
          key={asking}
          step={asking}
          measures={fitOf(offered, asking).flatMap((r) => r.measures)}
          onSay={(said) => void run(asking, said)}
          onCancel={() => setAsking(undefined)}
        />
      )}
      {outcome}
    </div>
  );
}

const fitOf = (offered: readonly Offer<ProblemRow>[], step: Step): readonly ProblemRow[] =>
  offered.find((o) => o.step === step)?.fit ?? [];

/** Problems asked about at once: their ids stand in one address. */
const AT_ONCE = 100;

/** What the server says of the steps of the rows, as far as it has answered. */
function useAbilities(rows: readonly ProblemRow[]): ReadonlyMap<string, Abilities> {
  const parts = Array.from({ length: Math.ceil(rows.length / AT_ONCE) }, (_, i) =>
    rows.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
  return useQueries({
    queries: parts.map((part) => ({
      queryKey: ['problem', 'abilities', part.map((r) => `${r.id} ${r.version}`)],
      queryFn: () =>
        call('problem.abilities', { query: { ids: part.map((r) => r.id).join(',') as never } }),
    })),
    combine: (found) => new Map(found.flatMap((f) => f.data ?? []).map((a) => [a.id, a.steps])),
  });
}

function Outcome({ work, onClose }: { work: Work; onClose: () => void }) {
  const t = useT();
  const say = useWords();
  const { step, of, done } = work;
  const refused = done.filter((d) => d.refused !== undefined);
  const over = done.length === of;
  const said = t(refused.length > 0 ? 'problem:bulk-partly' : 'problem:bulk-done', {
    done: done.length - refused.length,
    not: refused.length,
  });
  return (
    <Modal
      open
      title={say.step(step)}
      onCancel={onClose}
      footer={
        <Button type="primary" disabled={!over} onClick={onClose}>
          {t('web.close')}
        </Button>
      }
      closable={over}
      mask={{ closable: false }}
    >
      <p role="status">{over ? said : t('problem:bulk-going', { done: done.length, of })}</p>
      {!over && <Progress percent={Math.round((100 * done.length) / of)} showInfo={false} />}
      {refused.length > 0 && (
        <ul className="ledger-refused">
          {refused.map(({ row, refused: code }) => (
            <li key={row.id}>
              <span className="tabular">{row.number}</span> {row.title}
              <div className="dim">{t(`server.error-${code}`)}</div>
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
