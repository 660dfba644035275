import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { PipelineShape } from '../../contract/pipeline-shape.js';
import type { Sample } from '../../contract/sample.js';
import { formatBytes } from '../format/format-bytes.js';
import { formatDuration } from '../format/format-duration.js';
import type { Theme } from '../header/use-theme.js';
import { chartOptions } from './chart-options.js';

/** What flowed and how far behind each consumer was, over the last three minutes. */
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
        title="On the stream, a second"
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

/** One chart. A series without a name only keeps the colours of the others in step. */
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
    // The names and the format are the same for as long as the page lives; the colours are not.
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
