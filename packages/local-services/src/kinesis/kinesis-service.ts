import type { ShardSummary } from './shard/shard.js';
import {
  readRecords,
  resolvePosition,
  type KinesisRecord,
  type ShardPosition,
} from './stream/shard-reader.js';
import type { StreamCatalogue } from './stream/stream-catalogue.js';
import type { StreamCounts, StreamMode } from './stream/stream.js';

/** A stream, as code in the same process sees it. */
export interface StreamSummary {
  readonly name: string;
  readonly arn: string;
  readonly mode: StreamMode;
  readonly openShardCount: number;
  readonly retentionHours: number;
  /** KMS key as the request named it. Absent while the stream is not encrypted. */
  readonly encryptionKeyId?: string;
}

/** Which records to read. */
export interface ReadShardRequest {
  readonly streamName: string;
  readonly shardId: string;
  readonly position: ShardPosition;
  /** Default and maximum: 10,000. */
  readonly maxRecords?: number;
  /** Data and partition keys. The first record is returned whatever its size. Default and maximum: 10 MiB. */
  readonly maxBytes?: number;
}

/** Result of {@link KinesisService.readShard}. */
export interface ShardReadResult {
  readonly records: readonly KinesisRecord[];
  /** Where to continue. Present without records too, so that `LATEST` is needed only once. */
  readonly afterSequenceNumber: string;
  readonly millisBehindLatest: number;
  /** Whether the shard is closed and has no more records. Continue with its children. */
  readonly drained: boolean;
}

/**
 * Kinesis for code in the same process. Reads do not count against the read limits of a shard.
 *
 * All methods but `describe` throw a `KinesisError` with code `ResourceNotFoundException` if the stream or shard does not
 * exist.
 */
export interface KinesisService {
  /** Returns undefined if the stream does not exist. */
  describe(streamName: string): StreamSummary | undefined;
  /** Open shards and closed shards whose records have not all expired, oldest first. */
  shards(streamName: string): readonly ShardSummary[];
  readShard(request: ReadShardRequest): ShardReadResult;
  /** Calls `listener` when a shard receives records, is created or is closed. Call the returned function to stop. */
  onRecords(streamName: string, listener: (shardId: string) => void): () => void;
  /** Totals since the stream was created. */
  statistics(streamName: string): StreamCounts;
}

/** {@link KinesisService} on the streams of a catalogue. */
export class InProcessKinesis implements KinesisService {
  readonly #catalogue: StreamCatalogue;

  constructor(catalogue: StreamCatalogue) {
    this.#catalogue = catalogue;
  }

  describe(streamName: string): StreamSummary | undefined {
    const stream = this.#catalogue.find(streamName);
    if (stream === undefined) return undefined;
    const { mode, retentionHours, encryptionKeyId } = stream;
    return {
      name: streamName,
      arn: stream.description.arn,
      mode,
      openShardCount: stream.openShards.length,
      retentionHours,
      ...(encryptionKeyId !== undefined && { encryptionKeyId }),
    };
  }

  shards(streamName: string): readonly ShardSummary[] {
    const shards = this.#catalogue.stream(streamName).shards(this.#catalogue.now());
    return shards.map(({ summary }) => summary);
  }

  readShard({ streamName, shardId, position, maxRecords, maxBytes }: ReadShardRequest): ShardReadResult {
    const stream = this.#catalogue.stream(streamName);
    const shard = this.#catalogue.shard(stream, shardId);
    const nowMillis = this.#catalogue.now();
    const counter = resolvePosition({ stream, shard, position, nowMillis });
    const result = readRecords({ stream, shard, counter, nowMillis, maxRecords, maxBytes });
    return {
      records: result.records,
      afterSequenceNumber: shard.sequenceNumber(result.nextCounter - 1, nowMillis),
      millisBehindLatest: result.millisBehindLatest,
      drained: result.drained,
    };
  }

  onRecords(streamName: string, listener: (shardId: string) => void): () => void {
    return this.#catalogue.stream(streamName).onRecords(listener);
  }

  statistics(streamName: string): StreamCounts {
    return this.#catalogue.stream(streamName).statistics.counts;
  }
}
