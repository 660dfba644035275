import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';

/** The position of a reader in a shard. */
export interface ShardIterator {
  readonly streamName: string;
  /** Distinguishes the stream from an earlier one of the same name. */
  readonly streamCreatedMillis: number;
  readonly shardId: string;
  /** Counter of the next record to read. */
  readonly counter: number;
  readonly issuedMillis: number;
}

const maxAgeMillis = kinesisLimits.shardIteratorLifeSeconds * 1000;

/** Encodes an iterator as the opaque string that clients send back. */
export function encodeShardIterator(iterator: ShardIterator): string {
  const { streamName, streamCreatedMillis, shardId, counter, issuedMillis } = iterator;
  return Buffer.from(
    JSON.stringify([streamName, streamCreatedMillis, shardId, counter, issuedMillis]),
  ).toString('base64');
}

/**
 * Decodes an iterator.
 *
 * @throws {@link KinesisError} `ExpiredIteratorException` if it was issued more than 5 minutes ago;
 * `InvalidArgumentException` if {@link encodeShardIterator} did not encode it.
 */
export function decodeShardIterator(encoded: string, nowMillis: number): ShardIterator {
  const iterator = parse(encoded);
  if (iterator === undefined) throw new KinesisError('InvalidArgumentException', 'Invalid ShardIterator.');
  if (nowMillis - iterator.issuedMillis > maxAgeMillis) {
    throw new KinesisError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${new Date(iterator.issuedMillis).toUTCString()} while ` +
        `right now it is ${new Date(nowMillis).toUTCString()} which is further in the future than the tolerated ` +
        `delay of ${maxAgeMillis} milliseconds.`,
    );
  }
  return iterator;
}

function parse(encoded: string): ShardIterator | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [streamName, streamCreatedMillis, shardId, counter, issuedMillis] = fields as unknown[];
  if (typeof streamName !== 'string' || typeof shardId !== 'string') return undefined;
  if (typeof streamCreatedMillis !== 'number') return undefined;
  if (typeof counter !== 'number' || typeof issuedMillis !== 'number') return undefined;
  return { streamName, streamCreatedMillis, shardId, counter, issuedMillis };
}
