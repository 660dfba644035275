import type { Series } from './metric-math.js';

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface StatisticQuery {
  readonly metric: MetricId;
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly periods: number;
}

/** Minutes after which a namespace's data points can be read, as far as a scenario assumes. */
export type Delays = (namespace: string) => number;

const keyOf = ({ namespace, name, dimensions }: MetricId) =>
  [
    namespace,
    name,
    ...Object.entries(dimensions)
      .map((entry) => entry.join('='))
      .sort(),
  ].join(' ');

/** Samples of metrics, by minute. Time is in minutes since the start of a scenario. */
export class MetricStore {
  readonly #samples = new Map<string, Map<number, number[]>>();
  readonly #delays: Delays;

  constructor(delays: Delays = () => 0) {
    this.#delays = delays;
  }

  has(metric: MetricId): boolean {
    return this.#samples.has(keyOf(metric));
  }

  add(metric: MetricId, minute: number, ...samples: readonly number[]): void {
    const key = keyOf(metric);
    const minutes = this.#samples.get(key) ?? new Map<number, number[]>();
    minutes.set(minute, [...(minutes.get(minute) ?? []), ...samples]);
    this.#samples.set(key, minutes);
  }

  /**
   * The last periods of a metric, oldest first, as they can be read at a time. Periods end at that time: the evaluation window
   * slides. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
   */
  query({ metric, statistic, periodSeconds, periods }: StatisticQuery, now: number): Series {
    const minutes = this.#samples.get(keyOf(metric)) ?? new Map<number, number[]>();
    const length = periodSeconds / 60;
    const readable = now - this.#delays(metric.namespace);
    return Array.from({ length: periods }, (_, index) => {
      const start = now - (periods - index) * length;
      const samples = Array.from({ length }, (_, offset) => start + offset)
        .filter((minute) => minute < readable)
        .flatMap((minute) => minutes.get(minute) ?? []);
      return reduce(samples, statistic);
    });
  }
}

function reduce(samples: readonly number[], statistic: string): number | undefined {
  if (samples.length === 0) return undefined;
  const sum = samples.reduce((total, sample) => total + sample, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / samples.length;
    case 'SampleCount':
      return samples.length;
    case 'Maximum':
      return Math.max(...samples);
    default:
      throw new Error(`The statistic ${statistic} is not supported.`);
  }
}
