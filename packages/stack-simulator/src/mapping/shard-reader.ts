import { createHash } from 'node:crypto';
import type { KinesisRecord, ShardPosition } from '@headwaters/local-services';
import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import type { ReadThroughput } from './read-throughput.js';
import { toEventRecord } from './kinesis-event-record.js';
import { Lane } from './lane.js';
import type { MappingContext } from './mapping-context.js';
import type { ShardReaderState } from './poller-state.js';

/**
 * Delay before the next read after an error. A mapping polls about once per second.
 * Source: the Lambda guide, with-kinesis, "Polling and batching streams" (read 2026-11-23).
 */
const retryMillis = 1_000;

/** Options of a {@link ShardReader}. */
export interface ShardReaderOptions {
  readonly shardId: string;
  /** Where to start to read. */
  readonly position: ShardPosition;
  /** Called once, when the shard is closed and all its Kinesis records are processed. */
  readonly onDrained: () => void;
}

/** Reads one shard into its lanes, at most one batch ahead per lane. */
export class ShardReader {
  readonly #context: MappingContext;
  readonly #shardId: string;
  readonly #lanes: readonly Lane[];
  readonly #onDrained: () => void;
  readonly #throughput: ReadThroughput | undefined;
  #position: ShardPosition;
  #readToEnd = false;
  #recovering = false;
  #drained = false;

  constructor(context: MappingContext, { shardId, position, onDrained }: ShardReaderOptions) {
    this.#context = context;
    this.#shardId = shardId;
    this.#position = position;
    this.#onDrained = onDrained;
    this.#throughput = context.throughput?.(shardId);
    const onRoom = (): void => {
      this.read();
    };
    this.#lanes = Array.from(
      { length: context.plan.parallelizationFactor },
      (_, index) => new Lane(context, { shardId, index, onRoom }),
    );
  }

  get state(): ShardReaderState {
    return {
      position: this.#position,
      readToEnd: this.#readToEnd,
      recovering: this.#recovering,
      drained: this.#drained,
      lanes: this.#lanes.map((lane) => lane.state),
    };
  }

  /** Reads while the shard has Kinesis records and the lanes have room, then starts the lanes. */
  read(): void {
    while (!this.#recovering && !this.#readToEnd && this.#context.isActive() && this.#hasRoom()) {
      const delayMillis = this.#throughput?.delayMillis() ?? 0;
      if (delayMillis > 0) {
        void this.#readLater(delayMillis);
        break;
      }
      const failure = this.#context.readingFailure(this.#shardId);
      // A new iterator at the same position can be used at once.
      if (failure === 'ExpiredIteratorException') continue;
      if (failure !== undefined) void this.#readLater(retryMillis);
      else if (this.#readOnce() === 0) break;
    }
    for (const lane of this.#lanes) lane.start();
    if (this.#readToEnd && !this.#drained && this.#lanes.every(({ idle }) => idle)) {
      this.#drained = true;
      this.#onDrained();
    }
  }

  /** Ends the waits of all lanes, so that they notice that the mapping is disabled. */
  interrupt(): void {
    for (const lane of this.#lanes) lane.interrupt();
  }

  /** Reads again after a delay. */
  async #readLater(delayMillis: number): Promise<void> {
    this.#recovering = true;
    const work = this.#context.activity.begin(`${this.#context.plan.address}/${this.#shardId}`);
    await work.wait(delayMillis);
    this.#recovering = false;
    this.read();
    work.end();
  }

  #readOnce(): number {
    const { source, plan, functionPlan, region } = this.#context;
    const { streamName, streamArn } = plan;
    const { records, afterSequenceNumber, drained } = source.readShard({
      streamName,
      shardId: this.#shardId,
      position: this.#position,
      maxRecords: plan.batchSize,
      maxBytes: eventSourceMappingLimits.maxBatchBytes,
    });
    this.#position = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: afterSequenceNumber };
    this.#readToEnd = drained;
    this.#context.onRead?.(records);
    this.#throughput?.spend(records.reduce((sum, record) => sum + recordBytes(record), 0));
    const origin = { shardId: this.#shardId, streamArn, region, roleArn: functionPlan.roleArn };
    for (const record of records) {
      if (!this.#context.filter.passes(record.data)) continue;
      this.#lanes[chooseLane(record.partitionKey, this.#lanes.length)]?.offer(toEventRecord(record, origin));
    }
    return records.length;
  }

  #hasRoom(): boolean {
    const { batchSize } = this.#context.plan;
    const sum = (count: (lane: Lane) => number) =>
      this.#lanes.reduce((total, lane) => total + count(lane), 0);
    return (
      sum((lane) => lane.waitingRecords) < batchSize * this.#lanes.length &&
      sum((lane) => lane.waitingBytes) < eventSourceMappingLimits.maxBatchBytes * this.#lanes.length
    );
  }
}

/** Size of a Kinesis record as limits count it. */
const recordBytes = ({ data, partitionKey }: KinesisRecord): number =>
  data.length + Buffer.byteLength(partitionKey);

/** Maps a partition key to a lane. The mapping is stable, so that the Kinesis records of a key keep their order. */
function chooseLane(partitionKey: string, lanes: number): number {
  return lanes === 1 ? 0 : createHash('md5').update(partitionKey).digest().readUInt32BE(0) % lanes;
}
