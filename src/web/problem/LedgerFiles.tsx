import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { address } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import { ledgerForms } from '../../contract/problem/files.ts';
import { useLanguage } from '../shell/language.tsx';
import { useMay } from '../shell/parts.tsx';
import { sortOf } from './data.ts';
import { type LedgerView, queryOf } from './view.ts';

/** Ledgers in from Excel, and out as the table shows them. */
export function LedgerFiles({
  view,
  set,
}: {
  readonly view: LedgerView;
  readonly set: (change: Partial<LedgerView>) => void;
}) {
  const { t, lang } = useLanguage();
  const may = useMay();
  const href = (form: (typeof ledgerForms)[number]) =>
    address(operations['problem.export'], {
      query: { ...queryOf(view), sort: sortOf(view), form, lang },
    });
  return (
    <>
      {may('problem.write') && (
        <Button icon={<UploadOutlined aria-hidden />} onClick={() => set({ act: 'import' })}>
          {t('ledger:import')}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: ledgerForms.map((form) => ({
            key: form,
            label: (
              <a href={href(form)} download>
                {t(`ledger:form-${form}`)}
              </a>
            ),
          })),
        }}
      >
        <Button icon={<DownloadOutlined aria-hidden />} aria-haspopup="menu">
          {t('ledger:export')}
        </Button>
      </Dropdown>
    </>
  );
}
