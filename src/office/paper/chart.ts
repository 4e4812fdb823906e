import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { typeArea } from './measures.ts';
import type { ChartBlock } from './model.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, AriaComponent, SVGRenderer]);

/** A drawn chart; width and height in millimetres. */
export interface Picture {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Units of the drawing a millimetre, and dots of the picture a unit: about 300 dots an inch. */
const UNITS = 4;
const DOTS = 3;
const FAMILY = 'Noto Sans SC';
const sans = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
);

/** Draws a chart in black on white: fillings differ by hatching, and each bar bears its figure. */
export function drawChart(chart: ChartBlock): Picture {
  const width = typeArea.width;
  const height = heightOf(chart);
  const drawing = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: width * UNITS,
    height: height * UNITS,
  });
  drawing.setOption(optionOf(chart));
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  const picture = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: DOTS },
    font: { fontFiles: [sans], loadSystemFonts: false, defaultFontFamily: FAMILY },
  });
  return { png: new Uint8Array(picture.render().asPng()), width, height };
}

function heightOf({ shape, categories, series }: ChartBlock): number {
  if (shape !== 'bars') return 70;
  return 14 + categories.length * (series.length * 6 + 4);
}

/** Fillings a black-and-white printer keeps apart, darkest first. */
const fillings = ['#333333', '#bdbdbd', '#ffffff', '#7f7f7f'] as const;
const hatching = [
  undefined,
  {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [2, 6],
    rotation: Math.PI / 4,
    color: '#333333',
  },
  undefined,
  { symbol: 'circle', dashArrayX: [6, 6], dashArrayY: [6, 6], color: '#ffffff', symbolSize: 0.5 },
];

function optionOf({ shape, categories, series }: ChartBlock) {
  const text = { fontFamily: FAMILY, fontSize: 15, color: '#000000' };
  const names = {
    type: 'category' as const,
    data: [...categories],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: '#000000', width: 1.5 } },
    axisLabel: { ...text, interval: 0 },
    inverse: shape === 'bars',
  };
  const values = {
    type: 'value' as const,
    axisLabel: { ...text, show: shape === 'line' },
    splitLine: { show: shape === 'line', lineStyle: { color: '#cccccc' } },
  };
  return {
    animation: false,
    textStyle: { fontFamily: FAMILY },
    grid: {
      left: 10,
      right: 60,
      top: series.length > 1 ? 44 : 24,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBounds: { left: 10, right: 60, top: 10, bottom: 8 },
    },
    ...(series.length > 1
      ? { legend: { top: 4, textStyle: text, itemWidth: 28, data: series.map((s) => s.name) } }
      : {}),
    xAxis: shape === 'bars' ? values : names,
    yAxis: shape === 'bars' ? names : values,
    series: series.map(({ name, values: data }, i) => ({
      name,
      data: [...data],
      label: { ...text, show: true, position: shape === 'bars' ? 'right' : 'top' },
      ...(shape === 'line' ? lineOf(i) : barOf(i)),
    })),
  } as Parameters<ReturnType<typeof init>['setOption']>[0];
}

function barOf(i: number) {
  const at = i % fillings.length;
  return {
    type: 'bar' as const,
    barMaxWidth: 26,
    barGap: '20%',
    itemStyle: {
      color: fillings[at],
      borderColor: '#333333',
      borderWidth: 1.2,
      ...(hatching[at] ? { decal: hatching[at] } : {}),
    },
  };
}

function lineOf(i: number) {
  return {
    type: 'line' as const,
    symbol: ['circle', 'rect', 'triangle', 'diamond'][i % 4],
    symbolSize: 9,
    itemStyle: { color: '#000000' },
    lineStyle: {
      color: '#000000',
      width: 2,
      type: (['solid', 'dashed', 'dotted'] as const)[i % 3],
    },
  };
}
