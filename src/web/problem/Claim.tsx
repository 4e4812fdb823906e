import { call } from '../../contract/client.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { owingStates } from '../../contract/problem/states.ts';
import { useDone } from '../shell/done.tsx';
import { useT } from '../shell/language.tsx';
import { ReasonField } from './fields.tsx';
import { InPlace } from './InPlace.tsx';

interface Props {
  readonly problem: ProblemWhole;
  readonly onDone: () => Promise<unknown>;
}

/** What the ledger it came in with says is finished: until when that is to be shown, or that it is not so. */
export function Claim({ problem: p, onDone }: Props) {
  const t = useT();
  const done = useDone();
  if (!p.claimUntil || !owingStates.includes(p.state)) return null;
  const day = p.claimedOn ? t('problem:claimed-on', { day: p.claimedOn }) : '';
  return (
    <section aria-label={t('problem:claimed')} className="problem-part problem-claim">
      <p>
        {p.claimed
          ? t('problem:claimed-what', { day, until: p.claimUntil })
          : t('problem:claimed-part', { until: p.claimUntil })}
      </p>
      {p.abilities.refuseClaim.ok && (
        <InPlace<{ reason: string }>
          label={t('problem:claim-refuse')}
          run={async ({ reason }) => {
            await call('problem.refuse-claim', {
              params: { id: p.id },
              body: { reason: reason.trim(), version: p.version },
            });
            await onDone();
            done(t('problem:claim-refused', { number: p.number }), { key: p.id });
          }}
        >
          <ReasonField />
        </InPlace>
      )}
    </section>
  );
}
