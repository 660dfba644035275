import {
  type KinesisEventRecord,
  type StackConsumer,
  type Simulation,
  listConsumers,
} from '@headwaters/stack-simulator';
import { Deliveries, type ReadReference } from '../pipeline/deliveries.js';
import { type ProducerOfStack, hasOffsets } from '../pipeline/producer-of-stack.js';

/** An upload that the producer reads. */
export interface WatchedUpload {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
}

interface PendingUpload extends WatchedUpload {
  /** Milliseconds since the epoch. */
  readonly uploadedAt: number;
  /** For wire `plain`, which does not state the end of a file: length of its content, unpacked; undefined until it is measured. */
  contentBytes?: number;
}

/** What {@link UploadWatch} needs to know and do. */
interface UploadWatchOptions {
  readonly readReference: ReadReference;
  /** Measures the content of an upload, unpacked, in bytes. Called for wire `plain` only. */
  readonly measureContent: (upload: WatchedUpload) => Promise<number>;
  readonly print: (line: string) => void;
  /** Undefined if the producer is of another project: then files can't be reassembled. */
  readonly producer: ProducerOfStack | undefined;
}

/**
 * Watches a running simulation and reports each file that is complete at every consumer. If the producer is of another project, it
 * reports what the consumers processed instead.
 */
export class UploadWatch {
  readonly #consumers: readonly StackConsumer[];
  readonly #deliveries: Deliveries;
  readonly #options: UploadWatchOptions;
  readonly #pending = new Set<PendingUpload>();
  /** Acknowledged Kinesis records by function. */
  readonly #acknowledged = new Map<string, number>();
  #uploads = 0;

  constructor(simulation: Simulation, options: UploadWatchOptions) {
    this.#consumers = listConsumers(simulation.blueprint);
    this.#deliveries = new Deliveries({ readReference: options.readReference });
    this.#options = options;
    const { print } = options;
    const { events, blueprint } = simulation;
    events.on('upload', ({ bucket, key, versionId, size, matched, eventName }) => {
      if (!eventName.startsWith('ObjectCreated')) return;
      if (matched.length > 0)
        this.#begin({
          bucket,
          key,
          versionId: versionId ?? 'null',
          bytes: size ?? 0,
          uploadedAt: Date.now(),
        });
      else if (blueprint.uploads.some(({ bucketName }) => bucketName === bucket))
        print(`${key}: skipped: no trigger of the stack accepts this key`);
    });
    events.on('acknowledged', ({ functionName, records }) => {
      this.#acknowledged.set(functionName, (this.#acknowledged.get(functionName) ?? 0) + records.length);
      if (options.producer !== undefined) this.#addRecords(functionName, records);
      else print(`${this.#nameOf(functionName)}: ${records.length} Kinesis records processed`);
    });
    events.on('dropped', ({ functionName, records, reason }) => {
      const what = records === undefined ? 'an event' : `${records.length} Kinesis records`;
      print(`${this.#nameOf(functionName)}: ${what} dropped (${reason})`);
    });
  }

  /** Returns the counts of uploads and of acknowledged Kinesis records, as one line. */
  status(): string {
    const consumers = this.#consumers.map(
      ({ name, functionName }) => `${name} ${this.#acknowledged.get(functionName) ?? 0}`,
    );
    const inFlight = this.#options.producer !== undefined ? `, ${this.#pending.size} in flight` : '';
    return (
      `${this.#uploads} uploads${inFlight}` +
      ` | Kinesis records acknowledged: ${consumers.join(', ')} | Ctrl-C stops`
    );
  }

  #nameOf(functionName: string): string {
    return this.#consumers.find((each) => each.functionName === functionName)?.name ?? functionName;
  }

  #addRecords(functionName: string, records: readonly KinesisEventRecord[]): void {
    for (const { kinesis } of records)
      this.#deliveries.add(functionName, {
        data: Buffer.from(kinesis.data, 'base64'),
        partitionKey: kinesis.partitionKey,
      });
    void this.#deliveries.whenSettled().then(
      () => {
        this.#reportComplete();
      },
      (error: unknown) => {
        this.#options.print(
          `A consumer acknowledged a Kinesis record that cannot be decoded: ${String(error)}`,
        );
      },
    );
  }

  #begin(upload: PendingUpload): void {
    this.#uploads++;
    const { producer, print } = this.#options;
    if (producer === undefined || !hasOffsets(producer, upload.key)) {
      const rest =
        producer === undefined ? '' : '; its Kinesis records do not name it, so nothing more is known';
      print(`${upload.key}: uploaded (${upload.bytes.toLocaleString('en')} bytes)${rest}`);
      return;
    }
    this.#pending.add(upload);
    if (producer.wire === 'plain') void this.#measure(upload);
    // An empty file has no records, so no acknowledgement will follow.
    if (upload.bytes === 0) this.#reportComplete();
  }

  async #measure(upload: PendingUpload): Promise<void> {
    try {
      upload.contentBytes = await this.#options.measureContent(upload);
      this.#reportComplete();
    } catch (error) {
      this.#pending.delete(upload);
      this.#options.print(
        `${upload.key}: can't be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #reportComplete(): void {
    for (const upload of this.#pending) {
      const reassemblies = this.#consumers.map(({ functionName }) =>
        this.#deliveries.reassemblyOf(functionName, upload),
      );
      const isComplete = reassemblies.every((each) => each.isComplete || each.bytes === upload.contentBytes);
      if (upload.bytes > 0 && !isComplete) continue;
      this.#pending.delete(upload);
      const records = (reassemblies[0]?.records ?? 0).toLocaleString('en');
      this.#options.print(
        `${upload.key}: complete at every consumer ` +
          `(${records} records, ${upload.bytes.toLocaleString('en')} bytes, ${Date.now() - upload.uploadedAt} ms)`,
      );
    }
  }
}
