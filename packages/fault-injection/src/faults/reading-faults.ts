import type { ReadingFailure } from '@headwaters/stack-simulator';
import type { Attempts } from './attempt.js';

const codes = [
  'ExpiredIteratorException',
  'ExpiredIteratorException',
  'InternalFailureException',
  'KMSAccessDeniedException',
  'KMSThrottlingException',
  'ProvisionedThroughputExceededException',
] as const;

/** Draws which readings of shards fail. Each reading is drawn for itself, so that they succeed in the end. */
export function readingFaults(
  attempts: Attempts,
  rate: number,
  onFailure: (reading: Parameters<ReadingFailure>[0], code: (typeof codes)[number]) => void,
): ReadingFailure {
  return (reading) => {
    const attempt = attempts.at(`read ${reading.shardId} for ${reading.functionName}`);
    if (attempt.draw('fails') >= rate) return undefined;
    const code = codes[Math.floor(attempt.draw('code') * codes.length)] ?? codes[0];
    onFailure(reading, code);
    return code;
  };
}
