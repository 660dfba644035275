import type { ShardSummary } from '../kinesis-service.js';
import type { HashKeyRange } from './hash-key.js';
import type { ShardRecord } from './record-frame.js';
import { formatSequenceNumber, parseSequenceNumber } from './sequence-number.js';
import { ShardLimits } from './shard-limits.js';
import { type ReadBounds, ShardLog } from './shard-log.js';

/** A record that has not got its place in a shard yet. */
export interface NewRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly encrypted: boolean;
}

/** How a shard is made. */
interface ShardDescription {
  readonly index: number;
  readonly range: HashKeyRange;
  readonly createdMillis: number;
  /** The shards it was split or merged from; none for a stream's first shards. */
  readonly parents: readonly Shard[];
  readonly folder: string;
}

/** What a read found. */
interface ShardReading {
  readonly records: readonly ShardRecord[];
  /** Counter of the next record to read. */
  readonly nextCounter: number;
  /** No record after these exists now. */
  readonly atTip: boolean;
}

/** One shard: a range of hash keys, and the records that came to it, in order. */
export class Shard {
  readonly id: string;
  readonly limits: ShardLimits;
  readonly #log: ShardLog;
  #nextCounter = 1;
  #lastArrivalMillis: number;
  #closedMillis: number | undefined;

  constructor(readonly description: ShardDescription) {
    this.id = `shardId-${String(description.index).padStart(12, '0')}`;
    this.limits = new ShardLimits(description.createdMillis);
    this.#log = new ShardLog(description.folder);
    this.#lastArrivalMillis = description.createdMillis;
  }

  get range(): HashKeyRange {
    return this.description.range;
  }

  get closedMillis(): number | undefined {
    return this.#closedMillis;
  }

  get startingSequenceNumber(): string {
    return this.sequenceNumber(0, this.description.createdMillis);
  }

  /** Only a closed shard has one. */
  get endingSequenceNumber(): string | undefined {
    if (this.#closedMillis === undefined) return undefined;
    return this.sequenceNumber(this.#nextCounter, this.#closedMillis);
  }

  /** The position after the last record. */
  get tip(): number {
    return this.#nextCounter;
  }

  /** The sequence number of a place in this shard, whether a record is there or not. */
  sequenceNumber(counter: number, arrivalMillis: number): string {
    return formatSequenceNumber({
      shardCreatedSeconds: Math.floor(this.description.createdMillis / 1000),
      shardIndex: this.description.index,
      counter,
      arrivalSeconds: Math.floor(arrivalMillis / 1000),
    });
  }

  /** The place that a sequence number names, or undefined if it is not one of this shard's. */
  counterOf(sequenceNumber: string): number | undefined {
    const parts = parseSequenceNumber(sequenceNumber);
    if (parts?.shardIndex !== this.description.index) return undefined;
    if (parts.shardCreatedSeconds !== Math.floor(this.description.createdMillis / 1000)) return undefined;
    return parts.counter;
  }

  /** Adds records and returns their sequence numbers. */
  append(records: readonly NewRecord[], nowMillis: number): string[] {
    const arrivalMillis = Math.max(nowMillis, this.#lastArrivalMillis);
    const placed = records.map((record, index) => ({
      ...record,
      counter: this.#nextCounter + index,
      arrivalMillis,
    }));
    this.#log.append(placed);
    this.#nextCounter += records.length;
    this.#lastArrivalMillis = arrivalMillis;
    return placed.map(({ counter }) => this.sequenceNumber(counter, arrivalMillis));
  }

  /** Records from `counter` on, that came at `horizonMillis` or later. */
  read(counter: number, horizonMillis: number, bounds: ReadBounds): ShardReading {
    this.#log.trim(horizonMillis);
    const first = Math.max(counter, this.firstCounterSince(horizonMillis));
    const records = first < this.#nextCounter ? this.#log.read(first, bounds) : [];
    const nextCounter = (records.at(-1)?.counter ?? first - 1) + 1;
    return { records, nextCounter, atTip: nextCounter >= this.#nextCounter };
  }

  /** The counter of the first record that came at the given time or later; the tip if there is none. */
  firstCounterSince(arrivalMillis: number): number {
    return this.#log.firstCounterSince(arrivalMillis) ?? this.#nextCounter;
  }

  /** Takes no more records: other shards have its hash keys now. Its records stay until they expire. */
  closeForWrites(nowMillis: number): void {
    this.#closedMillis = nowMillis;
  }

  /** Lets go of its files. */
  release(): void {
    this.#log.close();
  }
}

/** A shard in plain words. */
export function describeShard(shard: Shard): ShardSummary {
  const [parent, adjacentParent] = shard.description.parents;
  const { endingSequenceNumber } = shard;
  return {
    shardId: shard.id,
    ...(parent && { parentShardId: parent.id }),
    ...(adjacentParent && { adjacentParentShardId: adjacentParent.id }),
    startingHashKey: String(shard.range.start),
    endingHashKey: String(shard.range.end),
    startingSequenceNumber: shard.startingSequenceNumber,
    ...(endingSequenceNumber !== undefined && { endingSequenceNumber }),
  };
}
