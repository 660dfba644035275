import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { Evidence } from '../evidence/evidence.js';

const bytesPerMebibyte = 1_048_576;

/**
 * I5: bounded memory and time. Everything ends, no invocation needs more than its memory, and none runs into its time limit
 * but those of which a call was never answered.
 */
export function checkBounds({ isIdle, invocations, memoryMegabytes, hangs }: Evidence): string[] {
  const overweight = invocations.filter(
    ({ functionName, maxMemoryBytes }) =>
      maxMemoryBytes > (memoryMegabytes.get(functionName) ?? 0) * bytesPerMebibyte,
  );
  return [
    ...(isIdle ? [] : ['work was left when time was up']),
    ...[...memoryMegabytes.keys()].flatMap((functionName) =>
      checkTime(functionName, invocations, hangs.get(functionName) ?? 0),
    ),
    ...overweight.map(
      ({ functionName, maxMemoryBytes }) => `${functionName} used ${maxMemoryBytes} bytes of memory`,
    ),
  ];
}

function checkTime(name: string, invocations: readonly InvocationEvent[], hangs: number): string[] {
  const timedOut = invocations.filter(
    ({ functionName, outcome }) =>
      functionName === name && outcome.kind === 'failed' && outcome.failure.errorType === 'Sandbox.Timedout',
  );
  return timedOut.length <= hangs
    ? []
    : [`${name} ran into its time limit ${timedOut.length} times; ${hangs} had a reason`];
}
