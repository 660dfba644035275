export { blockId } from './block/block-id.js';
export type { BlockRecord } from './block/block-record.js';
export type { Block, BlockLayout, BlockSource } from './block/block.js';
export type { BlockCompression } from './block/compression.js';
export { encodeBlock } from './block/encode-block.js';
export { zstdIsAvailable } from './block/zstd-is-available.js';
export { CorruptRecordError } from './errors/corrupt-record-error.js';
export { InvalidOptionError } from './errors/invalid-option-error.js';
export { LimitExceededError } from './errors/limit-exceeded-error.js';
export { isRecordCodecError, RecordCodecError } from './errors/record-codec-error.js';
export type { RecordCodecErrorCode } from './errors/record-codec-error.js';
export { UnsupportedFormatError } from './errors/unsupported-format-error.js';
export { ZstdUnavailableError } from './errors/zstd-unavailable-error.js';
export {
  defaultCellBytes,
  maxBlockRawBytes,
  maxKinesisRecordBytes,
  maxMetadataBytes,
  maxPartitionKeyBytes,
  maxPartitionKeyCharacters,
  maxPutRecordsBytes,
  maxPutRecordsEntries,
  putPayloadUnitBytes,
} from './limits.js';
export { decodeRecord } from './record/decode-record.js';
export type { DecodedBlock, DecodedPlain, DecodedRecord } from './record/decode-record.js';
export { BlockSplitter } from './split/block-splitter.js';
