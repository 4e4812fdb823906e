import { BarChart, CustomChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { colours, fonts } from '../shell/theme.ts';

echarts.use([BarChart, CustomChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

interface Props {
  readonly option: echarts.EChartsCoreOption;
  readonly height: number;
  /** Read out instead of the drawing. */
  readonly label: string;
  readonly onClick?: (index: number) => void;
}

/** An ECharts drawing that follows its option and its box. */
export default function Chart({ option, height, label, onClick }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(undefined);
  useEffect(() => {
    const made = echarts.init(box.current!, undefined, { renderer: 'svg' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(box.current!);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(
      { animation: false, textStyle: { fontFamily: fonts, color: colours.text }, ...option },
      { notMerge: true },
    );
  }, [option]);
  useEffect(() => {
    const made = chart.current;
    if (!made || !onClick) return;
    const listen = (event: { dataIndex: number }): void => onClick(event.dataIndex);
    made.on('click', listen as never);
    return () => {
      made.off('click', listen as never);
    };
  }, [onClick]);
  return <div ref={box} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}
