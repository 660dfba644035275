import { type StreamPosition, positionPath } from './stream-position.js';

/**
 * The prefix of all attempt markers in the failures bucket. A consumer writes a marker before it handles Kinesis records that
 * have reached the age limit, and deletes it afterwards. A marker that is found again shows that the process was killed.
 */
export const attemptMarkersPrefix = 'attempts/';

/** Returns the prefix of the attempt markers of one consumer. */
export function consumerAttemptsPrefix(consumer: string): string {
  return `${attemptMarkersPrefix}${encodeURIComponent(consumer)}/`;
}

/** Returns the key of the marker of one Kinesis record: `attempts/<consumer>/<stream>/<shard>/<sequence number>`. */
export function recordMarkerKey(consumer: string, position: StreamPosition): string {
  return `${consumerAttemptsPrefix(consumer)}${positionPath(position)}`;
}

/**
 * Returns the key of the marker of a batch: `attempts/<consumer>/<stream>/<shard>/<sequence number>-batch`.
 *
 * @param first - The first Kinesis record of the batch.
 */
export function batchMarkerKey(consumer: string, first: StreamPosition): string {
  return `${recordMarkerKey(consumer, first)}-batch`;
}
