import type { Bill } from '@headwaters/bill';
import type { ByteRange } from '@headwaters/pipeline-contract';
import type { UploadedFile } from '../pipeline/upload-file.js';
import { formatCost } from './format-cost.js';

/** What one consumer has of one file. */
export interface ConsumedFile {
  readonly key: string;
  readonly versionId: string;
  /** Records of the acknowledged blocks, each block counted once. */
  readonly records: number;
  /** Length of the contiguous prefix of the file that was acknowledged. */
  readonly bytes: number;
  /** SHA-256 of that prefix, in hex. */
  readonly sha256: string;
  /** Records that were acknowledged more than once. */
  readonly duplicates: number;
  /** Ranges of the file that were never acknowledged. */
  readonly missing: readonly ByteRange[];
  /** SHA-256 of the file as reassembled from the archive bucket. Only for a consumer that archives. */
  readonly archiveSha256?: string;
}

/** A file in the summary. */
export interface DemoFile extends UploadedFile {
  /** Why the producer did not publish the file, or not all of it. */
  readonly rejection?: string;
  /** What the producer warned of. Default: nothing. */
  readonly warnings?: readonly string[];
}

/** Records that do not say which bytes of which file they are, summed whatever their order. */
export interface SummedRecords {
  readonly records: number;
  /** Without line terminators. */
  readonly bytes: number;
  /** Sum of the SHA-256 of all records modulo 2^256, in hex. */
  readonly sum: string;
}

/** One consumer in the summary. */
export interface ConsumerSummary {
  readonly name: string;
  readonly function: string;
  /**
   * The files that are reassembled by offset. Empty if the content is not checked: what the consumer received is not in the format
   * of this project.
   */
  readonly files: readonly ConsumedFile[];
  /** What the consumer has of the files without offsets; absent if there are none. */
  readonly summed?: SummedRecords;
  /** What the archive bucket has of them. Only for a consumer that archives. */
  readonly archiveSummed?: SummedRecords;
  readonly invocations: number;
  /** Invocations that failed or were throttled. Lambda retries them. */
  readonly failedInvocations: number;
  /** Kinesis records that the consumer processed. */
  readonly acknowledged: number;
  /** Kinesis records that were sent to the failure destination, or dropped where there is none. */
  readonly deadLettered: number;
  /** Kinesis records that the consumer quarantined. */
  readonly quarantined: number;
}

/** Output of `demo --json`. The property names are stable. */
export interface DemoSummary {
  /**
   * Whether every consumer has every file complete, unchanged and without duplicates. If the content is not checked: whether
   * nothing was dead-lettered and every upload was processed.
   */
  readonly ok: boolean;
  readonly stack: string;
  readonly elapsedMillis: number;
  readonly files: readonly DemoFile[];
  /**
   * The records of the files without offsets: wire `plain` with partition keys of a field. They are compared with what each consumer
   * has; absent if there are none.
   */
  readonly summed?: SummedRecords;
  readonly stream: {
    readonly name: string;
    readonly shards: number;
    /** Kinesis records. */
    readonly records: number;
    /** Data and partition keys of the Kinesis records. */
    readonly bytes: number;
    /** Billed units of 25 KB, at least one for each Kinesis record. */
    readonly putPayloadUnits: number;
  };
  readonly producer: {
    readonly function: string;
    readonly invocations: number;
    /** Uploads that failed after the last retry. */
    readonly failed: number;
    /** Largest resident memory of an execution environment. */
    readonly peakMemoryBytes: number;
    /** Records that lack the partition field. */
    readonly recordsWithoutField: number;
  };
  readonly consumers: readonly ConsumerSummary[];
  /** What AWS would have billed from the start of the simulation until it was idle, in us-east-1. */
  readonly cost: Bill;
}

/** Returns whether a consumer has exactly the file that was uploaded. */
export function isDelivered(consumed: ConsumedFile, uploaded: UploadedFile): boolean {
  return (
    uploaded.damage === undefined &&
    consumed.sha256 === uploaded.sha256 &&
    consumed.bytes === uploaded.bytes &&
    consumed.records === uploaded.records &&
    consumed.duplicates === 0 &&
    consumed.missing.length === 0 &&
    (consumed.archiveSha256 ?? uploaded.sha256) === uploaded.sha256
  );
}

