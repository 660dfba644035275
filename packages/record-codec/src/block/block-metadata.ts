import { ByteReader, decodeText } from '../bytes/byte-reader.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { checkBytes } from '../checks.js';
import { CorruptRecordError, UnsupportedFormatError } from '../errors.js';
import { maxMetadataBytes } from '../limits.js';
import { nodeZlib } from '../node-zlib.js';
import type { Block, BlockLayout, BlockPart } from './block.js';

export const formatVersion = 1;
const flagLast = 1;
const flagReference = 2;

/** A layout's number on the wire is its place in this list. */
const layouts: readonly BlockLayout[] = ['lines', 'whole', 'csv', 'framed'];

/** Tags of optional fields. A reader skips those it does not know, save from {@link firstCriticalTag} on. */
const fieldTags = {
  versionId: 1,
  contentType: 2,
  schemaId: 3,
  traceContext: 4,
  header: 5,
  part: 128,
} as const;

/** The fields that are text. */
const textFields = ['versionId', 'contentType', 'schemaId', 'traceContext'] as const;

/** A field with this tag or above changes the meaning of the block: who does not know it must not read on. */
const firstCriticalTag = 128;

/** What travels beside a block's bytes. */
interface BlockMetadata extends Omit<Block, 'bytes' | 'referenceCrc32'> {
  /** Of the range's bytes, whether they travel or not. */
  readonly crc32: number;
}

/**
 * Writes a block's metadata: FORMAT.md, "Metadata".
 *
 * @throws {@link LimitExceededError} above maxMetadataBytes.
 */
export function writeMetadata(metadata: BlockMetadata): Buffer {
  const writer = new ByteWriter();
  writer.byte(formatVersion);
  writer.byte((metadata.isLast ? flagLast : 0) | (metadata.isReference ? flagReference : 0));
  writer.byte(layouts.indexOf(metadata.layout ?? 'lines'));
  const { offset, lineNumber, recordCount, rawLength } = metadata;
  for (const number of [offset, lineNumber, recordCount, rawLength]) writer.varint(number);
  writer.uint32(metadata.crc32);
  writer.prefixed(Buffer.from(metadata.source.bucket));
  writer.prefixed(Buffer.from(metadata.source.key));
  writeFields(writer, metadata);
  writer.uint32(nodeZlib().crc32(writer.written()));
  const written = writer.written();
  checkBytes(
    'metadata of a block',
    written.length,
    maxMetadataBytes,
    'Shorten the header, the content type, the schema id or the trace context.',
  );
  return written;
}

function writeFields(writer: ByteWriter, metadata: BlockMetadata): void {
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
  writer.prefixed(content);
}

function writePart({ slot, index, count, rangeOffset, rangeLength }: BlockPart): Buffer {
  const writer = new ByteWriter();
  for (const number of [slot, index, count, rangeOffset, rangeLength]) writer.varint(number);
  return writer.written();
}

const checksumBytes = 4;

/**
 * Reads a block's metadata: FORMAT.md, "Metadata".
 *
 * @throws {@link CorruptRecordError} if its checksum differs.
 * @throws {@link UnsupportedFormatError} if it is sound but of a later version.
 */
export function readMetadata(bytes: Buffer): BlockMetadata {
  const end = bytes.length - checksumBytes;
  const content = bytes.subarray(0, Math.max(end, 0));
  if (content.length === 0 || nodeZlib().crc32(content) !== bytes.readUInt32LE(end)) {
    throw new CorruptRecordError('The checksum of the metadata of a block differs.');
  }
  const reader = new ByteReader(content);
  const version = reader.byte();
  if (version !== formatVersion) throw new UnsupportedFormatError(`format version ${version}`);
  return readVersion1(reader);
}

function readVersion1(reader: ByteReader): BlockMetadata {
  const flags = readFlags(reader.byte());
  const layout = readLayout(reader.byte());
  const place = {
    offset: reader.varint(),
    lineNumber: reader.varint(),
    recordCount: reader.varint(),
    rawLength: reader.varint(),
    crc32: reader.uint32(),
  };
  const [bucket, key] = [decodeText(reader.prefixed()), decodeText(reader.prefixed())];
  const { versionId, ...fields } = readFields(reader);
  const source = versionId === undefined ? { bucket, key } : { bucket, key, versionId };
  return { source, ...place, ...flags, layout, ...fields };
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

type Fields = {
  -readonly [
    Name in keyof Pick<Block, 'contentType' | 'schemaId' | 'traceContext' | 'header' | 'part'>
  ]: Block[Name];
} & { versionId?: string };

function readFields(reader: ByteReader): Fields {
  const fields: Fields = {};
  while (!reader.atEnd) {
    const tag = reader.byte();
    const content = reader.prefixed();
    const name = textFields.find((name) => fieldTags[name] === tag);
    if (name !== undefined) fields[name] = decodeText(content);
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
