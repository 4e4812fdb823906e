import { FlagOutlined } from '@ant-design/icons';
import type { Translate } from '../../contract/messages/index.ts';
import { breakKinds, type Light, lights } from '../../contract/problem/states.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { useCounts } from './data.ts';
import { LightWord, useWords } from './parts.tsx';
import { type LedgerView, queryOf, toggled, valuesOf } from './view.ts';

interface Props {
  readonly view: LedgerView;
  readonly set: (change: Partial<LedgerView>) => void;
}

/** 1,284 as it is read. */
export const grouped = (n: number): string => n.toLocaleString('en-US');

/** «1–50 / 1,284»; where counting stopped, «more than». */
export function rangeText(
  t: Translate,
  given: { first: number; last: number; total: number; more: boolean },
): string {
  const { first, last, total, more } = given;
  if (total === 0) return t('problem:range-none');
  const of = more ? t('problem:range-over', { cap: grouped(total) }) : grouped(total);
  return `${grouped(first)}–${grouped(last)} / ${of}`;
}

/** Rows by light; a click narrows to them. Counted without the lights that narrow already. */
export function Lights({ view, set }: Props) {
  const t = useT();
  const counts = useCounts(queryOf({ ...view, light: undefined }));
  const chosen = valuesOf(view.light);
  return (
    <fieldset className="ledger-lights">
      <legend className="unseen">{t('problem:filter-light')}</legend>
      {lights.map((light: Light) => (
        <button
          key={light}
          type="button"
          aria-pressed={chosen.includes(light)}
          onClick={() => set({ light: toggled(view.light, light) })}
        >
          <LightWord light={light} />{' '}
          <span className="tabular">{grouped(counts.data?.lights[light] ?? 0)}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** The line below the table: which rows are in sight, and what the chains of all of them lack. */
export function Footer(props: Props & { readonly range: string }) {
  const { view, set, range } = props;
  const t = useT();
  const say = useWords();
  const counts = useCounts(queryOf({ ...view, break: undefined, silent: undefined }));
  const chosen = valuesOf(view.break);
  const found = breakKinds.filter((b) => counts.data?.breaks[b] || chosen.includes(b));
  const silent = counts.data?.silent ?? 0;
  // Of a past day nobody knows what chains lacked.
  const past = view.on !== undefined && view.on < today();
  return (
    <footer className="ledger-foot">
      <fieldset className="ledger-breaks">
        <legend>
          <FlagOutlined aria-hidden /> {t('problem:breaks')}
        </legend>
        {found.map((b) => (
          <button
            key={b}
            type="button"
            aria-pressed={chosen.includes(b)}
            onClick={() => set({ break: toggled(view.break, b) })}
          >
            {say.break(b)} <span className="tabular">{grouped(counts.data?.breaks[b] ?? 0)}</span>
          </button>
        ))}
        {(silent > 0 || view.silent) && (
          <button
            type="button"
            aria-pressed={view.silent === 'yes'}
            onClick={() => set({ silent: view.silent ? undefined : 'yes' })}
          >
            {t('problem:silent')} <span className="tabular">{grouped(silent)}</span>
          </button>
        )}
        {past && <span className="dim">{t('problem:breaks-today')}</span>}
        {counts.data && !past && found.length === 0 && silent === 0 && (
          <span className="dim">{t('problem:breaks-none')}</span>
        )}
      </fieldset>
      <span className="grow" />
      <span className="tabular" aria-live="polite">
        {range}
      </span>
    </footer>
  );
}
