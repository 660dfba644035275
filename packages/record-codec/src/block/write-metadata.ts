import { ByteWriter } from '../bytes/byte-writer.js';
import { checkBytes } from '../checks/check-bytes.js';
import { maxMetadataBytes } from '../limits.js';
import { nodeZlib } from '../runtime/node-zlib.js';
import { fieldTags, flagLast, flagReference, formatVersion, layouts, textFields } from './block-layout.js';
import type { BlockPart } from './block.js';
import type { BlockMetadata } from './block-metadata.js';

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
