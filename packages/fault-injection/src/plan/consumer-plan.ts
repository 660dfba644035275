import type { RandomSource } from '@headwaters/test-kit';

/** How a seed deploys the consumers. */
export interface ConsumerPlan {
  /** Age at which a Kinesis record that fails for an unknown reason, or that kills the process, is quarantined. */
  readonly quarantineAfterSeconds: number;
}

/** The default of the stack. */
const defaultQuarantineAfterSeconds = 3_600;

/**
 * In seeds with a killer. It kills a process at each attempt until it is that old, and processes take long to start: with the
 * default it would kill about 70.
 */
const shortQuarantineAfterSeconds = 60;

/** Plans the deployment of the consumers. Some seeds without a killer have the short age too. */
export function drawConsumer(random: RandomSource, hasKiller: boolean): ConsumerPlan {
  const isShort = random.fraction() < 0.2 || hasKiller;
  return { quarantineAfterSeconds: isShort ? shortQuarantineAfterSeconds : defaultQuarantineAfterSeconds };
}

/** Returns the environment variables of the consumers for a deployment. */
export function consumerVariables({
  quarantineAfterSeconds,
}: ConsumerPlan): Readonly<Record<string, string>> {
  return { QUARANTINE_AFTER_SECONDS: String(quarantineAfterSeconds) };
}
