import { batchMarkerKey, recordMarkerKey } from '@headwaters/pipeline-contract';
import type { StreamRecord } from '../record/stream-record.js';
import type { AttemptMarkers } from './attempt-markers.js';

/** Guards the attempts with one batch, so that a Kinesis record which kills the process is found at its second attempt. */
export interface AttemptGuard {
  /** Whether Kinesis records must be handled one after the other, so that a marker names the one that kills. */
  readonly oneByOne: boolean;
  /** @returns `false` if an earlier attempt with this Kinesis record has not ended: do not handle it. */
  startRecord(record: StreamRecord): Promise<boolean>;
  /** Call it when the attempt with a Kinesis record has ended, whatever its result. */
  endRecord(record: StreamRecord): Promise<void>;
  /** Call it when the invocation ends, whatever its result. */
  endBatch(): Promise<void>;
}

export interface AttemptGuardOptions {
  /** Name of the consumer. */
  readonly consumer: string;
  readonly markers: AttemptMarkers;
  /** Whether a Kinesis record is so old that it must not block its shard any longer. */
  readonly isOld: (record: StreamRecord) => boolean;
}

/** The guard of a batch without markers. */
export const noGuard: AttemptGuard = {
  oneByOne: false,
  startRecord: () => Promise.resolve(true),
  endRecord: () => Promise.resolve(),
  endBatch: () => Promise.resolve(),
};

/**
 * Guards a batch. Without old Kinesis records there is nothing to do. One marker for the batch is enough while nothing has
 * been killed; if that marker is found, or the batch is one Kinesis record, each old Kinesis record has its own marker.
 */
export async function guardAttempts(
  records: readonly StreamRecord[],
  options: AttemptGuardOptions,
): Promise<AttemptGuard> {
  const [first] = records;
  if (first === undefined || !records.some(options.isOld)) return noGuard;
  if (records.length === 1) return new RecordGuard(options, undefined);
  const { consumer, markers } = options;
  const key = batchMarkerKey(consumer, first);
  if ((await markers.start(key)) === 'found') return new RecordGuard(options, key);
  // Also if it could not be written: a lost response may have stored it.
  return { ...noGuard, endBatch: () => markers.end(key) };
}

/** One marker for each old Kinesis record. */
class RecordGuard implements AttemptGuard {
  readonly oneByOne = true;
  readonly #options: AttemptGuardOptions;
  readonly #batchKey: string | undefined;

  /** @param batchKey - Key of the batch's marker, if there is one. */
  constructor(options: AttemptGuardOptions, batchKey: string | undefined) {
    this.#options = options;
    this.#batchKey = batchKey;
  }

  async startRecord(record: StreamRecord): Promise<boolean> {
    const { consumer, markers, isOld } = this.#options;
    if (!isOld(record)) return true;
    return (await markers.start(recordMarkerKey(consumer, record))) !== 'found';
  }

  async endRecord(record: StreamRecord): Promise<void> {
    // mutation-anchor: attempt-end
    const { consumer, markers, isOld } = this.#options;
    if (isOld(record)) await markers.end(recordMarkerKey(consumer, record));
  }

  async endBatch(): Promise<void> {
    if (this.#batchKey !== undefined) await this.#options.markers.end(this.#batchKey);
  }
}
