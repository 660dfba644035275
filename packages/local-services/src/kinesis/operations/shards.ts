import { KinesisError } from '../../errors.js';
import { structure } from '../parameters/containers.js';
import { required, type Values } from '../parameters/parameter.js';
import { integer, oneOf, string, timestampMillis, unsupported } from '../parameters/scalars.js';
import type { Shard } from '../shard/shard.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { Stream } from '../stream/stream.js';
import { defineOperation, requestedStream, shardId, streamArn, streamName } from './operation.js';
import { decodePageToken, encodePageToken } from './page-token.js';
import { toWireShard } from './wire-format.js';

const filterTypes = [
  'AFTER_SHARD_ID',
  'AT_TRIM_HORIZON',
  'FROM_TRIM_HORIZON',
  'AT_LATEST',
  'AT_TIMESTAMP',
  'FROM_TIMESTAMP',
] as const;

const filterParameters = {
  Type: required(oneOf(filterTypes)),
  ShardId: shardId,
  Timestamp: timestampMillis(),
};
type ShardFilter = Values<typeof filterParameters>;

const parameters = {
  StreamName: streamName,
  StreamARN: streamArn,
  StreamId: unsupported('StreamId'),
  NextToken: string({ min: 1, max: 1_048_576 }),
  ExclusiveStartShardId: shardId,
  MaxResults: integer({ min: 1, max: 10_000 }),
  StreamCreationTimestamp: timestampMillis(),
  ShardFilter: structure(filterParameters),
};

/** ListShards: a page of shards, oldest first. */
export const listShards = defineOperation(parameters, (request, catalogue) => {
  const nowMillis = catalogue.now();
  const { stream, after, filter } = requestedPage(request, catalogue, nowMillis);
  const accepts = shardFilter(filter, stream.horizonMillis(nowMillis));
  const limit = request.MaxResults ?? 1_000;
  const rest = stream.shards(nowMillis).filter((shard) => shard.id > after && accepts(shard));
  const last = rest.length > limit ? rest[limit - 1] : undefined;
  return {
    Shards: rest.slice(0, limit).map(toWireShard),
    NextToken: last && encodePageToken(['shards', stream.name, last.id, filter ?? null], nowMillis),
  };
});

interface Page {
  readonly stream: Stream;
  /** Shards after this one. */
  readonly after: string;
  readonly filter: ShardFilter | undefined;
}

/**
 * A token carries everything that selects the shards of the first page, so the filter holds for all pages.
 *
 * Source, read 2026-11-29: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html: NextToken excludes
 * StreamName and StreamCreationTimestamp, and names its stream itself.
 */
function requestedPage(
  request: Values<typeof parameters>,
  catalogue: StreamCatalogue,
  nowMillis: number,
): Page {
  const { NextToken, StreamName, StreamARN, ShardFilter, ExclusiveStartShardId } = request;
  if (NextToken === undefined) {
    if (StreamName === undefined && StreamARN === undefined) {
      throw new KinesisError(
        'InvalidArgumentException',
        'Either NextToken or StreamName should be provided.',
      );
    }
    const stream = requestedStream(request, catalogue);
    checkCreation(stream, request.StreamCreationTimestamp);
    return { stream, after: ExclusiveStartShardId ?? '', filter: ShardFilter };
  }
  const selectors = [
    'StreamName',
    'StreamARN',
    'StreamCreationTimestamp',
    'ExclusiveStartShardId',
    'ShardFilter',
  ] as const;
  const conflict = selectors.find((name) => request[name] !== undefined);
  if (conflict !== undefined) {
    throw new KinesisError(
      'InvalidArgumentException',
      `NextToken and ${conflict} cannot be provided together.`,
    );
  }
  const [, name, after, filter] = decodePageToken(NextToken, isShardsToken, nowMillis);
  return { stream: catalogue.stream(name), after, filter: filter ?? undefined };
}

type ShardsToken = ['shards', streamName: string, after: string, filter: ShardFilter | null];

function isShardsToken(token: readonly unknown[]): token is ShardsToken {
  const [kind, name, after, filter] = token;
  return (
    kind === 'shards' && typeof name === 'string' && typeof after === 'string' && typeof filter === 'object'
  );
}

/**
 * StreamCreationTimestamp distinguishes a stream from an earlier one of the same name.
 *
 * @throws {@link KinesisError} `ResourceNotFoundException` if the stream was created in another second.
 */
export function checkCreation(stream: Stream, requestedMillis: number | undefined): void {
  const { createdMillis } = stream.description;
  if (requestedMillis === undefined) return;
  if (Math.floor(requestedMillis / 1000) === Math.floor(createdMillis / 1000)) return;
  throw new KinesisError(
    'ResourceNotFoundException',
    `Stream ${stream.name} under account ${stream.accountId} was not created at ${new Date(requestedMillis).toISOString()}.`,
  );
}

function shardFilter(filter: ShardFilter | undefined, horizonMillis: number): (shard: Shard) => boolean {
  if (filter === undefined) return () => true;
  switch (filter.Type) {
    case 'AFTER_SHARD_ID': {
      const after = filter.ShardId ?? missing('ShardId');
      return ({ id }) => id > after;
    }
    case 'AT_LATEST':
      return ({ closedMillis }) => closedMillis === undefined;
    case 'AT_TRIM_HORIZON':
      return openAt(horizonMillis);
    case 'FROM_TRIM_HORIZON':
      return () => true;
    case 'AT_TIMESTAMP':
      return openAt(filter.Timestamp ?? missing('Timestamp'));
    case 'FROM_TIMESTAMP': {
      const millis = filter.Timestamp ?? missing('Timestamp');
      return ({ closedMillis }) => (closedMillis ?? Infinity) >= millis;
    }
  }
}

/** Shards open at a time. The first shards of a stream count as open before they were created, because no older ones exist. */
function openAt(millis: number): (shard: Shard) => boolean {
  return ({ description, closedMillis }) =>
    (description.parents.length === 0 || description.createdMillis <= millis) &&
    (closedMillis ?? Infinity) > millis;
}

function missing(name: string): never {
  throw new KinesisError('InvalidArgumentException', `ShardFilter of this type must have a ${name}.`);
}
