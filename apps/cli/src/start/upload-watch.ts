import { type StackConsumer, type Simulation, listConsumers } from '@headwaters/stack-simulator';
import { Deliveries, type ReadReference } from '../pipeline/deliveries.js';

interface PendingUpload {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
  readonly uploadedAt: number;
}

/** Watches a running simulation and says when a file has reached every consumer whole. */
export class UploadWatch {
  readonly #consumers: readonly StackConsumer[];
  readonly #deliveries: Deliveries;
  readonly #print: (line: string) => void;
  readonly #pending = new Set<PendingUpload>();
  readonly #acknowledged = new Map<string, number>();
  #uploads = 0;

  constructor(simulation: Simulation, readReference: ReadReference, print: (line: string) => void) {
    this.#consumers = listConsumers(simulation.blueprint);
    this.#deliveries = new Deliveries(readReference);
    this.#print = print;
    simulation.events.on('upload', ({ bucket, key, versionId, size, matched }) => {
      if (matched.length > 0)
        this.#begin({ bucket, key, versionId: versionId ?? 'null', bytes: size, uploadedAt: Date.now() });
      else if (simulation.blueprint.notifications.some(({ bucketName }) => bucketName === bucket))
        print(`${key}: ignored by the stack's notification filter`);
    });
    simulation.events.on('acknowledged', ({ functionName, records }) => {
      this.#acknowledged.set(functionName, (this.#acknowledged.get(functionName) ?? 0) + records.length);
      for (const { kinesis } of records)
        this.#deliveries.add(functionName, Buffer.from(kinesis.data, 'base64'));
      void this.#deliveries.settled().then(
        () => {
          this.#reportWhole();
        },
        (error: unknown) => {
          print(`A consumer acknowledged a record that can't be decoded: ${String(error)}`);
        },
      );
    });
  }

  /** Where things stand, in a line. */
  status(): string {
    const consumers = this.#consumers.map(
      ({ name, functionName }) => `${name} ${this.#acknowledged.get(functionName) ?? 0}`,
    );
    return (
      `${this.#uploads} uploads, ${this.#pending.size} under way` +
      ` | Kinesis records acknowledged: ${consumers.join(', ')} | Ctrl-C stops`
    );
  }

  #begin(upload: PendingUpload): void {
    this.#uploads++;
    this.#pending.add(upload);
    // An empty file has no records: nothing will be acknowledged.
    if (upload.bytes === 0) this.#reportWhole();
  }

  #reportWhole(): void {
    for (const upload of this.#pending) {
      const states = this.#consumers.map(({ functionName }) => this.#deliveries.of(functionName, upload));
      if (upload.bytes > 0 && !states.every(({ isComplete }) => isComplete)) continue;
      this.#pending.delete(upload);
      const records = (states[0]?.records ?? 0).toLocaleString('en');
      this.#print(
        `${upload.key}: every consumer has it whole ` +
          `(${records} records, ${upload.bytes.toLocaleString('en')} bytes, ${Date.now() - upload.uploadedAt} ms)`,
      );
    }
  }
}
