import {
  type AlarmRule,
  type AlarmState,
  evaluationRange,
  type MissingData,
  nextState,
} from './alarm-state.js';
import { evaluateMath, type Series } from './metric-math.js';
import type { MetricId, MetricStore } from './metric-store.js';

type Block = Readonly<Record<string, unknown>>;

interface NamedStatistic {
  /** Name in the expression. */
  readonly id: string;
  readonly metric: MetricId;
  readonly statistic: string;
  readonly periodSeconds: number;
}

/** A CloudWatch alarm as Terraform creates it, evaluated against stored metrics. */
export class TerraformAlarm {
  /** Every metric that the alarm reads. */
  readonly metrics: readonly MetricId[];
  readonly #statistics: readonly NamedStatistic[];
  readonly #expression: string;
  readonly #isBreaching: (value: number) => boolean;
  readonly #rule: AlarmRule;

  /** @param block - The arguments of an `aws_cloudwatch_metric_alarm`. */
  constructor(block: Block) {
    const queries = block['metric_query'] as readonly Block[] | undefined;
    this.#statistics =
      queries === undefined ? [statisticOf('result', block)] : queries.flatMap(statisticOfQuery);
    this.#expression = queries === undefined ? 'result' : expressionOf(queries);
    this.#isBreaching = comparisonOf(block);
    this.#rule = {
      breaching: Number(block['datapoints_to_alarm']),
      evaluated: Number(block['evaluation_periods']),
      missingData: block['treat_missing_data'] as MissingData,
    };
    this.metrics = this.#statistics.map(({ metric }) => metric);
  }

  /** The state at the end of each minute, beginning with OK. */
  history(store: MetricStore, minutes: number): AlarmState[] {
    const states: AlarmState[] = ['OK'];
    for (let now = 1; now <= minutes; now += 1) {
      const points = this.#values(store, now).map((value) =>
        value === undefined ? undefined : this.#isBreaching(value),
      );
      states.push(nextState(points, this.#rule, states.at(-1) ?? 'OK'));
    }
    return states;
  }

  #values(store: MetricStore, now: number): Series {
    const periods = evaluationRange(this.#rule.evaluated);
    const series = this.#statistics.map(
      (statistic) => [statistic.id, store.query({ ...statistic, periods }, now)] as const,
    );
    return evaluateMath(this.#expression, Object.fromEntries(series));
  }
}

function comparisonOf({ comparison_operator: operator, threshold: value }: Block) {
  const threshold = Number(value);
  switch (operator) {
    case 'GreaterThanThreshold':
      return (measured: number) => measured > threshold;
    case 'LessThanThreshold':
      return (measured: number) => measured < threshold;
    default:
      throw new Error(`${String(operator)} is not supported.`);
  }
}

function statisticOf(id: string, block: Block): NamedStatistic {
  return {
    id,
    metric: {
      namespace: String(block['namespace']),
      name: String(block['metric_name']),
      dimensions: block['dimensions'] as Record<string, string>,
    },
    statistic: String(block['statistic'] ?? block['stat']),
    periodSeconds: Number(block['period']),
  };
}

function statisticOfQuery({ id, metric }: Block): NamedStatistic[] {
  return metric === undefined ? [] : [statisticOf(String(id), metric as Block)];
}

function expressionOf(queries: readonly Block[]): string {
  const [result, ...others] = queries.filter(({ return_data: returned }) => returned === true);
  if (result === undefined || others.length > 0) throw new Error('An alarm watches exactly one query.');
  return String(result['expression']);
}
