import { useNavigate } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useT } from '../shell/language.tsx';

/** From the ledger to looking back and again; what narrows one says nothing of the other. */
export function RectifyTabs({ tab }: { tab: 'ledger' | 'rechecks' }) {
  const t = useT();
  const navigate = useNavigate();
  const turn = (to: 'ledger' | 'rechecks') =>
    void navigate({
      to: '.',
      search: (({ at }: { at?: string }) => ({
        at,
        tab: to === 'rechecks' ? to : undefined,
      })) as never,
    });
  return (
    <Segmented
      size="small"
      aria-label={t('problem:tabs')}
      value={tab}
      onChange={turn}
      options={(['ledger', 'rechecks'] as const).map((value) => ({
        value,
        label: t(`problem:tab-${value}`),
      }))}
    />
  );
}
