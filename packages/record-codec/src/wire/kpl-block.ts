import type { DecodedAggregate } from '../kpl/decode-aggregate.js';
import type { Block } from '../block/block.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { nodeZlib } from '../node-zlib.js';
import { readIdentity, type KplIdentity } from './kpl-identity.js';

const noBytes = Buffer.alloc(0);

/**
 * Returns the block that an aggregate carries, with the bytes that it had before `kplEntries`.
 *
 * An aggregate carries a block only if its tag describes exactly its records: number, lengths and CRC-32 must match. So a tag
 * that another program has put onto other records never gives them a position in an object.
 *
 * @returns undefined if the aggregate has no identity, or one that does not match.
 */
export function kplBlock(aggregate: DecodedAggregate): Block | undefined {
  if (aggregate.identity === undefined) return undefined;
  const records = aggregate.records();
  if (records.length === 0 || records.some(({ error }) => error !== undefined)) return undefined;
  const identity = readIdentity(aggregate.identity, records.length);
  if (identity === undefined) return undefined;
  const bytes = bodyOf(
    records.map((record) => record.bytes),
    identity,
  );
  const { crc32, ...fields } = identity.metadata;
  if (bytes?.length !== fields.rawLength || nodeZlib().crc32(bytes) !== crc32) return undefined;
  return { ...fields, bytes };
}

/** Returns the body of the block: the records with their terminators, of a part framed. Undefined if a position is missing. */
function bodyOf(
  records: readonly Uint8Array[],
  { metadata, terminators, positions }: KplIdentity,
): Uint8Array | undefined {
  if (metadata.part === undefined) return joined(records, terminators);
  const writer = new ByteWriter();
  try {
    for (const [index, record] of records.entries()) {
      const terminator = terminators?.[index] ?? noBytes;
      writer.varint(positions.varint());
      writer.varint(positions.varint());
      writer.varint(record.length + terminator.length);
      writer.bytes(record);
      writer.bytes(terminator);
    }
  } catch {
    return undefined;
  }
  return positions.isAtEnd ? writer.written() : undefined;
}

function joined(records: readonly Uint8Array[], terminators: readonly Uint8Array[] | undefined): Uint8Array {
  if (terminators === undefined) return Buffer.concat(records);
  return Buffer.concat(records.flatMap((record, index) => [record, terminators[index] ?? noBytes]));
}
