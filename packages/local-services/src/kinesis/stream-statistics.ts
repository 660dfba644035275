import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { NewRecord } from './shard.js';

/** Counts of what a stream has taken in since it was made. */
export interface StreamCounts {
  readonly records: number;
  /** Data and partition keys. */
  readonly bytes: number;
  /** What AWS would bill: each record in chunks of 25,000 bytes of data and key, at least one. */
  readonly putPayloadUnits: number;
  /** Records refused because their shard was full for that second. */
  readonly throttledRecords: number;
}

/** Keeps a stream's {@link StreamCounts}. */
export class StreamStatistics {
  #records = 0;
  #bytes = 0;
  #putPayloadUnits = 0;
  #throttledRecords = 0;

  countPut(records: readonly NewRecord[]): void {
    for (const record of records) {
      const bytes = recordBytes(record);
      this.#records += 1;
      this.#bytes += bytes;
      this.#putPayloadUnits += Math.max(1, Math.ceil(bytes / kinesisLimits.putPayloadUnitBytes));
    }
  }

  countThrottled(): void {
    this.#throttledRecords += 1;
  }

  get counts(): StreamCounts {
    return {
      records: this.#records,
      bytes: this.#bytes,
      putPayloadUnits: this.#putPayloadUnits,
      throttledRecords: this.#throttledRecords,
    };
  }
}

/** A record's size as Kinesis counts it: data plus partition key, in bytes. */
export function recordBytes({ data, partitionKey }: Pick<NewRecord, 'data' | 'partitionKey'>): number {
  return data.length + Buffer.byteLength(partitionKey);
}
