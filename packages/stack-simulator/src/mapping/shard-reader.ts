import { createHash } from 'node:crypto';
import type { ShardPosition } from '@headwaters/local-services';
import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import { toEventRecord } from './kinesis-event-record.js';
import { Lane } from './lane.js';
import type { MappingContext } from './mapping-context.js';

/**
 * How long a mapping waits before it reads again after an error, in milliseconds: about the pace at which it polls.
 * Source: the Lambda guide, with-kinesis, "Polling and batching streams" (read 2026-11-23).
 */
const retryMillis = 1_000;

/** Reads one shard into its lanes, never further ahead than a batch for each. */
export class ShardReader {
  readonly #context: MappingContext;
  readonly #shardId: string;
  readonly #lanes: readonly Lane[];
  readonly #onDrained: () => void;
  #position: ShardPosition;
  #readToEnd = false;
  #recovering = false;
  #drained = false;

  /** @param onDrained - Called once, when the shard is closed and all its records are done with. */
  constructor(context: MappingContext, shardId: string, position: ShardPosition, onDrained: () => void) {
    this.#context = context;
    this.#shardId = shardId;
    this.#position = position;
    this.#onDrained = onDrained;
    const onRoom = (): void => {
      this.read();
    };
    this.#lanes = Array.from(
      { length: context.plan.parallelizationFactor },
      () => new Lane(context, shardId, { onRoom }),
    );
  }

  /** Reads as long as the shard has records and the lanes have room, and sets the lanes to work. */
  read(): void {
    while (!this.#recovering && !this.#readToEnd && this.#context.isOpen() && this.#hasRoom()) {
      const failure = this.#context.readingFailure(this.#shardId);
      // A new iterator, taken where the last reading ended, serves at once.
      if (failure === 'ExpiredIteratorException') continue;
      if (failure !== undefined) void this.#recover();
      else if (this.#readOnce() === 0) break;
    }
    for (const lane of this.#lanes) lane.start();
    if (this.#readToEnd && !this.#drained && this.#lanes.every(({ idle }) => idle)) {
      this.#drained = true;
      this.#onDrained();
    }
  }

  /** Lets all lanes see that the mapping is closed. */
  interrupt(): void {
    for (const lane of this.#lanes) lane.interrupt();
  }

  /** Reads on after a while. */
  async #recover(): Promise<void> {
    this.#recovering = true;
    const work = this.#context.activity.begin();
    await work.wait(retryMillis);
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

/** The lane of a partition key: always the same one, so that its records keep their order. */
function chooseLane(partitionKey: string, lanes: number): number {
  return lanes === 1 ? 0 : createHash('md5').update(partitionKey).digest().readUInt32BE(0) % lanes;
}
