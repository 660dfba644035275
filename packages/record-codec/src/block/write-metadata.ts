import { crc32 } from 'node:zlib';
import { ByteWriter } from '../bytes/byte-writer.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { maxMetadataBytes } from '../limits.js';
import { fieldTags, flagLast, flagReference, formatVersion, layouts } from './block-layout.js';
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
  writer.varint(metadata.offset);
  writer.varint(metadata.lineNumber);
  writer.varint(metadata.recordCount);
  writer.varint(metadata.rawLength);
  writer.uint32(metadata.crc32);
  writer.prefixed(Buffer.from(metadata.source.bucket));
  writer.prefixed(Buffer.from(metadata.source.key));
  writeFields(writer, metadata);
  writer.uint32(crc32(writer.written()));
  return checkedLength(writer.written());
}

function writeFields(writer: ByteWriter, { source, contentType, schemaId, traceContext }: BlockMetadata) {
  const fields = { versionId: source.versionId, contentType, schemaId, traceContext };
  for (const [name, text] of Object.entries(fields)) {
    if (text === undefined) continue;
    writer.byte(fieldTags[name as keyof typeof fieldTags]);
    writer.prefixed(Buffer.from(text));
  }
}

function checkedLength(written: Buffer): Buffer {
  if (written.length <= maxMetadataBytes) return written;
  throw new LimitExceededError('metadata of a block', {
    actualBytes: written.length,
    limitBytes: maxMetadataBytes,
    advice: 'Shorten the content type, the schema id or the trace context.',
  });
}
