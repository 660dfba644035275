import type { WireProfile } from '@headwaters/pipeline-contract';
import type { Mutation } from './build-mutant.js';

/** A bug, and the violation that reports it. */
interface PlantedBug {
  readonly title: string;
  readonly mutation: Mutation;
  /** Default: `block`. */
  readonly wire?: WireProfile;
  /** The seed that is tried first: the first one that reported it. Default: 1. */
  readonly seed?: number;
  readonly invariant: string;
  /** Part of the violation's detail. */
  readonly detail: RegExp;
}

/** At least one bug for each check of an invariant. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    title: 'a deduplication that is off by one byte',
    // The archive skips blocks that it has stored before, and also a block that starts directly after one.
    mutation: {
      app: 'consumer',
      anchor: 'archive-block',
      statements: `const archivedUpTo = (archiveSink.archivedUpTo ??= new Map());
        const { carried } = delivery;
        if (carried !== undefined) {
          const id = JSON.stringify(carried.source);
          if (carried.offset <= (archivedUpTo.get(id) ?? -1)) return;
          archivedUpTo.set(id, carried.offset + carried.rawLength);
        }`,
    },
    invariant: 'I1',
    detail: /did not archive it/,
  },
  {
    title: 'a failed Kinesis record that is acknowledged, with all after it',
    mutation: {
      app: 'consumer',
      anchor: 'report-failure',
      statements: 'return { batchItemFailures: [] };',
    },
    invariant: 'I1',
    detail: /did not archive it/,
  },
  {
    title: 'a producer that rejects an object which S3 refuses for some time',
    mutation: {
      app: 'producer',
      anchor: 'object-fault',
      statements: 'if (error instanceof ObjectUnavailableError) return true;',
    },
    invariant: 'I1',
    detail: /was rejected, but its content is valid/,
  },
  {
    title: 'a block that is archived under two keys',
    mutation: {
      app: 'consumer',
      anchor: 'archive-block',
      statements: `if (delivery.carried !== undefined) {
        const copy = { Key: archiveKey(rangeOf(delivery.carried), 'copy'), Body: delivery.data };
        await put({ ...copy, ContentType: 'application/gzip' }, signal);
      }`,
    },
    invariant: 'I2',
    detail: /archived block .* twice/,
  },
  {
    title: 'a retry that sends the next Kinesis record of a partition key first',
    mutation: {
      app: 'producer',
      anchor: 'back-off',
      statements: 'this.#records.push(...this.#records.splice(0, 1));',
    },
    invariant: 'I3',
    detail: /received block .* after a later one/,
  },
  {
    title: 'a receipt for what was accepted after a failed Kinesis record',
    mutation: {
      app: 'consumer',
      anchor: 'batch-result',
      statements: 'return { outcomes: [...this.#outcomes.values()], stop: this.#stop };',
    },
    invariant: 'I3',
    detail: /wrote a receipt .* after a failed Kinesis record/,
  },
  {
    title: 'a Kinesis record that can not be decoded and is retried once',
    mutation: {
      app: 'consumer',
      anchor: 'quarantine-kind',
      statements: `const retried = (RecordAttempt.retried ??= new Set());
        if (!retried.has(this.#record.sequenceNumber) && classifyFailure(error) === 'permanent') {
          retried.add(this.#record.sequenceNumber);
          return undefined;
        }`,
    },
    invariant: 'I4',
    detail: /but no fault was injected/,
  },
  {
    title: 'a Kinesis record that fails for an unknown reason and never grows old',
    mutation: { app: 'consumer', anchor: 'record-age', statements: 'return () => false;' },
    invariant: 'I4',
    detail: /a Kinesis record waited/,
  },
  {
    title: 'a consumer that keeps 300 MB',
    mutation: {
      app: 'consumer',
      anchor: 'archive-block',
      statements: 'archiveSink.held ??= Buffer.alloc(300_000_000, 1);',
    },
    invariant: 'I5',
    detail: /used \d+ bytes of memory/,
  },
  {
    title: 'an unknown failure that is quarantined at the first attempt',
    mutation: { app: 'consumer', anchor: 'record-age', statements: 'return () => true;' },
    invariant: 'I6',
    detail: /quarantined before the age limit/,
  },
  {
    title: 'a passing failure that is quarantined once the Kinesis record is old',
    mutation: {
      app: 'consumer',
      anchor: 'quarantine-kind',
      statements: "if (this.#context.isOld(this.#record)) return 'unknown';",
    },
    invariant: 'I6',
    detail: /quarantined without a planted cause \(unknown/,
  },
  {
    title: 'a marker that stays behind after its attempt',
    mutation: { app: 'consumer', anchor: 'attempt-end', statements: 'return;' },
    seed: 40,
    invariant: 'I6',
    detail: /quarantined without a planted cause \(killed/,
  },
  {
    title: 'a Kinesis record that is changed in quarantine',
    mutation: {
      app: 'consumer',
      anchor: 'quarantine-object',
      statements: `object.Body = object.Body.replace('"data":"', '"data":"AAAA');`,
    },
    invariant: 'I6',
    detail: /changed a Kinesis record in quarantine/,
  },
  {
    title: 'a Kinesis record that is acknowledged without its quarantine object',
    mutation: { app: 'consumer', anchor: 'quarantine-object', statements: 'return;' },
    invariant: 'I6',
    detail: /accepted a Kinesis record to quarantine/,
  },
  {
    title: 'a quarantined block without a receipt',
    mutation: { app: 'consumer', anchor: 'quarantine-receipt', statements: 'return;' },
    invariant: 'I6',
    detail: /quarantined without a receipt/,
  },
  {
    title: 'a lane per plain record instead of one per object',
    mutation: { app: 'producer', anchor: 'lane-key', statements: 'return partitionKey;' },
    wire: 'plain',
    invariant: 'I3',
    detail: /received block .* after a later one/,
  },
  {
    title: 'a redrive that deletes a failure which failed again',
    mutation: {
      app: 'recovery',
      anchor: 'redriven-failure',
      statements: 'await deleteFailure(context, failure.reference.key); return;',
    },
    seed: 4,
    invariant: 'I7',
    detail: /was deleted, but its record was not accepted/,
  },
  {
    title: 'a redrive that goes on with the partition key of a failure',
    mutation: { app: 'recovery', anchor: 'redrive-key', statements: 'return [...records];' },
    seed: 297,
    invariant: 'I7',
    detail: /of a redrive before the older failure/,
  },
  {
    title: 'a fill that skips the last range of an upload',
    mutation: { app: 'recovery', anchor: 'fill-missing', statements: 'missing = missing.slice(0, -1);' },
    seed: 35,
    invariant: 'I1',
    detail: /did not receive bytes/,
  },
];
