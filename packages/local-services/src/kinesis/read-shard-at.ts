import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { StreamRecord } from './kinesis-service.js';
import type { Shard } from './shard.js';
import type { Stream } from './stream.js';

/** Where and how much to read. */
export interface ShardReadPlan {
  readonly stream: Stream;
  readonly shard: Shard;
  readonly counter: number;
  readonly nowMillis: number;
  readonly maxRecords?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** Records with what a reader wants to know about its place. */
export interface PlacedReading {
  readonly records: readonly StreamRecord[];
  readonly nextCounter: number;
  readonly millisBehindLatest: number;
  readonly drained: boolean;
}

/** Reads a shard from a counter on, within what one GetRecords call may give: 10,000 records, 10 MiB. */
export function readShardAt(plan: ShardReadPlan): PlacedReading {
  const { stream, shard, counter, nowMillis } = plan;
  const reading = shard.read(counter, stream.horizonMillis(nowMillis), {
    maxRecords: Math.min(plan.maxRecords ?? Infinity, kinesisLimits.maxGetRecordsRecords),
    maxBytes: Math.min(plan.maxBytes ?? Infinity, kinesisLimits.maxGetRecordsBytes),
  });
  const lastArrivalMillis = reading.records.at(-1)?.arrivalMillis ?? nowMillis;
  return {
    records: reading.records.map((record) => ({
      sequenceNumber: shard.sequenceNumber(record.counter, record.arrivalMillis),
      partitionKey: record.partitionKey,
      data: record.data,
      approximateArrivalMillis: record.arrivalMillis,
      encrypted: record.encrypted,
    })),
    nextCounter: reading.nextCounter,
    millisBehindLatest: reading.atTip ? 0 : Math.max(0, nowMillis - lastArrivalMillis),
    drained: reading.atTip && shard.closedMillis !== undefined,
  };
}
