import { createHash } from 'node:crypto';
import {
  encodeBlock,
  kplEntries,
  parsePlainKey,
  plainEntries,
  type Block,
  type BlockSource,
  type WireEntry,
} from '@headwaters/record-codec';
import type { Findings } from './findings.js';
import type { Settings } from './invocation.js';
import { FieldCount, fieldMissing, fieldReader, partitioner, PartitionKeys } from './partitioner.js';

/** Returns the Kinesis records of a block, in order, lazily: a block of short lines has hundreds of thousands. */
export type WireEncoder = (block: Block) => Iterable<WireEntry>;

/** How blocks are sent. */
export type WireSettings = Pick<Settings, 'wire' | 'terminator' | 'compression' | 'partitioning'>;

/**
 * Returns whether the Kinesis records say which bytes of which object they carry. Not with the wire `plain` and the strategy `field`:
 * then the partition key is the value of the field.
 */
export function hasOffsets({ wire, partitioning }: Pick<Settings, 'wire' | 'partitioning'>): boolean {
  return wire !== 'plain' || partitioning.strategy !== 'field';
}

/**
 * Returns a function that makes the Kinesis records of a block: with the wire `block`, one or, if it is divided by a field, one per
 * part; with `kpl`, an aggregate instead of each of them, halved if it exceeds a Kinesis record; with `plain`, one per record.
 *
 * The result depends on the object and the settings alone, so a retry makes the same Kinesis records.
 *
 * @param findings - Receives how many records lack the field.
 */
export function wireEncoder(source: BlockSource, settings: WireSettings, findings: Findings): WireEncoder {
  switch (settings.wire) {
    case 'block':
      return blockEncoder(source, settings, findings);
    case 'kpl':
      return kplEncoder(source, settings, findings);
    case 'plain':
      return plainEncoder(source, settings, findings);
  }
}

function blockEncoder(
  source: BlockSource,
  { partitioning, compression }: WireSettings,
  findings: Findings,
): WireEncoder {
  const partition = partitioner(source, partitioning, findings);
  return (block) =>
    partition(block).map(({ partitionKey, block: part }) => {
      const { offset, lineNumber, recordCount, rawLength } = part;
      const data = encodeBlock(part, { compression });
      return { partitionKey, data, offset, lineNumber, recordCount, rawLength };
    });
}

/**
 * What can't be an aggregate or a plain record, such as a reference, is a gzip block: consumers archive what others carry as
 * gzip, and the archive of an object has one format, so that `zcat` reads it.
 */
function inGzip(compression: WireSettings['compression']): 'gzip' | 'none' {
  return compression === 'none' ? 'none' : 'gzip';
}

function kplEncoder(
  source: BlockSource,
  { partitioning, compression, terminator }: WireSettings,
  findings: Findings,
): WireEncoder {
  const partition = partitioner(source, partitioning, findings);
  const keys = new PartitionKeys(source);
  const ownKeyOf = (block: Block) =>
    partitioning.strategy === 'spread' ? keys.ofOffset(block.offset) : keys.ofObject();
  const partitionKeyOf = (block: Block) =>
    block.part === undefined ? ownKeyOf(block) : keys.ofSlot(block.part.slot);
  return (block) => {
    const parts = partition(block).map((partitioned) => partitioned.block);
    return kplEntries(parts, { partitionKeyOf, terminator, compression: inGzip(compression) });
  };
}

function plainEncoder(
  source: BlockSource,
  { partitioning, compression, terminator }: WireSettings,
  findings: Findings,
): WireEncoder {
  const keys = new PartitionKeys(source);
  const shared = { terminator, compression: inGzip(compression) };
  switch (partitioning.strategy) {
    case 'object':
      return (block) => plainEntries(block, { ...shared, blockKey: keys.ofObject(), lanes: 'shared' });
    case 'spread':
      return (block) =>
        plainEntries(block, { ...shared, blockKey: keys.ofOffset(block.offset), lanes: 'own' });
    case 'field': {
      const { field, missing } = partitioning;
      const readerOf = fieldReader(field, { nullKey: '' });
      const blockKey = keys.ofObject();
      return function* (block) {
        const fields = new FieldCount(readerOf(block));
        const lanes = (record: Uint8Array, offset: number) => {
          const value = fields.read(record, { offset, block });
          if (missing === 'reject' && value === '') throw fieldMissing(field, block, fields);
          return fieldPartitionKey(value, blockKey);
        };
        try {
          yield* plainEntries(block, { ...shared, blockKey, lanes });
        } finally {
          findings.addFields(fields.recordCount, fields.missingCount);
        }
      };
    }
  }
}

/** Most characters of a partition key. Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html */
const maxPartitionKeyCharacters = 256;

/**
 * Returns the partition key of a plain record by the value of its field: the value itself; that of the object if the record has no
 * value; the SHA-256 of the value, in hexadecimal digits, if the value is no valid partition key, or is one by which a plain record
 * names its position in an object: a file must not be able to put its records into another one.
 */
export function fieldPartitionKey(value: string, keyOfObject: string): string {
  if (value === '') return keyOfObject;
  const isValid = value.length <= maxPartitionKeyCharacters && Buffer.from(value).toString() === value;
  const isOwnKey = parsePlainKey(value) !== undefined;
  return isValid && !isOwnKey ? value : createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
