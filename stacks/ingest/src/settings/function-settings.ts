import { functionLimits } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { oneOf, wholeNumber } from './value-schemas.js';

export interface FunctionDefaults {
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
}

/** What every function has: memory (CPU grows with it), time, and how much it says. */
export function functionEntries(defaults: FunctionDefaults) {
  const memoryMegabytes = wholeNumber({
    unit: 'megabytes',
    min: functionLimits.minMemoryMegabytes,
    max: functionLimits.maxMemoryMegabytes,
    reason: 'the sizes that Lambda offers; one full CPU comes with 1,769',
  });
  const timeoutSeconds = wholeNumber({
    unit: 'seconds',
    min: 1,
    max: functionLimits.maxTimeoutSeconds,
    reason: 'the longest that Lambda lets a function run',
  });
  return {
    memoryMegabytes: v.optional(memoryMegabytes, defaults.memoryMegabytes),
    timeoutSeconds: v.optional(timeoutSeconds, defaults.timeoutSeconds),
    reservedConcurrency: v.optional(reservedConcurrency),
    logLevel: v.optional(logLevel, 'INFO'),
  };
}

const logLevel = oneOf(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'the levels that the functions know');

/** Concurrency kept for this function alone, and its upper bound; the account's free pool, if left out. */
const reservedConcurrency = wholeNumber({
  unit: 'concurrent runs',
  min: 1,
  max: 1_000,
  reason:
    'the default quota of an account; with 0 the function would never run, and left out it shares what is free',
});

export type FunctionSettings = v.InferOutput<v.ObjectSchema<ReturnType<typeof functionEntries>, undefined>>;
