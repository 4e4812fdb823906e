import { Button } from 'antd';
import { address } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import { useLanguage } from '../shell/language.tsx';
import { useMay } from '../shell/parts.tsx';

/** People of the units looked at as a workbook, in the form that is read in again. */
export function ExportPeople({ unit }: { unit?: string | undefined }) {
  const { t, lang } = useLanguage();
  const may = useMay();
  if (!may('person.manage')) return null;
  const query = { lang, ...(unit ? { under: unit } : {}) };
  return (
    <Button href={address(operations['person.form'], { query })}>{t('person:export-form')}</Button>
  );
}
