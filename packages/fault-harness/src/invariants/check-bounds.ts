import type { Evidence } from '../observation/evidence.js';

const bytesPerMebibyte = 1_048_576;

/** I5: bounded memory and time. Everything ends, no invocation runs into its time limit, none needs more than its memory. */
export function checkBounds({ isIdle, invocations, memoryMegabytes }: Evidence): string[] {
  const timedOut = invocations.filter(
    ({ outcome }) => outcome.kind === 'failed' && outcome.failure.errorType === 'Sandbox.Timedout',
  );
  const overweight = invocations.filter(
    ({ functionName, maxMemoryBytes }) =>
      maxMemoryBytes > (memoryMegabytes.get(functionName) ?? 0) * bytesPerMebibyte,
  );
  return [
    ...(isIdle ? [] : ['work was left when time was up']),
    ...timedOut.map(({ functionName }) => `${functionName} ran into its time limit`),
    ...overweight.map(
      ({ functionName, maxMemoryBytes }) => `${functionName} used ${String(maxMemoryBytes)} bytes of memory`,
    ),
  ];
}
