import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

/** Rows of bars, the first at the top. `null`: there is no figure. Two series differ by pattern as well as by colour. */
export interface Bars { unit: string; rows: readonly string[]; series: readonly { name: string; values: readonly (number | null)[] }[] }

const WIDTH = 900;
const ROW = 56;
const FONT = 'Arial, sans-serif';
/** Dark and light enough to be told apart in grey, and hatched besides. */
const LOOKS = [
  { color: '#005eb8' },
  { color: '#ffffff', borderColor: '#212b32', borderWidth: 2, borderType: 'dashed' as const },
];

/** Long names in two lines, never cut in the middle of a word. */
const folded = (name: string): string => name.replace(/^(.{18,34}?) (.+)$/u, '$1\n$2');

/** The bars as SVG: drawn here, without a browser. What it shows stands in a table beside it. */
export function barsAsSvg({ unit, rows, series }: Bars): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: 110 + Math.max(1, rows.length) * ROW });
  try {
    chart.setOption({
      animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: FONT, fontSize: 15, color: '#212b32' },
      grid: { left: 250, right: 70, top: 48, bottom: 56 }, legend: { top: 8, left: 0, selectedMode: false, textStyle: { fontFamily: FONT, fontSize: 15, color: '#212b32' } },
      xAxis: { type: 'value', name: unit, nameLocation: 'middle', nameGap: 32, minInterval: 1, axisLabel: { color: '#212b32', fontSize: 14 }, nameTextStyle: { color: '#212b32', fontSize: 15 }, splitLine: { lineStyle: { color: '#d8dde0' } } },
      yAxis: { type: 'category', data: rows.map(folded), inverse: true, axisTick: { show: false }, axisLabel: { color: '#212b32', fontSize: 15, interval: 0 } },
      series: series.map(({ name, values }, at) => ({
        type: 'bar' as const, name, data: values.map((value) => (value === null ? '-' : Math.round(value * 10) / 10)), itemStyle: LOOKS[at % LOOKS.length]!, barMaxWidth: 20, label: { show: true, position: 'right' as const, color: '#212b32', fontSize: 14 },
      })),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
