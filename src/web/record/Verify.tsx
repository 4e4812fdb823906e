import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Progress } from 'antd';
import { call } from '../../contract/client.ts';
import type { Verification } from '../../contract/record/operations.ts';
import { useT } from '../shell/language.tsx';
import { localTime, Refusal } from '../shell/parts.tsx';

const KEY = ['record', 'verification'];
const LOOK_EVERY = 1_000;

/** Has the whole record checked, and tells how far that is and what the last check found. */
export function Verify() {
  const t = useT();
  const client = useQueryClient();
  const found = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call('record.verification', {}, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? LOOK_EVERY : false),
  });
  const ask = useMutation({
    mutationFn: () => call('record.verify', {}),
    onSuccess: (answer) => client.setQueryData(KEY, answer),
  });
  const { state, done = 0, total = 0, report, endedAt } = found.data ?? {};
  return (
    <>
      <Button loading={ask.isPending || state === 'running'} onClick={() => ask.mutate()}>
        {t(report ? 'record:verify-again' : 'record:verify')}
      </Button>
      <Refusal error={ask.error ?? found.error} />
      <div role="status">
        {state === 'running' && (
          <>
            <p>{t('record:verifying', { done, total })}</p>
            <Progress
              percent={total === 0 ? 0 : Math.min(99, Math.floor((done / total) * 100))}
              aria-label={t('record:verify')}
            />
          </>
        )}
        {state === 'failed' && (
          <Alert
            className="record-report"
            type="warning"
            showIcon
            title={t('record:verify-failed')}
          />
        )}
        {report && <Report report={report} at={endedAt ?? null} />}
      </div>
    </>
  );
}

function Report({
  report,
  at,
}: {
  readonly report: NonNullable<Verification['report']>;
  readonly at: string | null;
}) {
  const t = useT();
  const { ok, size, erased, faults, more } = report;
  return (
    <Alert
      className="record-report"
      showIcon
      type={ok ? 'success' : 'error'}
      title={[
        t(ok ? 'record:verified' : 'record:not-verified', { size }),
        at && t('record:verified-at', { at: localTime(at) }),
      ]
        .filter(Boolean)
        .join(' · ')}
      description={
        !ok || erased > 0 ? (
          <>
            {erased > 0 && <p>{t('record:verified-erased', { erased })}</p>}
            {faults.length > 0 && (
              <ul>
                {faults.map((fault, i) => (
                  <li key={i}>{t(`record:verify-${fault.code}`, fault.params)}</li>
                ))}
              </ul>
            )}
            {more > 0 && <p>{t('record:more-faults', { more })}</p>}
          </>
        ) : undefined
      }
    />
  );
}
