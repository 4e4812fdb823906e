import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { address } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import type { LedgerColumn } from '../../contract/problem/cells.ts';
import { type exportForms, ledgerForms } from '../../contract/problem/files.ts';
import { useLanguage } from '../shell/language.tsx';
import { useMay } from '../shell/parts.tsx';
import { sortOf } from './data.ts';
import { type LedgerView, queryOf } from './view.ts';

/** Ledgers in from Excel, and out: as the table shows them, or whole, to come back. */
export function LedgerFiles({
  view,
  set,
  columns,
}: {
  readonly view: LedgerView;
  readonly set: (change: Partial<LedgerView>) => void;
  readonly columns: readonly LedgerColumn[];
}) {
  const { t, lang } = useLanguage();
  const may = useMay();
  // Rows stand under headings by a column that may not be shown: a file says it in each row.
  const shown = view.group && !columns.includes(view.group) ? [view.group, ...columns] : columns;
  const href = (form: (typeof exportForms)[number]) =>
    address(operations['problem.export'], {
      query: {
        ...{ ...queryOf(view), sort: sortOf(view), form, lang },
        ...(form === 'shown' ? { cols: shown.join(',') as never } : {}),
      },
    });
  const item = (form: (typeof exportForms)[number]) => ({
    key: form,
    label: (
      <a href={href(form)} download>
        {t(`ledger:form-${form}`)}
      </a>
    ),
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
          items: [
            {
              ...{ key: 'as-shown', type: 'group', label: t('ledger:export-shown') },
              children: [item('shown')],
            },
            {
              ...{ key: 'whole', type: 'group', label: t('ledger:export-whole') },
              children: ledgerForms.map(item),
            },
          ],
        }}
      >
        <Button icon={<DownloadOutlined aria-hidden />} aria-haspopup="menu">
          {t('ledger:export')}
        </Button>
      </Dropdown>
    </>
  );
}
