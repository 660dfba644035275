import { kinesisLimits, shardsForLoad } from '@headwaters/pipeline-contract';
import { firehoseUnitBytes, hoursPerMonth } from './billing-units.js';
import { estimateObjectRequests, objectRequestUsage } from './object-requests.js';
import type { Usage } from './price-list.js';
import { type Bill, addUsage, priceUsage } from './price-usage.js';
import {
  type StreamLoad,
  advantageMinimumUsage,
  advantageStreamUsage,
  monthlyGigabytes,
  onDemandStreamUsage,
  provisionedStreamUsage,
} from './stream-usage.js';

/** The load of a pipeline: of its stream, and of what is uploaded. */
export interface PipelineLoad extends StreamLoad {
  /** Bytes of the uploaded files, before compression. */
  readonly uploadBytesPerSecond: number;
  readonly linesPerSecond: number;
  /** Part of the throughput of the shards that the load may use, in percent. */
  readonly targetUsePercent: number;
}

/** What one way to move the data costs in a month. */
export interface PipelineCost {
  readonly option: 'this-stack' | 'on-demand' | 'advantage' | 'firehose' | 'line-records';
  readonly bill: Bill;
  /** Open shards, of a provisioned stream. */
  readonly shards?: number;
  /** What the account pays at least for all its streams. */
  readonly minimumDollars?: number;
}

/**
 * Compares the cost of five ways to move the same data, per month:
 *
 * - `this-stack`, `on-demand` and `advantage`: this pipeline with a stream of that mode, with the S3 requests of one archive and of the
 *   ledger.
 * - `firehose`: the lines go to Firehose, joined into records of 1,000 KB, and from there to S3: one copy, no other consumers.
 * - `line-records`: a provisioned stream with a line in each Kinesis record; without what its consumers write.
 *
 * Functions, uploads, stored data, keys, logs, metrics and alarms are not included.
 */
export function comparePipelines(load: PipelineLoad): readonly PipelineCost[] {
  const consumers = load.sharingConsumers + load.fanOutConsumers;
  const objects = objectRequestUsage(estimateObjectRequests({ ...load, consumers }));
  const ofStack = (stream: Usage) => priceUsage(addUsage(stream, objects));
  const lines = lineLoad(load);
  return [
    { option: 'this-stack', bill: ofStack(provisionedStreamUsage(load)), shards: load.shards },
    { option: 'on-demand', bill: ofStack(onDemandStreamUsage(load)) },
    {
      option: 'advantage',
      bill: ofStack(advantageStreamUsage(load)),
      minimumDollars: priceUsage(advantageMinimumUsage).dollars,
    },
    { option: 'firehose', bill: priceUsage(firehoseUsage(load)) },
    { option: 'line-records', bill: priceUsage(provisionedStreamUsage(lines)), shards: lines.shards },
  ];
}

/** A record of Firehose has at most 1,000 KB. Source: https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html (read 2026-11-30). */
const firehoseRecordBytes = 1_024_000;

/**
 * Data that Firehose collects for an object, by default.
 * Source: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html (read 2026-11-30).
 */
const firehoseObjectBytes = 5 * 1_048_576;

function firehoseUsage({ uploadBytesPerSecond }: PipelineLoad): Usage {
  const billedBytes = Math.ceil(firehoseRecordBytes / firehoseUnitBytes) * firehoseUnitBytes;
  const rounding = billedBytes / firehoseRecordBytes;
  return {
    firehoseGigabytes: monthlyGigabytes(uploadBytesPerSecond * rounding),
    s3Writes: (uploadBytesPerSecond / firehoseObjectBytes) * hoursPerMonth * 3_600,
  };
}

/** Bytes of a partition key such as a UUID in hexadecimal digits. */
const lineKeyBytes = 32;

function lineLoad(load: PipelineLoad): StreamLoad {
  const { linesPerSecond: recordsPerSecond, uploadBytesPerSecond, sharingConsumers, targetUsePercent } = load;
  const recordBytes = uploadBytesPerSecond / recordsPerSecond + lineKeyBytes;
  const units = Math.ceil(recordBytes / kinesisLimits.putPayloadUnitBytes);
  return {
    ...load,
    recordBytes,
    recordsPerSecond,
    unitsPerSecond: recordsPerSecond * units,
    shards: shardsForLoad({ recordBytes, recordsPerSecond, consumers: sharingConsumers, targetUsePercent }),
  };
}
