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

  /** @throws {@link KinesisError} `ResourceInUseException` if the name is taken. */
  create(name: string, shardCount: number, mode: StreamMode): Stream {
    const { accountId, folder, region } = this.options;
    if (this.#streams.has(name)) {
      throw new KinesisError(
        'ResourceInUseException',
        `Stream ${name} under account ${accountId} already exists.`,
      );
    }
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
    throw new KinesisError(
      'ResourceNotFoundException',
      `Shard ${shardId} in stream ${stream.name} under account ${this.options.accountId} does not exist`,
    );
  }

  /** The error for a request that exceeds a rate limit of a shard. */
  rateExceeded(stream: Stream, shard: Shard): KinesisError {
    return new KinesisError(
      'ProvisionedThroughputExceededException',
      `Rate exceeded for shard ${shard.id} in stream ${stream.name} under account ${this.options.accountId}.`,
    );
  }

  /** Deletes a stream and its records. */
  delete(stream: Stream): void {
    this.#streams.delete(stream.name);
    stream.close();
    rmSync(stream.description.folder, { recursive: true, force: true });
  }

  /** Closes all files. Does not delete them. */
  close(): void {
    for (const stream of this.#streams.values()) stream.close();
    this.#streams.clear();
  }
}
