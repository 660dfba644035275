import type { ByteRange } from '../pipeline/deliveries.js';
import type { UploadedFile } from '../pipeline/upload-file.js';

/** What one consumer has of one file. */
export interface ConsumedFile {
  readonly key: string;
  readonly versionId: string;
  /** Records of the blocks that the consumer acknowledged, each block once. */
  readonly records: number;
  /** Bytes put together from the file's first on. */
  readonly bytes: number;
  /** SHA-256 of those bytes, in hex. */
  readonly sha256: string;
  /** Records that were acknowledged again. */
  readonly duplicates: number;
  /** Ranges of the file that were never acknowledged. */
  readonly missing: readonly ByteRange[];
  /** Only for a consumer that archives: SHA-256 of what its bucket holds of the file. */
  readonly archiveSha256?: string;
}

/** One consumer's part of the summary. */
export interface ConsumerSummary {
  readonly name: string;
  readonly function: string;
  readonly files: readonly ConsumedFile[];
  /** Records that the stream gave up and sent to the failure destination. */
  readonly deadLettered: number;
}

/** What `demo --json` prints. The names are a contract. */
export interface DemoSummary {
  /** Whether every consumer has every file whole, unchanged, and nothing twice. */
  readonly ok: boolean;
  readonly stack: string;
  readonly elapsedMillis: number;
  readonly files: readonly UploadedFile[];
  readonly stream: {
    readonly name: string;
    readonly shards: number;
    readonly records: number;
    /** Data and partition keys, as the stream took them. */
    readonly bytes: number;
    /** What Kinesis bills: chunks of 25 KB, at least one a record. */
    readonly putPayloadUnits: number;
  };
  readonly producer: {
    readonly function: string;
    readonly invocations: number;
    /** Uploads given up after the last retry. */
    readonly failed: number;
    /** Largest resident memory of an execution environment. */
    readonly peakMemoryBytes: number;
  };
  readonly consumers: readonly ConsumerSummary[];
}

/** Whether a consumer ended up with a file as it was uploaded. */
export function isWhole(consumed: ConsumedFile, uploaded: UploadedFile): boolean {
  return (
    consumed.sha256 === uploaded.sha256 &&
    consumed.bytes === uploaded.bytes &&
    consumed.records === uploaded.records &&
    consumed.duplicates === 0 &&
    consumed.missing.length === 0 &&
    (consumed.archiveSha256 ?? uploaded.sha256) === uploaded.sha256
  );
}

const counted = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** The summary for people, a line an item. */
export function printSummary({
  ok,
  stack,
  elapsedMillis,
  files,
  stream,
  consumers,
  producer,
}: DemoSummary): string {
  const lines = [
    `${stack}: ${counted(files.length, 'file')} in ${(elapsedMillis / 1000).toFixed(1)} s`,
    ...files.map(
      ({ key, bytes, records, sha256 }) =>
        `  ${key}: ${counted(bytes, 'byte')}, ${counted(records, 'record')}, SHA-256 ${sha256}`,
    ),
    `stream ${stream.name}: ${counted(stream.records, 'Kinesis record')}, ${counted(stream.bytes, 'byte')}, ` +
      `${counted(stream.putPayloadUnits, 'PUT payload unit')}, ${counted(stream.shards, 'shard')}`,
    `producer ${producer.function}: ${counted(producer.invocations, 'invocation')}, ` +
      `${Math.round(producer.peakMemoryBytes / 1_048_576)} MiB at the peak` +
      (producer.failed === 0 ? '' : `, ${counted(producer.failed, 'upload')} given up`),
  ];
  for (const consumer of consumers) {
    lines.push(
      `consumer ${consumer.name}:` +
        (consumer.deadLettered === 0 ? '' : ` ${counted(consumer.deadLettered, 'record')} dead-lettered`),
    );
    consumer.files.forEach((consumed, index) => {
      const uploaded = files[index];
      const whole = uploaded !== undefined && isWhole(consumed, uploaded);
      const archived = consumed.archiveSha256 === undefined ? '' : ', and so has its archive';
      lines.push(
        whole
          ? `  ${consumed.key}: has every byte, once and unchanged${archived}`
          : `  ${consumed.key}: NOT WHOLE: ${counted(consumed.bytes, 'byte')}, ${counted(consumed.records, 'record')}, ` +
              `${counted(consumed.duplicates, 'duplicate')}, missing ${JSON.stringify(consumed.missing)}, SHA-256 ${consumed.sha256}`,
      );
    });
  }
  return [...lines, ok ? 'ok' : 'FAILED', ''].join('\n');
}
