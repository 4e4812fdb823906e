import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { SpecialWhole } from '../../contract/special/operations.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { NeedLinks } from '../need/NeedLinks.tsx';
import { History } from '../record/History.tsx';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal, Waiting } from '../shell/parts.tsx';
import { Assign } from './Assign.tsx';
import { useSpecial } from './data.ts';
import { Joint } from './Joint.tsx';
import { Units } from './Units.tsx';
import './special.css';

const ProblemDrawer = lazy(async () => ({
  default: (await import('../problem/ProblemDrawer.tsx')).ProblemDrawer,
}));

interface Props {
  readonly id: string;
  readonly onClose: () => void;
  readonly onEdit: () => void;
}

/** A special rectification: how far each unit is, what is missing, and what the reader may do. */
export function SpecialPage({ id, onClose, onEdit }: Props) {
  const t = useT();
  const found = useSpecial(id);
  const special = found.data;
  return (
    <div className="page special">
      <PageHead title={special?.name ?? t('special:room')}>
        <Button onClick={onClose}>{t('special:back')}</Button>
        {special?.abilities.change.ok && <Button onClick={onEdit}>{t('special:edit')}</Button>}
      </PageHead>
      <Refusal error={found.error} />
      {special ? (
        <Inside special={special} />
      ) : (
        found.isPending && <Waiting label={t('web.loading')} />
      )}
    </div>
  );
}

function Inside({ special }: { special: SpecialWhole }) {
  const t = useT();
  const [read, setRead] = useState<string>();
  return (
    <>
      <p className="dim">
        {t('special:led-by', { lead: special.lead.name })} · {special.since} – {special.due}
        {special.closedOn && ` · ${t('special:closed-on', { day: special.closedOn })}`}
      </p>
      <p>{special.goal}</p>
      {special.outcome && <p>{t('special:outcome-said', { outcome: special.outcome })}</p>}
      <Units special={special} onRead={setRead} />
      <Joint special={special} />
      {special.abilities.change.ok && <Assign special={special} />}
      <NeedLinks plan={`special:${special.id}`} />
      <EvidenceList subject={`special:${special.id}`} />
      <History subject={`special:${special.id}`} />
      <Suspense>
        {read && (
          <ProblemDrawer id={read} special={special.id} onClose={() => setRead(undefined)} />
        )}
      </Suspense>
    </>
  );
}
