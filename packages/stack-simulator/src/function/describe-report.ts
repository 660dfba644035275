import type { FunctionPlan } from '../blueprint/function-plan.js';
import type { InvocationResult } from '../invocation/invocation-result.js';

const bytesPerMegabyte = 1_048_576;

/**
 * The lines that AWS writes when an invocation is over, at the time `at`: the failure, if there is one, then END and REPORT.
 */
export function describeReport(result: InvocationResult, plan: FunctionPlan, at: Date): readonly string[] {
  const { requestId, outcome, durationMillis, initDurationMillis } = result;
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMillis.toFixed(2)} ms`,
    `Billed Duration: ${String(Math.ceil(durationMillis + (initDurationMillis ?? 0)))} ms`,
    `Memory Size: ${String(plan.memoryMegabytes)} MB`,
    `Max Memory Used: ${String(Math.ceil(result.maxMemoryBytes / bytesPerMegabyte))} MB`,
    ...(initDurationMillis === undefined ? [] : [`Init Duration: ${initDurationMillis.toFixed(2)} ms`]),
  ];
  const failures =
    outcome.kind === 'failed'
      ? [[at.toISOString(), requestId, 'ERROR', 'Invoke Error', JSON.stringify(outcome.failure)].join('\t')]
      : [];
  return [...failures, `END RequestId: ${requestId}`, report.join('\t')];
}
