import { type StreamPosition, parseQuarantineKey, positionPath } from '@headwaters/pipeline-contract';

/**
 * Identifies a Kinesis record in the quarantine of one consumer. The key of its object has the day too, which an invocation that is
 * killed and repeated after midnight, or after a jump of the clock, changes.
 */
export function quarantineId(consumer: string, position: StreamPosition): string {
  return `${consumer}/${positionPath(position)}`;
}

/** Returns the {@link quarantineId} of an object in quarantine; the key itself if nothing can be read from it. */
export function quarantineIdOfKey(key: string): string {
  const name = parseQuarantineKey(key);
  return name === undefined ? key : quarantineId(name.consumer, name.position);
}
