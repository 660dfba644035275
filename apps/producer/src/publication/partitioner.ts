import { createHash } from 'node:crypto';
import type { ProducerEnvironment } from '@headwaters/pipeline-contract';
import {
  type Block,
  type BlockSource,
  csvColumnKey,
  jsonPointerKey,
  regroupBlock,
} from '@headwaters/record-codec';

/** How an object's records spread over the stream. */
export type Partitioning =
  | { readonly strategy: 'object' | 'spread' }
  | {
      readonly strategy: 'field';
      /** A JSON pointer, or, of CSV, a column by its 0-based number or its name in the first row. */
      readonly field: string;
      /** How many partition keys the values of the field are divided among. */
      readonly slotCount: number;
    };

/** A block as it goes to the stream. */
interface PartitionedBlock {
  readonly partitionKey: string;
  readonly block: Block;
}

/**
 * Makes a function that says how a block goes to the stream: as it is, or divided by a field into framed blocks, of which
 * each has one slot's records in their order. A pure function of the object and the settings, so that a retry makes the
 * same blocks.
 *
 * A record too large to travel is a reference whose field can't be read: it goes with the object's own key.
 */
export function partitioner(
  source: BlockSource,
  partitioning: Partitioning,
): (block: Block) => readonly PartitionedBlock[] {
  const keys = new PartitionKeys(source);
  switch (partitioning.strategy) {
    case 'object':
      return (block) => [{ partitionKey: keys.ofObject(), block }];
    case 'spread':
      return (block) => [{ partitionKey: keys.ofOffset(block.offset), block }];
    case 'field': {
      const { field, slotCount } = partitioning;
      const readerOf = fieldReader(field);
      return (block) =>
        regroupBlock(block, { keyOf: readerOf(block), slotCount }).map((part) => ({
          partitionKey: part.part === undefined ? keys.ofObject() : keys.ofSlot(part.part.slot),
          block: part,
        }));
    }
  }
}

/** The partitioning that the producer's settings ask for. */
export function partitioningOf({
  PARTITION_STRATEGY: strategy,
  PARTITION_FIELD: field = '',
  PARTITION_SLOTS: slotCount,
}: ProducerEnvironment): Partitioning {
  return strategy === 'field' ? { strategy, field, slotCount } : { strategy };
}

/**
 * The partition keys of an object's blocks: 64 hexadecimal digits each, since an object's key may be longer than the 256
 * characters of a partition key. They depend on nothing but their arguments, so a retry sends every block to the same shard.
 */
export class PartitionKeys {
  readonly #identity: readonly unknown[];
  readonly #ofObject: string;

  constructor({ bucket, key, versionId }: BlockSource) {
    this.#identity = [bucket, key, versionId];
    this.#ofObject = digest(this.#identity);
  }

  /** One key for all of the object, which keeps its order, at the pace of one shard. */
  ofObject(): string {
    return this.#ofObject;
  }

  /** A key of its own for the block at an offset in bytes: all shards take part, in any order. */
  ofOffset(offset: number): string {
    return digest([...this.#identity, offset]);
  }

  /** The same key for a slot of any object: what shares a field goes to one shard, whichever object it comes in. */
  ofSlot(slot: number): string {
    return digest(['slot', slot]);
  }
}

function digest(identity: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** Gives the field of a record as text; the empty text where there is none. */
type ReadField = (record: Uint8Array) => string;

const byteOrderMark = '\ufeff';

/**
 * Makes a function that says how to read a field from the records of an object's blocks: of JSON by a pointer; of CSV by a column's number,
 * or by its name, which is looked up in the header that each block repeats.
 *
 * Records without the field share the empty text, and so one partition key: they keep their order.
 */
export function fieldReader(field: string): (block: Block) => ReadField {
  let read: ReadField | undefined;
  // All blocks of an object have the same layout and the same header: the first tells.
  return ({ layout, header }) =>
    (read ??= layout === 'csv' ? columnReader(field, header) : jsonPointerKey(field));
}

function columnReader(field: string, header: Uint8Array | undefined): ReadField {
  if (/^\d+$/.test(field)) return csvColumnKey(Number(field));
  const column = columnNamed(field, header ?? Buffer.alloc(0));
  return column === undefined ? () => '' : csvColumnKey(column);
}

/** The 0-based number of a column. Spreadsheets begin a file with a byte order mark, which is not part of the name. */
function columnNamed(name: string, header: Uint8Array): number | undefined {
  const row = Buffer.from(
    Buffer.from(header)
      .toString()
      .replace(byteOrderMark, '')
      .replace(/\r?\n$/, ''),
  );
  const mostColumns = row.toString().split(',').length;
  for (let column = 0; column < mostColumns; column++) {
    if (csvColumnKey(column)(row) === name) return column;
  }
  return undefined;
}
