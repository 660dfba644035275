import { ByteReader, decodeUtf8 } from '../bytes/byte-reader.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { checkBytes } from '../checks.js';
import { CorruptRecordError, UnsupportedFormatError } from '../errors.js';
import { maxHeaderBytes, maxMetadataBytes, maxPlainHeaderBytes } from '../limits.js';
import { nodeZlib } from '../node-zlib.js';
import type { Block, BlockLayout, BlockPart, HeaderReference } from './block.js';
import { deflateHeader, headerReferenceTo, headerRoomBytes, inflateHeader } from './csv-header.js';
import { csvDelimiters, type CsvDelimiter } from './csv-row.js';
import type { Utf16Encoding } from './text-encoding.js';

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
  deflatedHeader: 6,
  headerReference: 7,
  part: 128,
  delimiter: 129,
  encoding: 130,
} as const;

/** Readers skip unknown tags below this one. From it on, a field changes the meaning of the block, so they must stop. */
const firstCriticalTag = 128;

const textFields = ['versionId', 'contentType', 'schemaId', 'traceContext'] as const;

/** The encoding of a text encoding is its index; UTF-8 has no field. */
const encodings: readonly Utf16Encoding[] = ['utf-16le', 'utf-16be'];

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
  const advice = 'Shorten the content type, schema id or trace context.';
  checkBytes('metadata of a block', writer.written().length + checksumBytes, maxMetadataBytes, advice);
  const { header } = metadata;
  // Not counted: bodies leave room for it.
  if (header !== undefined && headerRoomBytes(metadata) > 0)
    writeField(writer, fieldTags.deflatedHeader, deflateHeader(header));
  writer.uint32(nodeZlib().crc32(writer.written()));
  return writer.written();
}

function writeOptionalFields(writer: ByteWriter, metadata: BlockMetadata): void {
  const { source, contentType, schemaId, traceContext, part, delimiter, encoding } = metadata;
  const texts = { versionId: source.versionId, contentType, schemaId, traceContext };
  for (const name of textFields) {
    const text = texts[name];
    if (text !== undefined) writeField(writer, fieldTags[name], Buffer.from(text));
  }
  writeHeader(writer, metadata);
  if (part !== undefined) writeField(writer, fieldTags.part, writePart(part));
  if (delimiter !== undefined && delimiter !== ',')
    writeField(writer, fieldTags.delimiter, Buffer.from(delimiter));
  if (encoding !== undefined) writeField(writer, fieldTags.encoding, Buffer.of(encodings.indexOf(encoding)));
}

function writeHeader(writer: ByteWriter, metadata: BlockMetadata): void {
  const reference = referenceOf(metadata);
  if (reference === undefined) {
    const { header } = metadata;
    if (header !== undefined && header.length <= maxPlainHeaderBytes)
      writeField(writer, fieldTags.header, header);
    return;
  }
  const content = new ByteWriter();
  content.varint(reference.length);
  content.uint32(reference.crc32);
  writeField(writer, fieldTags.headerReference, content.written());
}

function referenceOf({ header, headerReference }: BlockMetadata): HeaderReference | undefined {
  const isTooLong = header !== undefined && header.length > maxHeaderBytes;
  return headerReference ?? (isTooLong ? headerReferenceTo(header) : undefined);
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
  headerReference?: HeaderReference;
  part?: BlockPart;
  delimiter?: CsvDelimiter;
  encoding?: Utf16Encoding;
}

function readOptionalFields(reader: ByteReader): OptionalFields {
  const fields: OptionalFields = {};
  while (!reader.isAtEnd) {
    const tag = reader.byte();
    const content = reader.lengthPrefixed();
    const textField = textFields.find((name) => fieldTags[name] === tag);
    if (textField !== undefined) fields[textField] = decodeUtf8(content);
    else readField(fields, tag, content);
  }
  return fields;
}

function readField(fields: OptionalFields, tag: number, content: Buffer): void {
  switch (tag) {
    case fieldTags.header:
      fields.header = content;
      break;
    case fieldTags.deflatedHeader:
      fields.header = inflateHeader(content);
      break;
    case fieldTags.headerReference:
      fields.headerReference = readHeaderReference(new ByteReader(content));
      break;
    case fieldTags.part:
      fields.part = readPart(new ByteReader(content));
      break;
    case fieldTags.delimiter:
      fields.delimiter = readDelimiter(content);
      break;
    case fieldTags.encoding:
      fields.encoding = readEncoding(content);
      break;
    default:
      if (tag >= firstCriticalTag) throw new UnsupportedFormatError(`field ${tag}`);
  }
}

function readHeaderReference(content: ByteReader): HeaderReference {
  return { length: content.varint(), crc32: content.uint32() };
}

function readDelimiter(content: Buffer): CsvDelimiter {
  const delimiter = csvDelimiters.find((each) => each === content.toString('latin1'));
  if (delimiter === undefined) throw new UnsupportedFormatError(`delimiter ${content.toString('hex')}`);
  return delimiter;
}

function readEncoding(content: Buffer): Utf16Encoding {
  const encoding = content.length === 1 ? encodings[content[0] ?? 0] : undefined;
  if (encoding === undefined) throw new UnsupportedFormatError(`encoding ${content.toString('hex')}`);
  return encoding;
}

function readPart(content: ByteReader): BlockPart {
  const [slot, index, count] = [content.varint(), content.varint(), content.varint()];
  return { slot, index, count, rangeOffset: content.varint(), rangeLength: content.varint() };
}
