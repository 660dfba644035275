import type { IntegerRange } from '../lambda/mapping-rules.js';

/**
 * The range of each setting of a queue, in seconds. A queue without a setting uses its default.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html (read 2026-11-29).
 */
export const queueRanges = {
  delaySeconds: { min: 0, max: 900 },
  retentionSeconds: { min: 60, max: 1_209_600 },
  visibilityTimeoutSeconds: { min: 0, max: 43_200 },
} as const satisfies Readonly<Record<string, IntegerRange>>;

/** What a queue uses for a setting that is not given. Same source. */
export const queueDefaults = {
  delaySeconds: 0,
  retentionSeconds: 345_600,
  visibilityTimeoutSeconds: 30,
} as const satisfies Readonly<Record<keyof typeof queueRanges, number>>;

/** `maxReceiveCount` of a redrive policy: above it, a message goes to the dead-letter queue. */
export const maxReceiveCountRange: IntegerRange = { min: 1, max: 1_000 };
