import { regroupBlock, type Block, type BlockSource } from '@headwaters/record-codec';
import { fieldReader } from './field-reader.js';
import { PartitionKeys } from './partition-keys.js';

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
export interface PartitionedBlock {
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
