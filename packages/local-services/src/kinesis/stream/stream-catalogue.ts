import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import { KinesisError } from '../../errors.js';
import type { Shard } from '../shard/shard.js';
import { Stream, type StreamMode } from './stream.js';

/** Settings that all streams share. */
interface StreamCatalogueOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Whether shards enforce their rate limits. Size limits are always enforced. */
  readonly enforceLimits: boolean;
}

/**
 * Most open shards of the account. The default quota of AWS is 1,000 to 20,000, depending on the region. Source, read
 * 2026-11-29: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
const maxShards = 1_000;

/** All streams by name. */
export class StreamCatalogue {
  readonly #streams = new Map<string, Stream>();

  constructor(readonly options: StreamCatalogueOptions) {}

  now(): number {
    return this.options.clock.now();
  }

  /** Stream names in alphabetical order. */
  get names(): string[] {
    return [...this.#streams.keys()].sort();
  }

  /** Quota of open shards. */
  get maxShards(): number {
    return maxShards;
  }

  get openShardCount(): number {
    return [...this.#streams.values()].reduce((sum, { openShards }) => sum + openShards.length, 0);
  }

  /**
   * Checks that the account may have more shards.
   *
   * Source of the message: test "large ShardCount" of createStream recorded on AWS, in kinesalite 3.3.3.
   *
   * @throws {@link KinesisError} `LimitExceededException`.
   */
  checkShardQuota(additional: number): void {
    const { accountId, region } = this.options;
    if (this.openShardCount + additional <= maxShards) return;
    throw new KinesisError(
      'LimitExceededException',
      `This request would exceed the shard limit for the account ${accountId} in ${region}. ` +
        `Current shard count for the account: ${this.openShardCount}. Limit: ${maxShards}. ` +
        `Number of additional shards that would have resulted from this request: ${additional}. ` +
        'Refer to the AWS Service Limits page ' +
        '(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) ' +
        'for current limits and how to request higher limits.',
    );
  }

  /**
   * @throws {@link KinesisError} `ResourceInUseException` if the name is taken; `LimitExceededException` if the account
   * would have too many shards.
   */
  create(name: string, shardCount: number, mode: StreamMode): Stream {
    const { accountId, folder, region } = this.options;
    if (this.#streams.has(name)) {
      throw new KinesisError(
        'ResourceInUseException',
        `Stream ${name} under account ${accountId} already exists.`,
      );
    }
    this.checkShardQuota(shardCount);
    const stream = new Stream({
      name,
      arn: `arn:aws:kinesis:${region}:${accountId}:stream/${name}`,
      createdMillis: this.now(),
      folder: join(folder, randomUUID()),
      shardCount,
      mode,
    });
    this.#streams.set(name, stream);
    return stream;
  }

  find(name: string): Stream | undefined {
    return this.#streams.get(name);
  }

  /** @throws {@link KinesisError} `ResourceNotFoundException` if the stream does not exist. */
  stream(name: string): Stream {
    const stream = this.#streams.get(name);
    if (stream !== undefined) return stream;
    throw new KinesisError(
      'ResourceNotFoundException',
      `Stream ${name} under account ${this.options.accountId} not found.`,
    );
  }

  /** @throws {@link KinesisError} `ResourceNotFoundException` if the shard does not exist or has expired. */
  shard(stream: Stream, shardId: string): Shard {
    const shard = stream.shard(shardId, this.now());
    if (shard !== undefined) return shard;
    throw this.missingShard(stream.name, shardId);
  }

  /** The error for a reader of a shard that does not exist. */
  missingShard(streamName: string, shardId: string): KinesisError {
    return new KinesisError(
      'ResourceNotFoundException',
      `Shard ${shardId} in stream ${streamName} under account ${this.options.accountId} does not exist`,
    );
  }

  /** The error for an id that names no shard, and for resharding a shard that does not exist. */
  unknownShard(streamName: string, shardId: string): KinesisError {
    return new KinesisError(
      'ResourceNotFoundException',
      `Could not find shard ${shardId} in stream ${streamName} under account ${this.options.accountId}.`,
    );
  }

  /** The error for a request that exceeds a rate limit of a shard. */
  rateExceeded(stream: Stream, shard: Shard): KinesisError {
    return new KinesisError(
      'ProvisionedThroughputExceededException',
      `Rate exceeded for shard ${shard.id} in stream ${stream.name} under account ${this.options.accountId}.`,
    );
  }

  /** Deletes a stream, its records and its consumers. */
  delete(stream: Stream): void {
    this.#streams.delete(stream.name);
    stream.consumers.endSubscriptions(
      new KinesisError('ResourceNotFoundException', `Stream ${stream.name} has been deleted.`),
    );
    stream.close();
    rmSync(stream.description.folder, { recursive: true, force: true });
  }

  /** Ends all subscriptions to shards, as after their 5 minutes. */
  endSubscriptions(): void {
    for (const { consumers } of this.#streams.values()) consumers.endSubscriptions();
  }

  /** Closes all files. Does not delete them. */
  close(): void {
    this.endSubscriptions();
    for (const stream of this.#streams.values()) stream.close();
    this.#streams.clear();
  }
}
