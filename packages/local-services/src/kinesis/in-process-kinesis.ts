import type { KinesisService, ReadShardRequest, ShardReadResult, StreamSummary } from './kinesis-service.js';
import { readShardAt } from './read-shard-at.js';
import { describeShard } from './describe-shard.js';
import { resolvePosition } from './resolve-position.js';
import type { StreamCatalogue } from './stream-catalogue.js';

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
