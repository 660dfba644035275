import { KinesisError } from '../../errors.js';
import { uniformRanges, type HashKeyRange } from '../shard/hash-key.js';
import type { Shard } from '../shard/shard.js';
import type { Stream } from './stream.js';

/**
 * Splits an open shard in two. The upper half starts at `startingHashKey`.
 *
 * @throws {@link KinesisError} `InvalidArgumentException` if a half would be empty.
 */
export function splitShardAt(
  stream: Stream,
  shard: Shard,
  { startingHashKey, nowMillis }: { readonly startingHashKey: bigint; readonly nowMillis: number },
): void {
  const { start, end } = shard.range;
  // Like AWS: neither half may have a single hash key.
  if (startingHashKey <= start + 1n || startingHashKey >= end) {
    throw new KinesisError(
      'InvalidArgumentException',
      `NewStartingHashKey ${startingHashKey} used in SplitShard() on shard ${shard.id} in stream ` +
        `${stream.name} under account ${stream.accountId} is not both greater than one plus the shard's ` +
        `StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`,
    );
  }
  stream.replaceShards([shard], halves(shard.range, startingHashKey), nowMillis);
}

/**
 * Merges two open shards with adjacent hash key ranges, the lower one first.
 *
 * @throws {@link KinesisError} `InvalidArgumentException` if the second range does not follow the first. AWS refuses the
 * reverse order too: test "adjacency is inverted" of mergeShards, recorded on AWS, in kinesalite 3.3.3.
 */
export function mergeAdjacentShards(
  stream: Stream,
  [lower, upper]: readonly [Shard, Shard],
  nowMillis: number,
): void {
  if (lower.range.end + 1n !== upper.range.start) {
    throw new KinesisError(
      'InvalidArgumentException',
      `Shards ${lower.id} and ${upper.id} in stream ${stream.name} under account ${stream.accountId} ` +
        'are not an adjacent pair of shards eligible for merging',
    );
  }
  const range = { start: lower.range.start, end: upper.range.end };
  stream.replaceShards([lower, upper], [range], nowMillis);
}

/**
 * Gives a stream `count` open shards of even width, by splits and then merges, as AWS does. Shards that exist only between
 * the two steps stay in the stream as closed shards.
 */
export function scaleUniformly(stream: Stream, count: number, nowMillis: number): void {
  const targets = uniformRanges(count);
  for (const { start } of targets) {
    const owner = stream.route(start);
    if (owner.range.start !== start) stream.replaceShards([owner], halves(owner.range, start), nowMillis);
  }
  for (const target of targets) mergeWithin(stream, target, nowMillis);
}

function mergeWithin(stream: Stream, target: HashKeyRange, nowMillis: number): void {
  let merged = stream.route(target.start);
  while (merged.range.end < target.end) {
    const next = stream.route(merged.range.end + 1n);
    const range = { start: merged.range.start, end: next.range.end };
    [merged] = stream.replaceShards([merged, next], [range], nowMillis) as [Shard];
  }
}

const halves = ({ start, end }: HashKeyRange, middle: bigint): HashKeyRange[] => [
  { start, end: middle - 1n },
  { start: middle, end },
];
