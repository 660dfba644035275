import {
  type Usage,
  asynchronousRequests,
  gigabyteBytes,
  gigabyteSeconds,
  logEventBytes,
} from '@headwaters/bill';
import type { FunctionPlan } from '../blueprint/functions.js';
import type {
  InvocationRequest,
  InvocationResult,
  InvocationTrigger,
} from '../invocation/function-invoker.js';

/** Triggers that invoke asynchronously, and so pay for large events. */
const asynchronousTriggers: readonly InvocationTrigger[] = ['notification', 'eventbridge', 'destination'];

/** A finished attempt of an invocation. */
export type BilledInvocation = Pick<InvocationRequest, 'functionName' | 'trigger' | 'payload'> &
  Pick<InvocationResult, 'outcome' | 'durationMillis' | 'initDurationMillis'>;

/** Counts what AWS bills of functions and of their logs. */
export class FunctionMeter {
  readonly #memoryMegabytes: ReadonlyMap<string, number>;
  #requests = 0;
  #gigabyteSeconds = 0;
  #logBytes = 0;
  /** Each with its namespace and its dimensions. */
  readonly #metrics = new Set<string>();

  constructor(functions: readonly Pick<FunctionPlan, 'name' | 'memoryMegabytes'>[]) {
    this.#memoryMegabytes = new Map(functions.map(({ name, memoryMegabytes }) => [name, memoryMegabytes]));
  }

  /** Number of custom metrics that functions have published in the embedded metric format. */
  get metrics(): number {
    return this.#metrics.size;
  }

  /** Counts an attempt. One that is throttled is not billed. */
  countInvocation({ functionName, trigger, payload, outcome, ...time }: BilledInvocation): void {
    if (outcome.kind === 'throttled') return;
    const isAsynchronous = asynchronousTriggers.includes(trigger);
    this.#requests += isAsynchronous ? asynchronousRequests(Buffer.byteLength(payload)) : 1;
    this.#gigabyteSeconds += gigabyteSeconds(time, this.#memoryMegabytes.get(functionName) ?? 0);
  }

  countLog(line: string): void {
    this.#logBytes += Buffer.byteLength(line) + logEventBytes;
    for (const metric of metricsOf(line)) this.#metrics.add(metric);
  }

  usage(): Usage {
    return {
      lambdaRequests: this.#requests,
      lambdaGigabyteSeconds: this.#gigabyteSeconds,
      logGigabytes: this.#logBytes / gigabyteBytes,
    };
  }
}

interface EmbeddedMetrics {
  readonly _aws?: {
    readonly CloudWatchMetrics?: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

/**
 * The metrics of a log line: each combination of namespace, dimensions with their values and name is one.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html (read
 * 2026-11-30).
 */
function metricsOf(line: string): readonly string[] {
  if (!line.startsWith('{') || !line.includes('"CloudWatchMetrics"')) return [];
  const entry = parse(line);
  return (entry._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const values = [...names].sort().map((name) => [name, (entry as Record<string, unknown>)[name]]);
      return Metrics.map(({ Name }) => JSON.stringify([Namespace, values, Name]));
    }),
  );
}

function parse(line: string): EmbeddedMetrics {
  try {
    return JSON.parse(line) as EmbeddedMetrics;
  } catch {
    return {};
  }
}
