import uPlot from 'uplot';

const fontSize = '11px';
const shownSeconds = 180;

/** How a chart is drawn: in the colours that the page has right now. */
export function chartOptions(
  host: HTMLElement,
  {
    series,
    format,
  }: { readonly series: readonly (string | null)[]; readonly format: (value: number) => string },
): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: colourOf(host, '--text-muted'),
    font: `${fontSize} ${getComputedStyle(host).fontFamily}`,
    grid: { stroke: colourOf(host, '--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: host.clientWidth,
    height: host.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 26, 0, 0],
    series: [
      {},
      ...series.map((name, index) => ({
        show: name !== null,
        stroke: colourOf(host, `--series-${index % 5}`),
        width: 2,
        points: { show: false },
      })),
    ],
    scales: {
      x: { range: (_, __, max) => [max - shownSeconds, max] },
      y: { range: (_, __, max) => [0, Math.max(max, 1) * 1.1] },
    },
    axes: [
      { ...axis, size: 24, space: 80, values: '{HH}:{mm}:{ss}' },
      { ...axis, size: 64, space: 30, values: (_, splits) => splits.map(format) },
    ],
  };
}

/** A custom property as a colour that a canvas understands. */
function colourOf(host: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
