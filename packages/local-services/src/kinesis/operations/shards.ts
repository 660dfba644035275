import { KinesisError } from '../../errors.js';
import { type Shard, describeShard } from '../shard/shard.js';
import type { Stream } from '../stream/stream.js';
import { type Operation, requestedStream } from './operation.js';
import type { Members } from './request-reader.js';

const filterTypes = [
  'AFTER_SHARD_ID',
  'AT_TRIM_HORIZON',
  'FROM_TRIM_HORIZON',
  'AT_LATEST',
  'AT_TIMESTAMP',
  'FROM_TIMESTAMP',
] as const;

/** A page of shards, oldest first. `NextToken` names the stream and the last shard of the page before. */
export const listShards: Operation = (members, catalogue) => {
  const page = members.optionalText('NextToken');
  const [stream, after] =
    page === undefined
      ? ([requestedStream(members, catalogue), members.optionalText('ExclusiveStartShardId') ?? ''] as const)
      : pageStart(page, (name) => catalogue.stream(name));
  const nowMillis = catalogue.now();
  const accepts = shardFilter(members.nested('ShardFilter'), stream.horizonMillis(nowMillis));
  const limit = members.optionalWhole('MaxResults', { min: 1, max: 10_000 }) ?? 1_000;
  const rest = stream.shards(nowMillis).filter((shard) => shard.id > after && accepts(shard));
  const last = rest.length > limit ? rest[limit - 1] : undefined;
  return { Shards: rest.slice(0, limit).map(wireShard), NextToken: last && nextPage(stream, last) };
};

const nextPage = (stream: Stream, { id }: Shard): string =>
  Buffer.from(`${stream.name}/${id}`).toString('base64');

function pageStart(page: string, find: (name: string) => Stream): [Stream, string] {
  const [name, after] = Buffer.from(page, 'base64').toString('utf8').split('/');
  if (!name || !after) throw new KinesisError('InvalidArgumentException', 'NextToken is not valid.');
  return [find(name), after];
}

function shardFilter(filter: Members | undefined, horizonMillis: number): (shard: Shard) => boolean {
  if (filter === undefined) return () => true;
  const type = filter.choice('Type', filterTypes);
  switch (type) {
    case 'AFTER_SHARD_ID': {
      const after = filter.text('ShardId');
      return ({ id }) => id > after;
    }
    case 'AT_LATEST':
      return ({ closedMillis }) => closedMillis === undefined;
    case 'AT_TRIM_HORIZON':
      return openAt(horizonMillis);
    case 'FROM_TRIM_HORIZON':
      return () => true;
    case 'AT_TIMESTAMP':
      return openAt(timestampOf(filter));
    case 'FROM_TIMESTAMP': {
      const timestampMillis = timestampOf(filter);
      return ({ closedMillis }) => (closedMillis ?? Infinity) >= timestampMillis;
    }
  }
}

/** A stream's first shards count as open before they were made: nothing older is left. */
function openAt(timestampMillis: number): (shard: Shard) => boolean {
  return ({ description, closedMillis }) =>
    (description.parents.length === 0 || description.createdMillis <= timestampMillis) &&
    (closedMillis ?? Infinity) > timestampMillis;
}

function timestampOf(filter: Members): number {
  const timestampMillis = filter.optionalTimestampMillis('Timestamp');
  if (timestampMillis !== undefined) return timestampMillis;
  throw new KinesisError('ValidationException', 'ShardFilter of this type must have a Timestamp.');
}

/** A shard as the API shows it. */
export function wireShard(shard: Shard) {
  const summary = describeShard(shard);
  return {
    ShardId: summary.shardId,
    ParentShardId: summary.parentShardId,
    AdjacentParentShardId: summary.adjacentParentShardId,
    HashKeyRange: { StartingHashKey: summary.startingHashKey, EndingHashKey: summary.endingHashKey },
    SequenceNumberRange: {
      StartingSequenceNumber: summary.startingSequenceNumber,
      EndingSequenceNumber: summary.endingSequenceNumber,
    },
  };
}
