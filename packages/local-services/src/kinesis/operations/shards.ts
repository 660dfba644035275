import { KinesisError } from '../../errors.js';
import type { Shard } from '../shard/shard.js';
import type { Stream } from '../stream/stream.js';
import { type Operation, requestedStream } from './operation.js';
import type { RequestReader } from './request-reader.js';

const filterTypes = [
  'AFTER_SHARD_ID',
  'AT_TRIM_HORIZON',
  'FROM_TRIM_HORIZON',
  'AT_LATEST',
  'AT_TIMESTAMP',
  'FROM_TIMESTAMP',
] as const;

/** ListShards: a page of shards, oldest first. `NextToken` names the stream and the last shard of the previous page. */
export const listShards: Operation = (request, catalogue) => {
  const token = request.optionalString('NextToken');
  const [stream, after] =
    token === undefined
      ? ([
          requestedStream(request, catalogue),
          request.optionalString('ExclusiveStartShardId') ?? '',
        ] as const)
      : decodeToken(token, (name) => catalogue.stream(name));
  const nowMillis = catalogue.now();
  const accepts = shardFilter(request.nested('ShardFilter'), stream.horizonMillis(nowMillis));
  const limit = request.optionalInteger('MaxResults', { min: 1, max: 10_000 }) ?? 1_000;
  const rest = stream.shards(nowMillis).filter((shard) => shard.id > after && accepts(shard));
  const last = rest.length > limit ? rest[limit - 1] : undefined;
  return { Shards: rest.slice(0, limit).map(toWireShard), NextToken: last && encodeToken(stream, last) };
};

const encodeToken = (stream: Stream, { id }: Shard): string =>
  Buffer.from(`${stream.name}/${id}`).toString('base64');

function decodeToken(token: string, find: (name: string) => Stream): [Stream, string] {
  const [name, after] = Buffer.from(token, 'base64').toString('utf8').split('/');
  if (!name || !after) throw new KinesisError('InvalidArgumentException', 'NextToken is not valid.');
  return [find(name), after];
}

function shardFilter(filter: RequestReader | undefined, horizonMillis: number): (shard: Shard) => boolean {
  if (filter === undefined) return () => true;
  const type = filter.oneOf('Type', filterTypes);
  switch (type) {
    case 'AFTER_SHARD_ID': {
      const after = filter.string('ShardId');
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

/** Shards open at a time. The first shards of a stream count as open before they were created, because no older ones exist. */
function openAt(timestampMillis: number): (shard: Shard) => boolean {
  return ({ description, closedMillis }) =>
    (description.parents.length === 0 || description.createdMillis <= timestampMillis) &&
    (closedMillis ?? Infinity) > timestampMillis;
}

function timestampOf(filter: RequestReader): number {
  const timestampMillis = filter.optionalTimestampMillis('Timestamp');
  if (timestampMillis !== undefined) return timestampMillis;
  throw new KinesisError('ValidationException', 'ShardFilter of this type must have a Timestamp.');
}

/** A shard in the format of the API. */
export function toWireShard(shard: Shard) {
  const { summary } = shard;
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
