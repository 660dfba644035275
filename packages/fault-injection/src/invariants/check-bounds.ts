import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { Evidence } from '../evidence/evidence.js';

const bytesPerMebibyte = 1_048_576;

/**
 * I5: time and memory are bounded. All work ends, no invocation exceeds its memory, and none times out: a function stops
 * itself before, also if its calls receive no response. Only a record that ends its process may keep it from that.
 *
 * @returns One message per violation.
 */
export function checkBounds({ isIdle, invocations, killedRequests, memoryMegabytes }: Evidence): string[] {
  const overMemory = invocations.filter(
    ({ functionName, maxMemoryBytes }) =>
      maxMemoryBytes > (memoryMegabytes.get(functionName) ?? 0) * bytesPerMebibyte,
  );
  const unharmed = invocations.filter(({ requestId }) => !killedRequests.has(requestId));
  return [
    ...(isIdle ? [] : ['work was still in flight at the time limit of the seed']),
    ...[...memoryMegabytes.keys()].flatMap((functionName) => checkTimeouts(functionName, unharmed)),
    ...overMemory.map(
      ({ functionName, maxMemoryBytes }) =>
        `${functionName} used ${maxMemoryBytes} bytes of memory; it has ${memoryMegabytes.get(functionName) ?? 0} MiB`,
    ),
  ];
}

function checkTimeouts(name: string, invocations: readonly InvocationEvent[]): string[] {
  const timedOut = invocations.filter(
    ({ functionName, outcome }) =>
      functionName === name && outcome.kind === 'failed' && outcome.failure.errorType === 'Sandbox.Timedout',
  );
  return timedOut.length === 0 ? [] : [`${name} timed out ${timedOut.length} times`];
}