/** Formats a summary as text, one line for each file, consumer and function. */
export function formatSummary({
  ok,
  stack,
  elapsedMillis,
  files,
  summed,
  stream,
  consumers,
  producer,
  cost,
}: DemoSummary): string {
  return [
    `${stack}: ${counted(files.length, 'file')} in ${(elapsedMillis / 1000).toFixed(1)} s`,
    ...files.flatMap(formatUpload),
    `stream ${stream.name}: ${counted(stream.records, 'Kinesis record')}, ${counted(stream.bytes, 'byte')}, ` +
      `${counted(stream.putPayloadUnits, 'PUT payload unit')}, ${counted(stream.shards, 'shard')}`,
    `producer ${producer.function}: ${counted(producer.invocations, 'invocation')}, ` +
      `peak memory ${Math.round(producer.peakMemoryBytes / 1_048_576)} MiB` +
      (producer.failed === 0 ? '' : `, ${counted(producer.failed, 'upload')} failed`) +
      (producer.recordsWithoutField === 0
        ? ''
        : `, ${counted(producer.recordsWithoutField, 'record')} without the partition field`),
    formatCost(cost),
    ...consumers.flatMap((consumer) => formatConsumer(consumer, files, summed)),
    ok ? 'ok' : 'FAILED',
    '',
  ].join('\n');
}

function formatUpload({ key, bytes, records, sha256, damage, rejection, warnings = [] }: DemoFile): string[] {
  const content = damage ?? `${counted(bytes, 'byte')}, ${counted(records, 'record')}, SHA-256 ${sha256}`;
  return [
    `  ${key}: ${content}`,
    ...warnings.map((warning) => `  ${key}: WARNING: ${warning}`),
    ...(rejection === undefined ? [] : [`  ${key}: REJECTED by the producer: ${rejection}`]),
  ];
}

function formatConsumer(
  consumer: ConsumerSummary,
  uploaded: readonly DemoFile[],
  expected: SummedRecords | undefined,
): string[] {
  const { name, files, summed, deadLettered, quarantined } = consumer;
  const isChecked = files.length > 0 || summed !== undefined;
  const counts = [
    ...(isChecked ? [] : [formatCounts(consumer)]),
    ...(deadLettered === 0 ? [] : [`${counted(deadLettered, 'Kinesis record')} dead-lettered`]),
    ...(quarantined === 0 ? [] : [`${counted(quarantined, 'Kinesis record')} quarantined`]),
  ];
  return [
    `consumer ${name}: ${counts.join(', ')}`.trimEnd(),
    ...files.map((file) => formatFile(file, findUpload(uploaded, file))),
    ...(summed === undefined || expected === undefined ? [] : [formatSummed(consumer, expected)]),
    ...(isChecked ? [] : ['  content not checked: the Kinesis records are not in the format of Headwaters']),
  ];
}

/** Returns the upload that a consumer should have. */
export function findUpload<Upload extends Pick<UploadedFile, 'key' | 'versionId'>>(
  uploads: readonly Upload[],
  { key, versionId }: Pick<ConsumedFile, 'key' | 'versionId'>,
): Upload | undefined {
  return uploads.find((upload) => upload.key === key && upload.versionId === versionId);
}

/** Returns whether a consumer, and its archive if it has one, has exactly the expected records. */
export function hasSummed(
  { summed, archiveSummed = summed }: Pick<ConsumerSummary, 'summed' | 'archiveSummed'>,
  expected: SummedRecords | undefined,
): boolean {
  return (
    summed?.sum === expected?.sum &&
    archiveSummed?.sum === expected?.sum &&
    summed?.records === expected?.records
  );
}

function formatSummed(consumer: ConsumerSummary, expected: SummedRecords): string {
  const { records = 0, bytes = 0, sum = '' } = consumer.summed ?? {};
  const without = 'without offsets, which wire plain does not send with partition keys of a field';
  if (hasSummed(consumer, expected)) {
    const archived = consumer.archiveSummed === undefined ? '' : '; so has the archive';
    return `  has all ${counted(records, 'record')}, each once and unchanged, compared ${without}${archived}`;
  }
  return (
    `  NOT DELIVERED: ${counted(records, 'record')} of ${expected.records.toLocaleString('en')}, ` +
    `${counted(bytes, 'byte')} of ${expected.bytes.toLocaleString('en')}, sum of SHA-256 ${sum}, compared ${without}`
  );
}

function formatCounts({ invocations, failedInvocations, acknowledged }: ConsumerSummary): string {
  return `${counted(acknowledged, 'Kinesis record')} processed in ${counted(invocations, 'invocation')}, ${failedInvocations.toLocaleString('en')} of them failed`;
}

function formatFile(consumed: ConsumedFile, uploaded: DemoFile | undefined): string {
  if (uploaded !== undefined && isDelivered(consumed, uploaded)) {
    const archived = consumed.archiveSha256 === undefined ? '' : '; so has the archive';
    return `  ${consumed.key}: has every byte, once and unchanged${archived}`;
  }
  const nothing = consumed.bytes + consumed.records === 0;
  if (nothing && uploaded?.rejection !== undefined)
    return `  ${consumed.key}: NOT DELIVERED: rejected by the producer`;
  return (
    `  ${consumed.key}: NOT DELIVERED: ${counted(consumed.bytes, 'byte')}, ${counted(consumed.records, 'record')}, ` +
    `${counted(consumed.duplicates, 'duplicate')}, missing ${JSON.stringify(consumed.missing)}, SHA-256 ${consumed.sha256}`
  );
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
