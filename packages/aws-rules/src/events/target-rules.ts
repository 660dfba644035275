import type { IntegerRange } from '../lambda/mapping-rules.js';

/**
 * The retry policy of a target: EventBridge retries for 24 hours and up to 185 times, unless it is set to less.
 *
 * Sources, read 2026-11-29: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html and
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html.
 */
export const targetRetryRanges = {
  maximumEventAgeSeconds: { min: 60, max: 86_400 },
  maximumRetryAttempts: { min: 0, max: 185 },
} as const satisfies Readonly<Record<string, IntegerRange>>;

/** The service that invokes the targets of rules. */
export const eventBridgePrincipal = 'events.amazonaws.com';
