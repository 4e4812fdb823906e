import { issuePlace } from '../../contract/messages/issue.ts';
import type { LedgerPreview } from '../../contract/problem/imports.ts';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';

type Skipped = LedgerPreview['skipped'][number];
const kinds = ['total', 'note', 'section', 'heading', 'empty'] as const satisfies Skipped['why'][];
/** Rows that are named one by one. */
const MOST_NAMED = 200;

/** What of a file cannot be seen and was read all the same, and which of its rows are no problems. */
export function ImportReading({
  preview: { sheets, skipped, unseen },
}: {
  readonly preview: Pick<LedgerPreview, 'sheets' | 'skipped' | 'unseen'>;
}) {
  const t = useT();
  const said = kinds.flatMap((why) => {
    const count = skipped.filter((s) => s.why === why).length;
    const kind = t(`ledger:skipped-${why}`);
    return count > 0 ? [t('ledger:import-skipped-kind', { kind, count })] : [];
  });
  return (
    <>
      {sheets.map(({ sheet, hidden }) => (
        <Hidden key={sheet} sheet={sheet} hidden={hidden} />
      ))}
      {unseen.length > 0 && (
        <p className="ledger-hidden">{t('ledger:import-unseen', { sheets: listed(t, unseen) })}</p>
      )}
      {skipped.length > 0 && (
        <details className="ledger-skipped">
          <summary>
            {t('ledger:import-skipped', { count: skipped.length, kinds: listed(t, said) })}
          </summary>
          <p className="dim">{t('ledger:import-skipped-what')}</p>
          <ul>
            {skipped.slice(0, MOST_NAMED).map(({ sheet, row, why, text }) => (
              <li key={`${sheet} ${row}`}>
                {issuePlace({ code: why, at: { ...(sheet ? { sheet } : {}), row } }, t)}{' '}
                <span className="dim">{t(`ledger:skipped-${why}`)}</span> {text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Rows and columns of a sheet that its sender does not see. */
function Hidden({ sheet, hidden }: Pick<LedgerPreview['sheets'][number], 'sheet' | 'hidden'>) {
  const t = useT();
  const at = { sheet: t('office.at-sheet', { sheet: sheet ?? '' }) };
  const { rows: count, first, columns } = hidden;
  const told = listed(t, first.map(String));
  const rows = count > first.length ? t('ledger:import-and-more', { rows: told }) : told;
  return (
    <>
      {count > 0 && (
        <p className="ledger-hidden">{t('ledger:import-hidden-rows', { ...at, count, rows })}</p>
      )}
      {columns.length > 0 && (
        <p>{t('ledger:import-hidden-columns', { ...at, columns: listed(t, columns) })}</p>
      )}
    </>
  );
}
