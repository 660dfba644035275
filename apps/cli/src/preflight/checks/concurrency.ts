import type { Check } from '../check.js';

/**
 * Concurrent executions that Lambda keeps for functions without a reservation.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html (read 2026-11-28).
 */
const minUnreserved = 100;

/** Terraform would fail halfway: it creates each function before it reserves its concurrency. */
export const concurrencyCheck: Check = {
  name: 'concurrency',
  run: async ({ stack: { reservations }, reader }) => {
    const planned = sum(reservations.map(({ concurrency }) => concurrency));
    if (planned === 0) return { status: 'ok', what: 'No function reserves concurrency.' };
    const { limit, unreserved } = await reader.concurrency();
    const existing = await Promise.all(
      reservations.map(({ functionName }) => reader.reservedBy(functionName)),
    );
    // What the same functions have reserved already is part of the plan.
    const left = unreserved + sum(existing) - planned;
    if (left >= minUnreserved)
      return {
        status: 'ok',
        what: `The functions reserve ${planned} of ${limit} concurrent executions; ${left} stay for functions without a reservation.`,
      };
    return {
      status: 'failed',
      what: `The functions reserve ${planned} concurrent executions, which leaves ${left} of ${limit}; Lambda keeps at least ${minUnreserved} for functions without a reservation.`,
      fix: `Lower the settings reservedConcurrency, or request a quota "Concurrent executions" (L-B99A9384) of at least ${limit + minUnreserved - left}.`,
    };
  },
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
