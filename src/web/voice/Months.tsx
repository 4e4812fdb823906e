import type { HotRow } from '../../contract/voice/topic-operations.ts';
import { useT } from '../shell/language.tsx';

/** Months shown at most: the latest. */
const SHOWN = 24;
const HEIGHT = 20;
const WIDE = 5;

/** Every month from the first to the last that is told, those without a voice too. */
function filled(months: HotRow['months']): HotRow['months'] {
  const [first] = months;
  const last = months.at(-1);
  if (!first || !last) return [];
  const at = new Map(months.map((m) => [m.month, m.texts]));
  const all: { month: string; texts: number }[] = [];
  let [year, month] = first.month.split('-').map(Number) as [number, number];
  for (;;) {
    const name = `${year}-${String(month).padStart(2, '0')}`;
    all.push({ month: name, texts: at.get(name) ?? 0 });
    if (name >= last.month) return all.slice(-SHOWN);
    month = (month % 12) + 1;
    if (month === 1) year++;
  }
}

/** How voices came, month by month, as bars; the most in words for readers of the screen. */
export function Months({ months }: { months: HotRow['months'] }) {
  const t = useT();
  const bars = filled(months);
  const most = bars.reduce((a, b) => (b.texts > a.texts ? b : a), { month: '', texts: 0 });
  if (most.texts === 0) return null;
  return (
    <svg
      className="hot-months"
      width={bars.length * (WIDE + 1)}
      height={HEIGHT}
      role="img"
      aria-label={t('hot:most-in', { month: most.month, count: most.texts })}
    >
      <title>{t('hot:most-in', { month: most.month, count: most.texts })}</title>
      {bars.map(({ month, texts }, i) => {
        const height = texts === 0 ? 1 : Math.max(2, (HEIGHT * texts) / most.texts);
        return (
          <rect key={month} x={i * (WIDE + 1)} y={HEIGHT - height} width={WIDE} height={height} />
        );
      })}
    </svg>
  );
}
