import { functionLimits } from '@headwaters/pipeline-contract';
import { oneOf, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';
import { lambdaQuotas } from '../limits.js';

export interface FunctionDefaults {
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

/** The settings that the producer and the consumers share, with the defaults of one of them. */
export function functionEntries(defaults: FunctionDefaults) {
  const memoryMegabytes = wholeNumber({
    unit: 'megabytes',
    min: functionLimits.minMemoryMegabytes,
    max: functionLimits.maxMemoryMegabytes,
    description: 'memory of the function; CPU grows with it, and 1,769 MB have one full vCPU',
  });
  const timeoutSeconds = wholeNumber({
    unit: 'seconds',
    min: 1,
    max: functionLimits.maxTimeoutSeconds,
    description: 'timeout of an invocation',
  });
  return {
    memoryMegabytes: v.optional(memoryMegabytes, defaults.memoryMegabytes),
    timeoutSeconds: v.optional(timeoutSeconds, defaults.timeoutSeconds),
    reservedConcurrency: v.optional(reservedConcurrency),
    logLevel: v.optional(logLevel, 'INFO'),
  };
}

const logLevel = oneOf(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'lowest level that the function logs');

const reservedConcurrency = wholeNumber({
  unit: 'concurrent executions',
  min: 1,
  max: lambdaQuotas.maxConcurrentExecutions,
  description:
    "reserved for this function, and its upper limit; without it, the function uses the account's unreserved concurrency",
});

export type FunctionSettings = v.InferOutput<v.ObjectSchema<ReturnType<typeof functionEntries>, undefined>>;
