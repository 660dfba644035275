import { ByteReader } from '../bytes/byte-reader.js';
import { decodeText } from '../bytes/decode-text.js';
import { CorruptRecordError } from '../errors/corrupt-record-error.js';
import { UnsupportedFormatError } from '../errors/unsupported-format-error.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import {
  fieldTags,
  firstCriticalTag,
  flagLast,
  flagReference,
  formatVersion,
  layouts,
  textFields,
} from './block-layout.js';
import type { Block, BlockLayout, BlockPart } from './block.js';
import type { BlockMetadata } from './block-metadata.js';

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
