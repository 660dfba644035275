import { type StackConsumer, type Simulation, listConsumers } from '@headwaters/stack-simulator';
import { Deliveries, type ReadReference } from '../pipeline/deliveries.js';

interface PendingUpload {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly uploadedAt: number;
}

/** Watches a running simulation and reports each file that is complete at every consumer. */
export class UploadWatch {
  readonly #consumers: readonly StackConsumer[];
  readonly #deliveries: Deliveries;
  readonly #print: (line: string) => void;
  readonly #pending = new Set<PendingUpload>();
  /** Acknowledged Kinesis records by function. */
  readonly #acknowledged = new Map<string, number>();
  #uploads = 0;

  constructor(simulation: Simulation, readReference: ReadReference, print: (line: string) => void) {
    this.#consumers = listConsumers(simulation.blueprint);
    this.#deliveries = new Deliveries(readReference);
    this.#print = print;
    simulation.events.on('upload', ({ bucket, key, versionId, size, matched }) => {
      // Only a created object has a size.
      if (size === undefined) return;
      if (matched.length > 0)
        this.#begin({ bucket, key, versionId: versionId ?? 'null', bytes: size, uploadedAt: Date.now() });
      else if (simulation.blueprint.notifications.some(({ bucketName }) => bucketName === bucket))
        print(`${key}: skipped by the stack's notification filter`);
    });
    simulation.events.on('acknowledged', ({ functionName, records }) => {
      this.#acknowledged.set(functionName, (this.#acknowledged.get(functionName) ?? 0) + records.length);
      for (const { kinesis } of records)
        this.#deliveries.add(functionName, Buffer.from(kinesis.data, 'base64'));
      void this.#deliveries.whenSettled().then(
        () => {
          this.#reportComplete();
        },
        (error: unknown) => {
          print(`A consumer acknowledged a Kinesis record that cannot be decoded: ${String(error)}`);
        },
      );
    });
  }

  /** Returns the counts of uploads and of acknowledged Kinesis records, as one line. */
  status(): string {
    const consumers = this.#consumers.map(
      ({ name, functionName }) => `${name} ${this.#acknowledged.get(functionName) ?? 0}`,
    );
    return (
      `${this.#uploads} uploads, ${this.#pending.size} in flight` +
      ` | Kinesis records acknowledged: ${consumers.join(', ')} | Ctrl-C stops`
    );
  }

  #begin(upload: PendingUpload): void {
    this.#uploads++;
    this.#pending.add(upload);
    // An empty file has no records, so no acknowledgement will follow.
    if (upload.bytes === 0) this.#reportComplete();
  }

  #reportComplete(): void {
    for (const upload of this.#pending) {
      const reassemblies = this.#consumers.map(({ functionName }) =>
        this.#deliveries.reassemblyOf(functionName, upload),
      );
      if (upload.bytes > 0 && !reassemblies.every(({ isComplete }) => isComplete)) continue;
      this.#pending.delete(upload);
      const records = (reassemblies[0]?.records ?? 0).toLocaleString('en');
      this.#print(
        `${upload.key}: complete at every consumer ` +
          `(${records} records, ${upload.bytes.toLocaleString('en')} bytes, ${Date.now() - upload.uploadedAt} ms)`,
      );
    }
  }
}
