import { lazy, Suspense } from 'react';
import { useT } from '../shell/language.tsx';
import { Waiting } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Ledger } from './Ledger.tsx';
import { rectifyView } from './view.ts';

const Rechecks = lazy(async () => ({ default: (await import('./Rechecks.tsx')).Rechecks }));

/** Rectification 整改: the ledger with measures, deadlines and effect, and looking back at what was closed. */
export default function Rectify() {
  const t = useT();
  const [{ tab }] = useView(rectifyView);
  if (tab !== 'rechecks') return <Ledger page="rectify" />;
  return (
    <Suspense fallback={<Waiting label={t('web.loading')} />}>
      <Rechecks />
    </Suspense>
  );
}
