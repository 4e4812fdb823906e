import { writeFile } from 'node:fs/promises';
import { operationsOf } from '../contract/person/access.ts';
import type { AccessRow } from '../office/person/access.ts';
import { columns } from './columns.ts';
import { homeOf, starting } from './serve.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

export interface AccessOptions {
  readonly unit?: string;
  readonly person?: string;
  readonly csv?: string;
  readonly demo?: boolean;
}

/**
 * `shiji access-report`: who may do what, where, since when and by whom, by unit and by person,
 * with the operations each role opens. With the embedded database the server must be stopped.
 */
export async function accessCommand(options: AccessOptions, session: Session): Promise<number> {
  const { t } = session;
  const { demo = false } = options;
  const { openContext } = await import('../server/main.ts');
  const { report } = await import('../server/person/access.service.ts');
  const { ctx, close } = await starting(session, () => openContext({ home: homeOf(demo), demo }));
  try {
    const found = await report(ctx, options);
    if ('unknown' in found)
      throw new CommandError(
        ExitCode.badInput,
        t(`cli.access-no-${found.unknown}`, { text: options[found.unknown] ?? '' }),
      );
    if (options.csv) await writeFile(options.csv, found.csv(t));
    session.answer({ ok: true, rights: found.byUnit, operations: reachable(found.byUnit) });
    print(found.byUnit, session, 'unit');
    print(found.byPerson, session, 'person');
    printRoles(found.byUnit, session);
    if (options.csv) session.hint(t('cli.access-written', { path: options.csv }));
  } finally {
    await close();
  }
  return ExitCode.ok;
}

const rolesIn = (rows: readonly AccessRow[]) => [...new Set(rows.map((r) => r.role))].sort();
const reachable = (rows: readonly AccessRow[]) =>
  Object.fromEntries(rolesIn(rows).map((role) => [role, operationsOf(role)]));

function print(rows: readonly AccessRow[], session: Session, by: 'unit' | 'person'): void {
  const { t, say } = session;
  const own = (r: AccessRow): string =>
    by === 'unit'
      ? [r.unit, r.unitCode].filter(Boolean).join(' ')
      : [r.person, r.personNumber, r.personUnit].filter(Boolean).join(' · ');
  say(t(`cli.access-by-${by}`, { count: rows.length }));
  if (rows.length === 0) say(`  ${t('cli.access-none')}`);
  const lines = columns(
    rows.map((r) => [
      by === 'unit' ? `${r.person}（${r.personUnit}）` : r.unit,
      t(`identity:role-${r.role}`),
      `${r.since} – ${r.through ?? t('person:no-end')}`,
      r.lentBy
        ? t('cli.access-lent', { name: r.lentBy })
        : t('cli.access-given', { name: r.by ?? t('person:by-setup') }),
      r.reason ?? '',
    ]),
  );
  let head = '';
  rows.forEach((row, i) => {
    if (own(row) !== head) {
      head = own(row);
      say(head);
    }
    say(`  ${lines[i]}`);
  });
  say();
}

function printRoles(rows: readonly AccessRow[], { t, say }: Session): void {
  say(t('cli.access-roles'));
  for (const role of rolesIn(rows)) {
    const names = operationsOf(role);
    say(`  ${t(`identity:role-${role}`)}（${names.length}）`);
    say(`    ${names.join(' ')}`);
  }
}
