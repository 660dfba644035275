import { describeShard } from './shard/shard.js';
import { readShardAt, resolvePosition } from './stream/shard-reader.js';
import type { StreamCatalogue } from './stream/stream-catalogue.js';
import type { StreamCounts, StreamMode } from './stream/stream.js';

/** A stream, as code in this process sees it. */
export interface StreamSummary {
  readonly name: string;
  readonly arn: string;
  readonly mode: StreamMode;
  readonly openShardCount: number;
  readonly retentionHours: number;
  /** The KMS key, as its owner named it, while the stream is encrypted. */
  readonly encryptionKeyId?: string;
}

/** A shard, as code in this process sees it. Hash keys are decimal numbers. */
export interface ShardSummary {
  readonly shardId: string;
  readonly parentShardId?: string;
  readonly adjacentParentShardId?: string;
  readonly startingHashKey: string;
  readonly endingHashKey: string;
  readonly startingSequenceNumber: string;
  /** Only a closed shard has one: it takes no more records. */
  readonly endingSequenceNumber?: string;
}

/** Where a reader begins. `AFTER_SEQUENCE_NUMBER` takes what an earlier reading gave as its `afterSequenceNumber`. */
export type ShardPosition =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly type: 'AT_TIMESTAMP'; readonly timestampMillis: number }
  | { readonly type: 'AFTER_SEQUENCE_NUMBER' | 'AT_SEQUENCE_NUMBER'; readonly sequenceNumber: string };

/** What to read. */
export interface ReadShardRequest {
  readonly streamName: string;
  readonly shardId: string;
  readonly position: ShardPosition;
  /** Default and most: 10,000. */
  readonly maxRecords?: number;
  /** Data and partition keys; the first record is given whatever its size. Default and most: 10 MiB. */
  readonly maxBytes?: number;
}

/** A record that was read. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** May share memory with the records beside it: copy it to keep it for long. */
  readonly data: Buffer;
  readonly approximateArrivalMillis: number;
  readonly encrypted: boolean;
}

/** What a reading gave. */
export interface ShardReadResult {
  readonly records: readonly StreamRecord[];
  /** Where to go on: right even if there were no records, so that `LATEST` is asked for only once. */
  readonly afterSequenceNumber: string;
  readonly millisBehindLatest: number;
  /** The shard is closed and this was all: go on with its children. */
  readonly drained: boolean;
}

/** Kinesis, for code in the same process. Reading this way uses up none of a shard's read limits. */
export interface KinesisService {
  /** The stream, or undefined if there is none of that name. */
  describe(streamName: string): StreamSummary | undefined;
  /** Open shards and those whose records have not all expired, oldest first. */
  shards(streamName: string): readonly ShardSummary[];
  readShard(request: ReadShardRequest): ShardReadResult;
  /** Calls `listener` whenever a shard gets records, is made or is closed. The function returned ends that. */
  onRecords(streamName: string, listener: (shardId: string) => void): () => void;
  /** What the stream has taken in since it was made. */
  statistics(streamName: string): StreamCounts;
}

/**
 * Kinesis for code in this process. Every method but `describe` throws a `KinesisError` with code
 * `ResourceNotFoundException` for a stream or shard that is not there.
 */
export class InProcessKinesis implements KinesisService {
  constructor(private readonly catalogue: StreamCatalogue) {}

  describe(streamName: string): StreamSummary | undefined {
    const stream = this.catalogue.find(streamName);
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

  shards(streamName: string) {
    return this.catalogue.stream(streamName).shards(this.catalogue.now()).map(describeShard);
  }

  readShard({ streamName, shardId, position, maxRecords, maxBytes }: ReadShardRequest): ShardReadResult {
    const stream = this.catalogue.stream(streamName);
    const shard = this.catalogue.shard(stream, shardId);
    const nowMillis = this.catalogue.now();
    const counter = resolvePosition(stream, shard, position, nowMillis);
    const reading = readShardAt({ stream, shard, counter, nowMillis, maxRecords, maxBytes });
    return {
      records: reading.records,
      afterSequenceNumber: shard.sequenceNumber(reading.nextCounter - 1, nowMillis),
      millisBehindLatest: reading.millisBehindLatest,
      drained: reading.drained,
    };
  }

  onRecords(streamName: string, listener: (shardId: string) => void): () => void {
    return this.catalogue.stream(streamName).onRecords(listener);
  }

  statistics(streamName: string) {
    return this.catalogue.stream(streamName).statistics.counts;
  }
}
