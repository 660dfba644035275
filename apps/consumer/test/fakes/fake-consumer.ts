import { jest } from '@jest/globals';
import type { Consumer } from '../../src/batch/consume-batch.js';
import type { InvocationCounts } from '../../src/batch/invocation-counts.js';
import type { AttemptMarkers } from '../../src/failure/attempt-markers.js';
import type { Quarantine } from '../../src/failure/quarantine.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import type { FindSource } from '../../src/record/source-lookup.js';
import type { Delivery } from '../../src/record/delivery.js';
import type { Sink } from '../../src/sink/sink.js';

/** Arrival of every Kinesis record of the fake events. */
export const arrivedAtMillis = 1_795_392_000_123;

/** Time of an invocation that is long enough for everything. */
export const enoughMillis = 60_000;

/** Markers in memory. Each start and end is listed in `calls`. */
export class FakeMarkers implements AttemptMarkers {
  readonly keys: Set<string>;
  readonly calls: string[] = [];
  /** Whether markers can't be written. */
  unavailable = false;

  constructor(...keys: readonly string[]) {
    this.keys = new Set(keys);
  }

  start(key: string) {
    this.calls.push(`start ${key}`);
    if (this.unavailable) return Promise.resolve('unavailable' as const);
    if (this.keys.has(key)) return Promise.resolve('found' as const);
    this.keys.add(key);
    return Promise.resolve('written' as const);
  }

  end(key: string) {
    this.calls.push(`end ${key}`);
    this.keys.delete(key);
    return Promise.resolve();
  }
}

export interface FakeConsumerOptions {
  /** Called for each delivery before it counts as accepted. Throws to fail it. */
  readonly accept?: (delivery: Delivery, signal: AbortSignal) => void | Promise<void>;
  readonly laneOf?: Sink['laneOf'];
  /** Age of every Kinesis record, in seconds. Default: 0. */
  readonly ageSeconds?: number;
  /** Default: true. */
  readonly quarantines?: boolean;
  readonly markers?: AttemptMarkers;
  readonly findSource?: FindSource;
}

/** A consumer whose ports record their calls. It quarantines after 3,600 seconds. */
export function fakeConsumer(options: FakeConsumerOptions = {}) {
  const {
    accept,
    laneOf,
    ageSeconds = 0,
    quarantines = true,
    markers = new FakeMarkers(),
    findSource,
  } = options;
  /** Sequence numbers, in the order in which the sink accepted them. */
  const accepted: string[] = [];
  const sink: Sink = {
    async accept(delivery, signal) {
      await accept?.(delivery, signal);
      accepted.push(delivery.sequenceNumber);
    },
    ...(laneOf !== undefined && { laneOf }),
  };
  const store = jest.fn<Quarantine>().mockResolvedValue();
  return {
    sink,
    clock: { now: () => arrivedAtMillis + ageSeconds * 1_000, steadyMillis: () => performance.now() },
    logger: { info: jest.fn(), warn: jest.fn(), error: jest.fn() },
    ledger: jest.fn<Ledger>().mockResolvedValue(),
    findSource,
    reportCounts: jest.fn<(counts: InvocationCounts) => void>(),
    quarantine: quarantines ? { consumer: 'audit', afterSeconds: 3_600, store, markers } : undefined,
    accepted,
    store,
  } satisfies Consumer & Record<string, unknown>;
}

/** Fails the deliveries with these sequence numbers. */
export function failing(error: Error, ...sequenceNumbers: readonly string[]) {
  return ({ sequenceNumber }: Delivery) => {
    if (sequenceNumbers.includes(sequenceNumber)) throw error;
  };
}
