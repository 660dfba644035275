import type { FunctionPlan } from '../blueprint/functions.js';
import type { InvocationResult } from '../invocation/function-invoker.js';

const bytesPerMegabyte = 1_048_576;

type LogPlan = Pick<FunctionPlan, 'logFormat' | 'memoryMegabytes'>;

/** The start of an invocation. */
interface InvocationStart {
  readonly requestId: string;
  /** The version that runs. */
  readonly version: string;
  readonly at: Date;
}

/**
 * Creates the log line at the start of an invocation, in the function's log format.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html (read 2026-11-23).
 */
export function describeStart({ requestId, version, at }: InvocationStart, { logFormat }: LogPlan): string {
  if (logFormat === 'Text') return `START RequestId: ${requestId} Version: ${version}`;
  return platformEvent('platform.start', { requestId, version }, at);
}

/** Creates the log lines at the end of an invocation: the failure, if there is one, then the end and the report. */
export function describeEnd(result: InvocationResult, plan: LogPlan, at: Date): readonly string[] {
  return plan.logFormat === 'Text' ? describeAsText(result, plan, at) : describeAsJson(result, plan, at);
}

function describeAsText(result: InvocationResult, { memoryMegabytes }: LogPlan, at: Date): readonly string[] {
  const { requestId, outcome, durationMillis, initDurationMillis } = result;
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMillis.toFixed(2)} ms`,
    `Billed Duration: ${billedMillis(result)} ms`,
    `Memory Size: ${memoryMegabytes} MB`,
    `Max Memory Used: ${usedMegabytes(result)} MB`,
    ...(initDurationMillis === undefined ? [] : [`Init Duration: ${initDurationMillis.toFixed(2)} ms`]),
  ];
  const failures =
    outcome.kind === 'failed'
      ? [[at.toISOString(), requestId, 'ERROR', 'Invoke Error', JSON.stringify(outcome.failure)].join('\t')]
      : [];
  // AWS ends the report with a tab.
  return [...failures, `END RequestId: ${requestId}`, `${report.join('\t')}\t`];
}

function describeAsJson(result: InvocationResult, { memoryMegabytes }: LogPlan, at: Date): readonly string[] {
  const { requestId, outcome, durationMillis, initDurationMillis } = result;
  const failures =
    outcome.kind === 'failed'
      ? [JSON.stringify({ timestamp: at.toISOString(), level: 'ERROR', requestId, message: outcome.failure })]
      : [];
  const metrics = {
    durationMs: durationMillis,
    billedDurationMs: billedMillis(result),
    memorySizeMB: memoryMegabytes,
    maxMemoryUsedMB: usedMegabytes(result),
    ...(initDurationMillis !== undefined && { initDurationMs: initDurationMillis }),
  };
  const status = outcome.kind === 'succeeded' ? 'success' : 'error';
  return [...failures, platformEvent('platform.report', { requestId, metrics, status }, at)];
}

function platformEvent(type: string, record: object, at: Date): string {
  return JSON.stringify({ time: at.toISOString(), type, record });
}

function billedMillis({ durationMillis, initDurationMillis = 0 }: InvocationResult): number {
  return Math.ceil(durationMillis + initDurationMillis);
}

function usedMegabytes({ maxMemoryBytes }: InvocationResult): number {
  return Math.ceil(maxMemoryBytes / bytesPerMegabyte);
}
