export { blockId } from './block/block-id.js';
export type { BlockRecord } from './block/block-record.js';
export {
  blockRange,
  type Block,
  type BlockLayout,
  type BlockPart,
  type BlockSource,
  type ByteRange,
  type RecordLayout,
} from './block/block.js';
export type { BlockCompression } from './block/compression.js';
export { encodeBlock } from './block/encode-block.js';
export { zstdIsAvailable } from './block/zstd-is-available.js';
export { CorruptInputError } from './errors/corrupt-input-error.js';
export { CorruptRecordError } from './errors/corrupt-record-error.js';
export { InvalidOptionError } from './errors/invalid-option-error.js';
export { LimitExceededError } from './errors/limit-exceeded-error.js';
export {
  isRecordCodecError,
  RecordCodecError,
  type RecordCodecErrorCode,
} from './errors/record-codec-error.js';

export { UndecodableRecordError } from './errors/undecodable-record-error.js';
export { UnresolvedReferenceError } from './errors/unresolved-reference-error.js';
export { UnsupportedFormatError } from './errors/unsupported-format-error.js';
export { ZstdUnavailableError } from './errors/zstd-unavailable-error.js';
export { decodeEvent } from './event/decode-event.js';
export type { DecodedEntry } from './event/decoded-entry.js';
export type { BatchResponse, DecodedEvent } from './event/decoded-event.js';
export type { EventRecord } from './event/event-record.js';
export type { KinesisEvent, KinesisEventRecord } from './event/kinesis-event.js';
export { resolveReference, type SourceRange } from './event/resolve-reference.js';

export { gunzipInput, isGzip } from './input/gunzip-input.js';
export { readContentRange, type ContentRange } from './input/read-content-range.js';
export { AggregateEncoder } from './kpl/aggregate-encoder.js';
export type { AggregateRecord } from './kpl/aggregate-record.js';
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
export { csvColumnKey } from './regroup/csv-column-key.js';
export { jsonPointerKey } from './regroup/json-pointer-key.js';
export { regroupBlock } from './regroup/regroup-block.js';
export { decodeRecord } from './record/decode-record.js';
export type { DecodedAggregate, DecodedBlock, DecodedPlain, DecodedRecord } from './record/decoded-record.js';
export type { KinesisEntry } from './record/kinesis-entry.js';
export { packPutRecords } from './record/pack-put-records.js';
export { readSchemaHeader, type SchemaHeader } from './record/schema-header.js';

export { BlockSplitter, type BlockSplitterOptions } from './split/block-splitter.js';
