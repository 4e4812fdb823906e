import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { BulkOutcome } from '../../contract/problem/bulk.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import type { Step } from '../../contract/problem/states.ts';
import type { Said } from '../../contract/problem/verdicts.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, useMay } from '../shell/parts.tsx';
import { BulkFill } from './BulkFill.tsx';
import { useWords } from './parts.tsx';
import { StepWords } from './StepWords.tsx';
import {
  type Abilities,
  needsWords,
  type Offer,
  offersOf,
  type Refused,
  takeMany,
} from './steps.ts';

interface Props {
  readonly rows: readonly ProblemRow[];
  readonly onClear: () => void;
  /** Rows of the filter that can be selected beyond those there are, with the words for it. */
  readonly all: { readonly label: string; readonly select: () => Promise<void> } | undefined;
}

interface Act {
  readonly title: string;
  readonly rows: readonly ProblemRow[];
  /** Rows that were not even tried, since it was known why not. */
  readonly not: readonly Refused<ProblemRow>[];
  readonly run: (rows: readonly ProblemRow[]) => Promise<BulkOutcome>;
}

/** What can be done with all selected rows at once; afterwards each that was not done says why. */
export function Bulk({ rows, onClear, all }: Props) {
  const t = useT();
  const say = useWords();
  const may = useMay();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Step>();
  const [filling, setFilling] = useState(false);
  const offered = offersOf(rows, may, useAbilities(rows));
  const act = useMutation({
    mutationFn: ({ run, rows }: Act) => run(rows),
    onSettled: () => client.invalidateQueries({ queryKey: ['problem'] }),
  });
  const selecting = useMutation({ mutationFn: async () => all?.select() });
  const take = (step: Step, said: Said = {}) => {
    const { fit, not } = offered.find((o) => o.step === step)!;
    setAsking(undefined);
    act.mutate({
      title: say.step(step),
      rows: fit,
      not,
      run: (rows) => takeMany(step, rows, said),
    });
  };
  const outcome = act.variables && (
    <Outcome act={act.variables} told={act.data} error={act.error} onClose={act.reset} />
  );
  // What was done may have taken its rows out of the list: what came of it is still told.
  if (rows.length === 0) return outcome ?? null;
  return (
    <div className="ledger-bulk" role="toolbar" aria-label={t('problem:bulk')}>
      <strong>{t('problem:selected', { count: rows.length })}</strong>
      {all && (
        <Button
          size="small"
          type="link"
          loading={selecting.isPending}
          onClick={() => selecting.mutate()}
        >
          {all.label}
        </Button>
      )}
      {offered.map(({ step, fit, not }) => (
        <Button
          key={step}
          size="small"
          disabled={fit.length === 0}
          title={[...new Set(not.map((n) => t(`server.error-${n.why}`)))].join(' ')}
          onClick={() => (needsWords(step) ? setAsking(step) : take(step))}
        >
          {say.step(step)} {fit.length < rows.length && <span className="dim">{fit.length}</span>}
        </Button>
      ))}
      {offered.length === 0 && <span className="dim">{t('problem:bulk-none')}</span>}
      {may('problem.write') && (
        <Button size="small" aria-haspopup="dialog" onClick={() => setFilling(true)}>
          {t('problem:bulk-set')}
        </Button>
      )}
      <Button size="small" type="text" onClick={onClear}>
        {t('problem:unselect')}
      </Button>
      {asking && (
        <StepWords
          key={asking}
          step={asking}
          measures={fitOf(offered, asking).flatMap((r) => r.measures)}
          onSay={(said) => take(asking, said)}
          onCancel={() => setAsking(undefined)}
        />
      )}
      {filling && (
        <BulkFill
          rows={rows}
          onClose={() => setFilling(false)}
          onFill={(run) => {
            setFilling(false);
            act.mutate({ title: t('problem:bulk-set'), rows, not: [], run });
          }}
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
/** With more than these the answer would come late: each row is judged when the act is done. */
const ASKED = 300;

/** What the server says of the steps of the rows, as far as it has answered. */
function useAbilities(rows: readonly ProblemRow[]): ReadonlyMap<string, Abilities> {
  const asked = rows.length > ASKED ? [] : rows;
  const parts = Array.from({ length: Math.ceil(asked.length / AT_ONCE) }, (_, i) =>
    asked.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
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

interface OutcomeProps {
  readonly act: Act;
  readonly told: BulkOutcome | undefined;
  readonly error: Error | null;
  readonly onClose: () => void;
}

function Outcome({ act, told, error, onClose }: OutcomeProps) {
  const t = useT();
  const over = told !== undefined || error !== null;
  const byId = new Map(act.rows.map((r) => [r.id, r]));
  const refused = [
    ...act.not,
    ...(told?.refused ?? []).map(({ id, why }) => ({ row: byId.get(id)!, why })),
  ];
  const said = t(refused.length > 0 ? 'problem:bulk-partly' : 'problem:bulk-done', {
    done: told?.done.length ?? 0,
    not: refused.length,
  });
  return (
    <Modal
      open
      title={act.title}
      onCancel={onClose}
      footer={
        <Button type="primary" disabled={!over} onClick={onClose}>
          {t('web.close')}
        </Button>
      }
      closable={over}
      mask={{ closable: false }}
    >
      {!over && <p role="status">{t('problem:bulk-working', { count: act.rows.length })}</p>}
      {told && (
        <p role="status">
          {told.same.length > 0 && t('problem:bulk-same', { count: told.same.length })} {said}
        </p>
      )}
      <Refusal error={error} />
      {told && refused.length > 0 && (
        <ul className="ledger-refused">
          {refused.map(({ row, why }) => (
            <li key={row.id}>
              <span className="tabular">{row.number}</span> {row.title}
              <div className="dim">{t(`server.error-${why}`)}</div>
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
