import { createHash } from 'node:crypto';
import type { PartitionMissing, UploadRule } from '@headwaters/pipeline-contract';
import {
  csvColumnKey,
  csvFields,
  jsonPointerKey,
  regroupBlock,
  type Block,
  type BlockSource,
  type RecordKey,
  type TextEncoding,
} from '@headwaters/record-codec';
import { RefusedObjectError } from '../errors.js';
import { Findings } from './findings.js';

/** How the blocks of an object are distributed over partition keys. */
export type Partitioning =
  | { readonly strategy: 'object' | 'spread' }
  | {
      readonly strategy: 'field';
      /** A JSON pointer or, for CSV, a column by its 0-based number or by its name in the first row. */
      readonly field: string;
      /** Number of slots, each a partition key, to which the values of the field are hashed. */
      readonly slotCount: number;
      /** What happens to records without the field. Default: `slot`. */
      readonly missing?: PartitionMissing;
    };

export function partitioningOf({
  partitionStrategy: strategy,
  partitionField: field = '',
  partitionSlots: slotCount,
  partitionMissing: missing,
}: UploadRule): Partitioning {
  return strategy === 'field' ? { strategy, field, slotCount, missing } : { strategy };
}

/** A block with the partition key under which it is sent. */
export interface PartitionedBlock {
  readonly partitionKey: string;
  readonly block: Block;
}

/**
 * Returns a function that assigns partition keys to a block: `object` and `spread` keep the block unchanged, `field`
 * divides it into framed blocks, one per slot, each with its records in order. The result depends on the object and the
 * settings alone, so a retry produces the same blocks.
 *
 * `field` can't read the field of a record that is sent as a reference: it gets the partition key of its object.
 *
 * @param findings - Receives how many records lack the field.
 * @throws {@link RefusedObjectError} from the returned function, if a record of the block lacks the field and `missing` is `reject`.
 */
export function partitioner(
  source: BlockSource,
  partitioning: Partitioning,
  findings = new Findings(),
): (block: Block) => readonly PartitionedBlock[] {
  const keys = new PartitionKeys(source);
  switch (partitioning.strategy) {
    case 'object':
      return (block) => [{ partitionKey: keys.ofObject(), block }];
    case 'spread':
      return (block) => [{ partitionKey: keys.ofOffset(block.offset), block }];
    case 'field': {
      const { field, slotCount, missing } = partitioning;
      const [valueReaderOf, keyReaderOf] = [fieldReader(field, { nullKey: '' }), fieldReader(field)];
      return (block) => {
        const fields = new FieldCount(valueReaderOf(block));
        // Null has the slot that it had before it counted as missing: that of the string "null".
        const keyOf: RecordKey = (record, position) =>
          fields.read(record, position) || keyReaderOf(block)(record, position);
        const parts = regroupBlock(block, { keyOf, slotCount });
        findings.addFields(fields.recordCount, fields.missingCount);
        if (missing === 'reject' && fields.missingCount > 0) throw fieldMissing(field, block, fields);
        return parts.map((part) => ({
          partitionKey: part.part === undefined ? keys.ofObject() : keys.ofSlot(part.part.slot),
          block: part,
        }));
      };
    }
  }
}

/** The error of a block in which records lack the field, although the settings reject that. */
export function fieldMissing(
  field: string,
  { offset }: Block,
  { missingCount, recordCount }: FieldCount,
): RefusedObjectError {
  return new RefusedObjectError(
    'HEADWATERS_FIELD_MISSING',
    `${missingCount} of the ${recordCount} records from byte ${offset} on have no value in the field ${JSON.stringify(field)}, and partitionMissing is reject. ` +
      'Check partitionField, csvDelimiter and recordLayout, or set partitionMissing to slot',
  );
}

/** Reads the field of records, and counts those for which `read` returns an empty string: they have no value. */
export class FieldCount {
  recordCount = 0;
  missingCount = 0;
  readonly read: RecordKey;

  constructor(read: RecordKey) {
    this.read = (record, position) => {
      const value = read(record, position);
      this.recordCount += 1;
      if (value === '') this.missingCount += 1;
      return value;
    };
  }
}

/**
 * The partition keys of an object's blocks: 64 hexadecimal digits each, because an object key can be longer than the 256
 * characters of a partition key. A retry computes the same keys and so reaches the same shards.
 */
export class PartitionKeys {
  readonly #identity: readonly unknown[];
  readonly #ofObject: string;

  constructor({ bucket, key, versionId }: BlockSource) {
    this.#identity = [bucket, key, versionId];
    this.#ofObject = digest(this.#identity);
  }

  /** One partition key per object: keeps the object's order, limited to the throughput of one shard. */
  ofObject(): string {
    return this.#ofObject;
  }

  /** One partition key per block, by its offset in bytes: uses all shards, keeps no order. */
  ofOffset(offset: number): string {
    return digest([...this.#identity, offset]);
  }

  /** One partition key per slot, the same for all objects: records with the same field value share a shard. */
  ofSlot(slot: number): string {
    return digest(['slot', slot]);
  }
}

function digest(identity: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/**
 * Returns a function that makes a reader of a field for the blocks of one object: by JSON pointer or, for CSV, by column number
 * or by a column name, which is looked up in the header that each block repeats. The reader returns an empty string for a record
 * without the field; these records share one partition key, so they keep their order.
 *
 * @param options.nullKey - What the reader returns for null in JSON. Default: `null`.
 */
export function fieldReader(field: string, options: { nullKey?: string } = {}): (block: Block) => RecordKey {
  let read: RecordKey | undefined;
  // All blocks of an object have the same layout, encoding, delimiter and header: the first one decides.
  return (block) => (read ??= readerFor(field, block, options));
}

function readerFor(
  field: string,
  { layout, delimiter = ',', header, ...block }: Block,
  options: { nullKey?: string },
): RecordKey {
  const encoding: TextEncoding = block.encoding ?? 'utf-8';
  if (layout !== 'csv') return jsonPointerKey(field, { encoding, ...options });
  const names = csvFields(header ?? Buffer.alloc(0), { encoding, delimiter });
  const column = /^\d+$/.test(field) ? Number(field) : names.indexOf(field);
  return column < 0 ? () => '' : csvColumnKey(column, { encoding, delimiter });
}
