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

/** First bytes of the iterators of AWS. */
const version = Buffer.from('0000000000000001', 'hex');

/** Length of the shortest iterator of AWS after its version, in bytes. Longer ones have a multiple of 16 bytes more. */
const minBodyBytes = 144;

/** Encodes an iterator as the opaque string that clients send back. Its length is one that AWS uses: at most 512. */
export function encodeShardIterator(iterator: ShardIterator): string {
  const { streamName, streamCreatedMillis, shardId, counter, issuedMillis } = iterator;
  const body = JSON.stringify([streamName, streamCreatedMillis, shardId, counter, issuedMillis]);
  const bodyBytes = Math.max(minBodyBytes, Math.ceil(body.length / 16) * 16);
  return Buffer.concat([version, Buffer.from(body.padEnd(bodyBytes))]).toString('base64');
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
      `Iterator expired. The iterator was created at time ${formatTime(iterator.issuedMillis)} while ` +
        `right now it is ${formatTime(nowMillis)} which is further in the future than the tolerated ` +
        `delay of ${maxAgeMillis} milliseconds.`,
    );
  }
  return iterator;
}

/** The stream of an iterator; `undefined` if {@link encodeShardIterator} did not encode it. */
export function streamNameOfIterator(encoded: string): string | undefined {
  return parse(encoded)?.streamName;
}

/** A time as AWS writes it in this message: `Sun Nov 29 08:29:21 UTC 2026`. */
function formatTime(millis: number): string {
  const [weekday, day, month, year, time] = new Date(millis).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

function parse(encoded: string): ShardIterator | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  if (!bytes.subarray(0, version.length).equals(version)) return undefined;
  let fields: unknown;
  try {
    fields = JSON.parse(bytes.toString('utf8', version.length));
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
