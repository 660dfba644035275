import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';

/** Where a reader stands in a shard. */
export interface ShardIterator {
  readonly streamName: string;
  /** Tells a stream from an earlier one of the same name. */
  readonly streamCreatedMillis: number;
  readonly shardId: string;
  /** Counter of the next record to read. */
  readonly counter: number;
  readonly issuedMillis: number;
}

const lifeMillis = kinesisLimits.shardIteratorLifeSeconds * 1000;

/** Writes an iterator as the opaque text that clients hand back. */
export function encodeShardIterator(iterator: ShardIterator): string {
  const { streamName, streamCreatedMillis, shardId, counter, issuedMillis } = iterator;
  return Buffer.from(
    JSON.stringify([streamName, streamCreatedMillis, shardId, counter, issuedMillis]),
  ).toString('base64');
}

/**
 * Reads an iterator back.
 *
 * @throws {@link KinesisError} `ExpiredIteratorException` five minutes after it was issued; `InvalidArgumentException`
 * if it is none of ours.
 */
export function decodeShardIterator(text: string, nowMillis: number): ShardIterator {
  const iterator = parse(text);
  if (iterator === undefined) throw new KinesisError('InvalidArgumentException', 'Invalid ShardIterator.');
  if (nowMillis - iterator.issuedMillis > lifeMillis) {
    throw new KinesisError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${new Date(iterator.issuedMillis).toUTCString()} while ` +
        `right now it is ${new Date(nowMillis).toUTCString()} which is further in the future than the tolerated ` +
        `delay of ${lifeMillis} milliseconds.`,
    );
  }
  return iterator;
}

function parse(text: string): ShardIterator | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
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
