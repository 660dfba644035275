import { ByteReader, decodeUtf8 } from '../bytes/byte-reader.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { checkBytes } from '../checks.js';
import { CorruptRecordError, UnsupportedFormatError } from '../errors.js';
import { maxMetadataBytes } from '../limits.js';
import { nodeZlib } from '../node-zlib.js';
import type { Block, BlockLayout, BlockPart } from './block.js';

/*
 * FORMAT.md, "Metadata". Integers are little-endian; v: varint; b: bytes after their length as a varint.
 *
 * 1  format version      v  offset            b  bucket
 * 1  flags               v  line number       b  key
 * 1  layout              v  record count      optional fields: 1 byte tag, b
 *                        v  raw length        4  CRC-32 of everything before
 *                        4  CRC-32 of the range
 */

export const formatVersion = 1;
const flagLast = 1;
const flagReference = 2;
const checksumBytes = 4;

/** The encoding of a layout is its index. */
const layouts: readonly BlockLayout[] = ['lines', 'whole', 'csv', 'framed'];

/** Tags of the optional fields. */
const fieldTags = {
  versionId: 1,
  contentType: 2,
  schemaId: 3,
  traceContext: 4,
  header: 5,
  part: 128,
} as const;

/** Readers skip unknown tags below this one. From it on, a field changes the meaning of the block, so they must stop. */
const firstCriticalTag = 128;

const textFields = ['versionId', 'contentType', 'schemaId', 'traceContext'] as const;

/** Everything that a block carries besides its bytes. */
interface BlockMetadata extends Omit<Block, 'bytes' | 'referenceCrc32'> {
  /** CRC-32 of the byte range, also if the block is a reference and does not carry these bytes. */
  readonly crc32: number;
}

/** @throws {@link LimitExceededError} if the metadata exceeds maxMetadataBytes. */
export function writeMetadata(metadata: BlockMetadata): Buffer {
  const writer = new ByteWriter();
  writer.byte(formatVersion);
  writer.byte((metadata.isLast ? flagLast : 0) | (metadata.isReference ? flagReference : 0));
  writer.byte(layouts.indexOf(metadata.layout ?? 'lines'));
  const { offset, lineNumber, recordCount, rawLength, source } = metadata;
  for (const number of [offset, lineNumber, recordCount, rawLength]) writer.varint(number);
  writer.uint32(metadata.crc32);
  writer.lengthPrefixed(Buffer.from(source.bucket));
  writer.lengthPrefixed(Buffer.from(source.key));
  writeOptionalFields(writer, metadata);
  writer.uint32(nodeZlib().crc32(writer.written()));
  const written = writer.written();
  const advice = 'Shorten the header, content type, schema id or trace context.';
  checkBytes('metadata of a block', written.length, maxMetadataBytes, advice);
  return written;
}

function writeOptionalFields(writer: ByteWriter, metadata: BlockMetadata): void {
  const { source, contentType, schemaId, traceContext, header, part } = metadata;
  const texts = { versionId: source.versionId, contentType, schemaId, traceContext };
  for (const name of textFields) {
    const text = texts[name];
    if (text !== undefined) writeField(writer, fieldTags[name], Buffer.from(text));
  }
  if (header !== undefined) writeField(writer, fieldTags.header, header);
  if (part !== undefined) writeField(writer, fieldTags.part, writePart(part));
}

function writeField(writer: ByteWriter, tag: number, content: Uint8Array): void {
  writer.byte(tag);
  writer.lengthPrefixed(content);
}

function writePart({ slot, index, count, rangeOffset, rangeLength }: BlockPart): Buffer {
  const writer = new ByteWriter();
  for (const number of [slot, index, count, rangeOffset, rangeLength]) writer.varint(number);
  return writer.written();
}

/**
 * @throws {@link CorruptRecordError} if the checksum does not match.
 * @throws {@link UnsupportedFormatError} if the metadata is valid, but of a newer format.
 */
export function readMetadata(bytes: Buffer): BlockMetadata {
  const end = bytes.length - checksumBytes;
  const content = bytes.subarray(0, Math.max(end, 0));
  if (content.length === 0 || nodeZlib().crc32(content) !== bytes.readUInt32LE(end)) {
    throw new CorruptRecordError('The metadata of a block does not match its checksum.');
  }
  const reader = new ByteReader(content);
  const version = reader.byte();
  if (version !== formatVersion) throw new UnsupportedFormatError(`format version ${version}`);
  return readVersion1(reader);
}

function readVersion1(reader: ByteReader): BlockMetadata {
  const flags = readFlags(reader.byte());
  const layout = readLayout(reader.byte());
  const range = {
    offset: reader.varint(),
    lineNumber: reader.varint(),
    recordCount: reader.varint(),
    rawLength: reader.varint(),
    crc32: reader.uint32(),
  };
  const [bucket, key] = [decodeUtf8(reader.lengthPrefixed()), decodeUtf8(reader.lengthPrefixed())];
  const { versionId, ...fields } = readOptionalFields(reader);
  const source = versionId === undefined ? { bucket, key } : { bucket, key, versionId };
  return { source, ...range, ...flags, layout, ...fields };
}

function readFlags(flags: number) {
  if (flags > (flagLast | flagReference)) throw new UnsupportedFormatError(`flags ${flags}`);
  return { isLast: (flags & flagLast) !== 0, isReference: (flags & flagReference) !== 0 };
}

function readLayout(number: number): BlockLayout {
  const layout = layouts[number];
  if (layout === undefined) throw new UnsupportedFormatError(`layout ${number}`);
  return layout;
}

interface OptionalFields {
  versionId?: string;
  contentType?: string;
  schemaId?: string;
  traceContext?: string;
  header?: Uint8Array;
  part?: BlockPart;
}

function readOptionalFields(reader: ByteReader): OptionalFields {
  const fields: OptionalFields = {};
  while (!reader.isAtEnd) {
    const tag = reader.byte();
    const content = reader.lengthPrefixed();
    const textField = textFields.find((name) => fieldTags[name] === tag);
    if (textField !== undefined) fields[textField] = decodeUtf8(content);
    else if (tag === fieldTags.header) fields.header = content;
    else if (tag === fieldTags.part) fields.part = readPart(new ByteReader(content));
    else if (tag >= firstCriticalTag) throw new UnsupportedFormatError(`field ${tag}`);
  }
  return fields;
}

function readPart(content: ByteReader): BlockPart {
  const [slot, index, count] = [content.varint(), content.varint(), content.varint()];
  return { slot, index, count, rangeOffset: content.varint(), rangeLength: content.varint() };
}
