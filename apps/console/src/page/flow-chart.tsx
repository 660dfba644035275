import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Sample } from '../contract/feed.js';
import type { PipelineShape } from '../contract/pipeline.js';
import { formatBytes, formatDuration } from './format.js';
import type { Theme } from './page-header.js';

/** Throughput and iterator age of each consumer over the last three minutes. */
export function FlowChart({
  shape,
  samples,
  theme,
}: {
  readonly shape: PipelineShape;
  readonly samples: readonly Sample[];
  readonly theme: Theme;
}) {
  const names = shape.consumers.map(({ name }) => name);
  const at = samples.map((sample) => sample.at / 1_000);
  const accepted = names.map((_, index) => samples.map((sample) => sample.acceptedBytes[index] ?? 0));
  const lags = names.map((_, index) => samples.map((sample) => sample.lagMillis[index] ?? 0));
  return (
    <section class="card" aria-labelledby="chart-title">
      <h2 id="chart-title">Flow, last 3 minutes</h2>
      <Plot
        title="Stream throughput per second"
        series={['published', ...names]}
        data={[at, samples.map(({ publishedBytes }) => publishedBytes), ...accepted]}
        format={formatBytes}
        theme={theme}
      />
      <Plot
        title="Iterator age"
        series={[null, ...names]}
        data={[at, at.map(() => null), ...lags]}
        format={formatDuration}
        theme={theme}
      />
    </section>
  );
}

/** One chart. A series without a name is not drawn; it keeps the colors of the others aligned. */
function Plot({
  title,
  series,
  data,
  format,
  theme,
}: {
  readonly title: string;
  readonly series: readonly (string | null)[];
  readonly data: readonly (readonly (number | null)[])[];
  readonly format: (value: number) => string;
  readonly theme: Theme;
}) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const drawn = new uPlot(chartOptions(element, { series, format }), [[]], element);
    plot.current = drawn;
    const observer = new ResizeObserver(() => {
      drawn.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
    };
    // Names and format never change; the colors change with the theme.
  }, [theme]);
  useEffect(() => {
    plot.current?.setData(data as uPlot.AlignedData);
  }, [data, theme]);
  return (
    <figure class="plot">
      <figcaption>
        {title}
        {series.map(
          (name, index) =>
            name !== null && (
              <PlotKey key={name} name={name} index={index} latest={format(data[index + 1]?.at(-1) ?? 0)} />
            ),
        )}
      </figcaption>
      <div class="plot-canvas" ref={host} aria-hidden="true" />
    </figure>
  );
}

function PlotKey({
  name,
  index,
  latest,
}: {
  readonly name: string;
  readonly index: number;
  readonly latest: string;
}) {
  return (
    <span class="plot-key">
      <span class={`plot-swatch series-${index % 5}`} />
      {name} <span class="plot-latest">{latest}</span>
    </span>
  );
}

const fontSize = '11px';
const shownSeconds = 180;

/** Options of a chart, in the current theme's colors. */
function chartOptions(
  host: HTMLElement,
  {
    series,
    format,
  }: { readonly series: readonly (string | null)[]; readonly format: (value: number) => string },
): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: colorOf(host, '--text-muted'),
    font: `${fontSize} ${getComputedStyle(host).fontFamily}`,
    grid: { stroke: colorOf(host, '--line'), width: 1 },
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
        stroke: colorOf(host, `--series-${index % 5}`),
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

/** Resolves a custom property to a color that a canvas accepts. */
function colorOf(host: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
