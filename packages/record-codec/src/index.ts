export {
  blockId,
  blockRange,
  type Block,
  type BlockCompression,
  type BlockLayout,
  type BlockPart,
  type BlockSource,
  type ByteRange,
  type RecordLayout,
} from './block/block.js';
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
  maxBlockRawBytes,
  maxFramedBodyBytes,
  maxKinesisRecordBytes,
  maxMetadataBytes,
  maxPartitionKeyBytes,
  maxPartitionKeyCharacters,
  maxPutRecordsBytes,
  maxPutRecordsEntries,
  putPayloadUnitBytes,
} from './limits.js';
export { zstdIsAvailable } from './node-zlib.js';
export type { ByteChunks } from './object/chunk-reader.js';
export { containerHeadBytes, detectContainer, isGzip, isZstd, type Container } from './object/container.js';
export { gunzipInput } from './object/gunzip-input.js';
export { readContentRange, type ContentRange } from './object/read-content-range.js';
export { resolveReference, type SourceRange } from './object/resolve-reference.js';
export { unpackInput } from './object/unpack-input.js';
export { entryBytes, packPutRecords, type KinesisEntry } from './put-records.js';
export { decodeRecord, type DecodedPlain, type DecodedRecord } from './record/decode-record.js';
export { readSchemaHeader, type SchemaHeader } from './record/schema-header.js';
export { regroupBlock } from './regroup/regroup-block.js';
export { csvColumnKey, jsonPointerKey } from './regroup/record-keys.js';
export { BlockSplitter, type BlockSplitterOptions } from './split/block-splitter.js';
