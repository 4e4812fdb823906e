import { colours } from '../shell/theme.ts';

const axisText = { color: colours.dim, fontSize: 12 };
const quietLine = { lineStyle: { color: colours.border } };

/** Horizontal bars to either side of zero, one a name, largest first at the top. */
export function signedBars(items: readonly { name: string; value: number }[], digits = 2) {
  return {
    grid: { left: 4, right: 48, top: 4, bottom: 4, containLabel: true },
    tooltip: { trigger: 'item', valueFormatter: (v: number) => v.toFixed(digits) },
    // Room for the figure beside the longest bar on either side.
    xAxis: {
      type: 'value',
      boundaryGap: ['12%', '12%'],
      axisLabel: axisText,
      splitLine: quietLine,
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: items.map((i) => i.name),
      axisLabel: { ...axisText, width: 118, overflow: 'truncate' },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 12,
        data: items.map((i) => ({
          value: i.value,
          itemStyle: { color: i.value < 0 ? colours.minus : colours.plus },
          label: { position: i.value < 0 ? 'left' : 'right' },
        })),
        label: {
          show: true,
          fontSize: 11,
          color: colours.text,
          formatter: ({ value }: { value: number }) =>
            `${value > 0 ? '+' : ''}${value.toFixed(digits)}`,
        },
      },
    ],
  };
}

/** Shares with their intervals: a bar to the estimate, a line over the interval. */
export function intervalBars(
  items: readonly { name: string; value: number; low: number; high: number }[],
) {
  return {
    grid: { left: 4, right: 24, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', min: 0, axisLabel: axisText, splitLine: quietLine },
    yAxis: {
      type: 'category',
      inverse: true,
      data: items.map((i) => i.name),
      axisLabel: axisText,
      axisTick: { show: false },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 14,
        data: items.map((i) => i.value),
        itemStyle: { color: colours.bar },
      },
      {
        type: 'custom',
        data: items.map((i, k) => [i.low, i.high, k]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (
          _: unknown,
          api: { value: (d: number) => number; coord: (p: number[]) => number[] },
        ) => {
          const [x1, y] = api.coord([api.value(0), api.value(2)]) as [number, number];
          const [x2] = api.coord([api.value(1), api.value(2)]) as [number, number];
          return {
            type: 'line',
            shape: { x1, x2, y1: y, y2: y },
            style: { stroke: colours.range, lineWidth: 3 },
          };
        },
      },
    ],
  };
}

/** Counts in equal bins; the bin of the marked value is darker. */
export function histogram(values: readonly number[], marked: number | undefined, unit: string) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const bins = Math.max(4, Math.min(20, Math.ceil(Math.sqrt(values.length))));
  const width = (high - low) / bins || 1;
  const binOf = (v: number): number => Math.min(bins - 1, Math.floor((v - low) / width));
  const counts = new Array<number>(bins).fill(0);
  for (const v of values) counts[binOf(v)]!++;
  const at = marked === undefined || Number.isNaN(marked) ? -1 : binOf(marked);
  const text = (v: number): string => String(Number(v.toPrecision(3)));
  return {
    grid: { left: 4, right: 12, top: 24, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis' },
    xAxis: {
      type: 'category',
      data: counts.map((_, k) => `${text(low + k * width)}–${text(low + (k + 1) * width)}`),
      axisLabel: axisText,
      name: unit,
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: axisText, splitLine: quietLine },
    series: [
      {
        type: 'bar',
        barCategoryGap: '8%',
        data: counts.map((value, k) => ({
          value,
          itemStyle: { color: k === at ? colours.identity : colours.bar },
        })),
      },
    ],
  };
}
