import type { HashKeyRange } from './hash-key.js';
import type { NewRecord, ShardRecord } from './record-frame.js';
import { formatSequenceNumber, parseSequenceNumber } from './sequence-number.js';
import { formatShardId } from './shard-id.js';
import { ShardLimits } from './shard-limits.js';
import { ShardLog, type ReadBounds } from './shard-log.js';

/** What a shard is created from. */
interface ShardDescription {
  readonly index: number;
  readonly range: HashKeyRange;
  readonly createdMillis: number;
  /** The shards it was split or merged from. Empty for the first shards of a stream. */
  readonly parents: readonly Shard[];
  readonly folder: string;
}

/** A shard, as code in the same process sees it. Hash keys are decimal numbers. */
export interface ShardSummary {
  readonly shardId: string;
  readonly parentShardId?: string;
  readonly adjacentParentShardId?: string;
  readonly startingHashKey: string;
  readonly endingHashKey: string;
  readonly startingSequenceNumber: string;
  /** Present once the shard is closed. A closed shard accepts no more records. */
  readonly endingSequenceNumber?: string;
}

/** Result of a read. */
interface ShardPage {
  readonly records: readonly ShardRecord[];
  /** Counter of the next record to read. */
  readonly nextCounter: number;
  /** Whether the shard has no later records now. */
  readonly atEnd: boolean;
}

/** One shard: a range of hash keys and the records that arrived for it, in order. */
export class Shard {
  readonly id: string;
  readonly limits: ShardLimits;
  readonly #log: ShardLog;
  #nextCounter = 1;
  #lastArrivalMillis: number;
  #closedMillis: number | undefined;

  constructor(readonly description: ShardDescription) {
    this.id = formatShardId(description.index);
    this.limits = new ShardLimits(description.createdMillis);
    this.#log = new ShardLog(description.folder);
    this.#lastArrivalMillis = description.createdMillis;
  }

  get range(): HashKeyRange {
    return this.description.range;
  }

  /** Undefined while the shard is open. */
  get closedMillis(): number | undefined {
    return this.#closedMillis;
  }

  /** Counter of the next record to arrive. */
  get nextCounter(): number {
    return this.#nextCounter;
  }

  get summary(): ShardSummary {
    const [parent, adjacentParent] = this.description.parents;
    const endingSequenceNumber =
      this.#closedMillis === undefined
        ? undefined
        : this.sequenceNumber(this.#nextCounter, this.#closedMillis);
    return {
      shardId: this.id,
      ...(parent && { parentShardId: parent.id }),
      ...(adjacentParent && { adjacentParentShardId: adjacentParent.id }),
      startingHashKey: String(this.range.start),
      endingHashKey: String(this.range.end),
      startingSequenceNumber: this.sequenceNumber(0, this.description.createdMillis),
      ...(endingSequenceNumber !== undefined && { endingSequenceNumber }),
    };
  }

  /** Sequence number of a position in this shard. There need not be a record. */
  sequenceNumber(counter: number, arrivalMillis: number): string {
    return formatSequenceNumber({
      shardCreatedSeconds: Math.floor(this.description.createdMillis / 1000),
      shardIndex: this.description.index,
      counter,
      arrivalSeconds: Math.floor(arrivalMillis / 1000),
    });
  }

  /** Position of a sequence number, or undefined if it belongs to another shard. */
  counterOf(sequenceNumber: string): number | undefined {
    const parts = parseSequenceNumber(sequenceNumber);
    if (parts?.shardIndex !== this.description.index) return undefined;
    if (parts.shardCreatedSeconds !== Math.floor(this.description.createdMillis / 1000)) return undefined;
    return parts.counter;
  }

  /** Appends records and returns their sequence numbers. */
  append(records: readonly NewRecord[], nowMillis: number): string[] {
    const arrivalMillis = Math.max(nowMillis, this.#lastArrivalMillis);
    const stored = records.map((record, index) => ({
      ...record,
      counter: this.#nextCounter + index,
      arrivalMillis,
    }));
    this.#log.append(stored);
    this.#nextCounter += records.length;
    this.#lastArrivalMillis = arrivalMillis;
    return stored.map(({ counter }) => this.sequenceNumber(counter, arrivalMillis));
  }

  /** Reads records from `counter` on that arrived at `horizonMillis` or later. */
  read(counter: number, horizonMillis: number, bounds: ReadBounds): ShardPage {
    this.#log.trim(horizonMillis);
    const first = Math.max(counter, this.firstCounterSince(horizonMillis));
    const records = first < this.#nextCounter ? this.#log.read(first, bounds) : [];
    const nextCounter = (records.at(-1)?.counter ?? first - 1) + 1;
    return { records, nextCounter, atEnd: nextCounter >= this.#nextCounter };
  }

  /** Counter of the first record that arrived at `arrivalMillis` or later; {@link nextCounter} if there is none. */
  firstCounterSince(arrivalMillis: number): number {
    return this.#log.firstCounterSince(arrivalMillis) ?? this.#nextCounter;
  }

  /** Stops writes, because other shards own its hash keys now. Its records stay until they expire. */
  closeForWrites(nowMillis: number): void {
    this.#closedMillis = nowMillis;
  }

  /** Closes its files. */
  closeFiles(): void {
    this.#log.close();
  }
}
