import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock.js';
import { KinesisError } from '../../errors.js';
import type { Shard } from '../shard/shard.js';
import { Stream, type StreamMode } from './stream.js';

/** What all streams of these services share. */
export interface StreamCatalogueOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Whether shards hold their limits of rate. Sizes are always held. */
  readonly enforceLimits: boolean;
}

/** All streams, by name. */
export class StreamCatalogue {
  readonly #streams = new Map<string, Stream>();

  constructor(readonly options: StreamCatalogueOptions) {}

  now(): number {
    return this.options.clock.now();
  }

  arnOf(streamName: string): string {
    const { region, accountId } = this.options;
    return `arn:aws:kinesis:${region}:${accountId}:stream/${streamName}`;
  }

  /** Names in alphabetical order. */
  get names(): string[] {
    return [...this.#streams.keys()].sort();
  }

  /** @throws {@link KinesisError} `ResourceInUseException` if the name is taken. */
  create(name: string, shardCount: number, mode: StreamMode): Stream {
    if (this.#streams.has(name)) {
      throw new KinesisError(
        'ResourceInUseException',
        `Stream ${name} under account ${this.options.accountId} already exists.`,
      );
    }
    const stream = new Stream({
      name,
      arn: this.arnOf(name),
      createdMillis: this.now(),
      folder: join(this.options.folder, randomUUID()),
      shardCount,
      mode,
    });
    this.#streams.set(name, stream);
    return stream;
  }

  find(name: string): Stream | undefined {
    return this.#streams.get(name);
  }

  /** @throws {@link KinesisError} `ResourceNotFoundException` if there is no such stream. */
  stream(name: string): Stream {
    const stream = this.#streams.get(name);
    if (stream !== undefined) return stream;
    throw new KinesisError(
      'ResourceNotFoundException',
      `Stream ${name} under account ${this.options.accountId} not found.`,
    );
  }

  /** @throws {@link KinesisError} `ResourceNotFoundException` if the stream has no such shard, or no more. */
  shard(stream: Stream, shardId: string): Shard {
    const shard = stream.shard(shardId, this.now());
    if (shard !== undefined) return shard;
    throw new KinesisError(
      'ResourceNotFoundException',
      `Shard ${shardId} in stream ${stream.name} under account ${this.options.accountId} does not exist`,
    );
  }

  delete(stream: Stream): void {
    this.#streams.delete(stream.name);
    stream.release();
    rmSync(stream.description.folder, { recursive: true, force: true });
  }

  /** Lets go of all files. */
  release(): void {
    for (const stream of this.#streams.values()) stream.release();
    this.#streams.clear();
  }
}
