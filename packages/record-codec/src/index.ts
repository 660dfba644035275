export {
  blockId,
  blockRange,
  type Block,
  type BlockCompression,
  type BlockLayout,
  type BlockPart,
  type BlockSource,
  type ByteRange,
  type HeaderReference,
  type RecordLayout,
} from './block/block.js';
export { csvFields, type CsvDelimiter, type CsvRowOptions } from './block/csv-row.js';
export type { TextEncoding, Utf16Encoding } from './block/text-encoding.js';
export type { BlockRecord } from './block/block-records.js';
export type { DecodedBlock } from './block/decode-block.js';
export { encodeBlock } from './block/encode-block.js';
export {
  CorruptInputError,
  CorruptRecordError,
  InvalidOptionError,
  isRecordCodecError,
  LimitExceededError,
  RecordCodecError,
  UndecodableRecordError,
  UnresolvedReferenceError,
  UnsupportedFormatError,
  ZstdUnavailableError,
  type RecordCodecErrorCode,
} from './errors.js';
export {
  decodeEvent,
  type BatchResponse,
  type DecodedEntry,
  type DecodedEvent,
  type KinesisEvent,
  type KinesisEventRecord,
} from './event/decode-event.js';
export type { EventRecord } from './event/event-record.js';
export { AggregateEncoder } from './kpl/aggregate-encoder.js';
export type { AggregateRecord, DecodedAggregate } from './kpl/decode-aggregate.js';
export {
  defaultCellBytes,
  defaultMaxQuotedFieldBytes,
  maxBlockRawBytes,
  maxFramedBodyBytes,
  maxHeaderBytes,
  maxKinesisRecordBytes,
  maxMetadataBytes,
  maxPartitionKeyBytes,
  maxPartitionKeyCharacters,
  maxPlainHeaderBytes,
  maxPutRecordsBytes,
  maxPutRecordsEntries,
  putPayloadUnitBytes,
} from './limits.js';
export { zstdIsAvailable } from './node-zlib.js';
export type { ByteChunks } from './object/chunk-reader.js';
export { containerHeadBytes, detectContainer, isGzip, isZstd, type Container } from './object/container.js';
export { gunzipInput } from './object/gunzip-input.js';
export { readContentRange, type ContentRange } from './object/read-content-range.js';
export { resolveHeader } from './object/resolve-header.js';
export { resolveReference, type SourceRange } from './object/resolve-reference.js';
export { unpackInput } from './object/unpack-input.js';
export { entryBytes, packPutRecords, type KinesisEntry } from './put-records.js';
export { decodeRecord, type DecodedPlain, type DecodedRecord } from './record/decode-record.js';
export { readSchemaHeader, type SchemaHeader } from './record/schema-header.js';
export { regroupBlock } from './regroup/regroup-block.js';
export { csvColumnKey, jsonPointerKey, type RecordKey, type RecordPosition } from './regroup/record-keys.js';
export { BlockSplitter, type UnclosedQuote } from './split/block-splitter.js';
export { detectDelimiter, detectEncoding, detectLineEnds, type LineEnds } from './split/detect-text.js';
export type { BlockSplitterOptions } from './split/splitter-options.js';
export { carriedBlock, type CarriedBlock, type CarriedRecord } from './wire/carried-block.js';
export { kplEntries, type KplEntriesOptions } from './wire/kpl-entries.js';
export { plainEntries, type PlainEntriesOptions } from './wire/plain-entries.js';
export { formatPlainKey, parsePlainKey, type PlainKey, type PlainMark } from './wire/plain-key.js';
export { type RecordTerminator } from './wire/raw-records.js';
export { sourceDigest } from './wire/source-digest.js';
export { type WireEntry } from './wire/wire-entry.js';
