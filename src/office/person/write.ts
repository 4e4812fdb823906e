import type { Translate } from '../../contract/messages/index.ts';
import type { Role } from '../../contract/permissions.ts';
import type { PostRank, TenureKind } from '../../contract/person/schemas.ts';
import { excel } from '../excel.ts';
import { addTable } from '../results/sheet.ts';

/** A person with one of their posts, as the form has it. */
export interface FormRow {
  readonly name: string;
  readonly number: string | null;
  readonly unit: string;
  readonly postUnit: string | null;
  readonly post: string | null;
  readonly rank: PostRank | null;
  readonly kind: TenureKind | null;
  readonly since: string | null;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly roles: readonly Role[];
}

/** People with posts and roles as a workbook that can be filled on and read in again. */
export async function peopleXlsx(
  rows: readonly FormRow[],
  title: string,
  t: Translate,
): Promise<Uint8Array> {
  const workbook = new (await excel()).Workbook();
  workbook.creator = 'Shiji';
  const sheet = addTable(
    workbook,
    t('person:room'),
    [
      { heading: t('person:name'), width: 12 },
      { heading: t('person:number'), width: 12 },
      { heading: t('person:unit'), width: 28 },
      { heading: t('person:post-unit'), width: 22 },
      { heading: t('person:post'), width: 22 },
      { heading: t('person:form-rank'), width: 14 },
      { heading: t('person:tenure-kind'), width: 10 },
      { heading: t('person:tenure-since'), width: 13 },
      { heading: t('person:mobile'), width: 16 },
      { heading: t('person:email'), width: 26 },
      { heading: t('person:role'), width: 24 },
    ],
    rows.map((r) => [
      r.name,
      r.number ?? '',
      r.unit,
      r.postUnit ?? '',
      r.post ?? '',
      r.rank ? t(`person:rank-${r.rank}`) : '',
      r.kind ? t(`person:kind-${r.kind}`) : '',
      r.since ?? '',
      r.mobile ?? '',
      r.email ?? '',
      r.roles.map((role) => t(`identity:role-${role}`)).join('、'),
    ]),
    { missing: '', title, footer: title, frozen: 1 },
  );
  // Numbers that are names: a spreadsheet must not drop their zeros.
  for (const column of [2, 9]) sheet.getColumn(column).numFmt = '@';
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}
