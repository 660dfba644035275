import type { Invariant } from '@headwaters/stack-explorer';

/** A bug in the code of the simulator. */
export interface PlantedBug {
  readonly title: string;
  /** Below packages/stack-simulator/src. */
  readonly file: string;
  /** Occurs once in the file. */
  readonly code: string;
  readonly bug: string;
  /** The world that shows it. */
  readonly world: string;
  readonly invariant: Invariant;
}

const batchResult = 'mapping/batch-result.ts';
const batchRun = 'mapping/batch-run.ts';
const shardReader = 'mapping/shard-reader.ts';

/** At least one bug for each invariant. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    title: 'a checkpoint that moves past the reported record',
    file: batchResult,
    code: 'accepted: records.slice(0, result.index),',
    bug: 'accepted: records.slice(0, result.index + 1),',
    world: 'partial-responses',
    invariant: 'E2',
  },
  {
    title: 'a failed batch that is acknowledged',
    file: batchRun,
    code: 'if (accepted.length > 0) onAcknowledged(this.#shardId, accepted);',
    bug: 'onAcknowledged(this.#shardId, batch.records);',
    world: 'split',
    invariant: 'E2',
  },
  {
    title: 'a bisect that drops the second half',
    file: batchResult,
    code: 'const halves = [records.slice(0, middle), records.slice(middle)];',
    bug: 'const halves = [records.slice(0, middle)];',
    world: 'no-retries',
    invariant: 'E1',
  },
  {
    title: 'a bisect that delivers the second half first',
    file: batchResult,
    code: 'const halves = [records.slice(0, middle), records.slice(middle)];',
    bug: 'const halves = [records.slice(middle), records.slice(0, middle)];',
    world: 'no-retries',
    invariant: 'E2',
  },
  {
    title: 'a batch that fails before it is split',
    file: batchResult,
    code: 'if (settings.bisectBatchOnFunctionError && records.length > 1) {',
    bug: 'if (settings.bisectBatchOnFunctionError && records.length > 2) {',
    world: 'no-retries',
    invariant: 'E4',
  },
  {
    title: 'a throttled attempt that uses a retry',
    file: batchResult,
    code: 'next: [{ ...batch, throttles: batch.throttles + 1 }]',
    bug: 'next: [{ ...batch, failures: batch.failures + 1 }]',
    world: 'whole-batch',
    invariant: 'E5',
  },
  {
    title: 'a retry limit that allows one retry more',
    file: batchResult,
    code: 'batch.failures >= limit',
    bug: 'batch.failures > limit',
    world: 'whole-batch',
    invariant: 'E5',
  },
  {
    title: 'retries that do not start anew after a partial success',
    file: batchResult,
    code: 'next: [newBatch(records.slice(result.index), batch.tumbling)],',
    bug: 'next: [{ ...batch, records: records.slice(result.index) }],',
    world: 'partial-responses',
    invariant: 'E5',
  },
  {
    title: 'a failure record that does not count split batches',
    file: batchResult,
    code: 'halves.map((half) => ({ ...batch, records: half }))',
    bug: 'halves.map((half) => newBatch(half))',
    world: 'no-retries',
    invariant: 'E5',
  },
  {
    title: 'a record that is discarded within its age',
    file: batchRun,
    code: 'const maximumAgeMillis = plan.maximumRecordAgeSeconds * 1_000;',
    bug: 'const maximumAgeMillis = plan.maximumRecordAgeSeconds;',
    world: 'record-age',
    invariant: 'E5',
  },
  {
    title: 'a child shard that is read before its parent is read',
    file: 'mapping/mapping-poller.ts',
    code: 'parent === undefined || drained.has(parent) || !listed.has(parent);',
    bug: 'parent === undefined || listed.size > 0;',
    world: 'split',
    invariant: 'E6',
  },
  {
    title: 'a child shard that is read before its parent is processed',
    file: shardReader,
    code: 'this.#lanes.every(({ idle }) => idle)',
    bug: 'this.#lanes.length > 0',
    world: 'merge',
    invariant: 'E6',
  },
  {
    title: 'a failure record of a batch that is not dropped',
    file: batchResult,
    code: 'return { accepted: [], next: [], failed: batch };',
    bug: 'return { accepted: [], next: [batch], failed: batch };',
    world: 'whole-batch',
    invariant: 'E7',
  },
  {
    title: 'a batch that is dropped without a failure record',
    file: batchRun,
    code: 'if (failed !== undefined) await',
    bug: 'if (failed !== undefined && failed.records.length > 1) await',
    world: 'whole-batch',
    invariant: 'E3',
  },
  {
    title: 'records that are reversed in their lane',
    file: 'mapping/lane.ts',
    code: 'this.#waiting.push(record);',
    bug: 'this.#waiting.unshift(record);',
    world: 'no-retries',
    invariant: 'E3',
  },
  {
    title: 'lanes that split a partition key',
    file: shardReader,
    code: 'this.#lanes[chooseLane(record.partitionKey, this.#lanes.length)]',
    bug: 'this.#lanes[chooseLane(record.sequenceNumber, this.#lanes.length)]',
    world: 'two-lanes',
    invariant: 'E3',
  },
  {
    title: 'a disabled mapping that forgets its batches',
    file: batchRun,
    code: 'if (!this.#context.isActive()) return;',
    bug: 'if (!this.#context.isActive()) this.#queue = [];\n      if (!this.#context.isActive()) return;',
    world: 'disabled',
    invariant: 'E3',
  },
  {
    title: 'a copy of a notification that is ignored',
    file: 'simulation/bucket-events.ts',
    code: 'for (const delayMillis of notificationDelays(event)) void',
    bug: 'for (const delayMillis of notificationDelays(event).slice(0, 1)) void',
    world: 'upload',
    invariant: 'E8',
  },
  {
    title: 'a notification that is retried once more',
    file: 'invocation/asynchronous-retry.ts',
    code: 'history.failures > settings.maximumRetryAttempts',
    bug: 'history.failures > settings.maximumRetryAttempts + 1',
    world: 'upload',
    invariant: 'E8',
  },
  {
    title: 'a throttled attempt of a notification that uses a retry',
    file: 'invocation/asynchronous-invoker.ts',
    code: "if (result.outcome.kind === 'throttled') throttles += 1;",
    bug: "if (result.outcome.kind === 'throttled') [failures, throttles] = [failures + 1, throttles + 1];",
    world: 'upload',
    invariant: 'E8',
  },
  {
    title: 'a batching window that begins again for a batch that is not full',
    file: 'mapping/lane.ts',
    code: 'if (isActive()) this.#batchRun.add(this.#take(Infinity));',
    bug: 'if (isActive() && this.#cut().full) this.#batchRun.add(this.#take(Infinity));',
    world: 'batching-window',
    invariant: 'E9',
  },
];
