/**
 * The limits this package holds, each once. Those of AWS were read on 2026-11-23 at
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html and in the API reference of PutRecords.
 */

/** AWS: data plus partition key of one Kinesis record, in bytes. (10 MiB only after UpdateMaxRecordSize.) */
export const maxKinesisRecordBytes = 1_048_576;

/** AWS: characters of a partition key. */
export const maxPartitionKeyCharacters = 256;

/** A partition key of {@link maxPartitionKeyCharacters}, in UTF-8 bytes, at the longest. */
export const maxPartitionKeyBytes = 4 * maxPartitionKeyCharacters;

/** AWS: entries of one PutRecords request. */
export const maxPutRecordsEntries = 500;

/** Data plus partition keys of one PutRecords request, in bytes. AWS takes 10 MiB; older endpoints and emulators 5 MiB. */
export const maxPutRecordsBytes = 5_242_880;

/** AWS bills a record in chunks of this many bytes of data plus partition key, at least one. Source: the pricing page. */
export const putPayloadUnitBytes = 25_000;

/** Raw size of a cell unless told otherwise, in bytes. Compressed, it fills about ten PUT payload units of log lines. */
export const defaultCellBytes = 786_432;

/**
 * Largest raw body of a block, in bytes. It fits a Kinesis record even if it does not compress at all, with the largest
 * metadata and partition key: body + framing (at most 128 bytes) + {@link maxMetadataBytes} + {@link maxPartitionKeyBytes}
 * stay within {@link maxKinesisRecordBytes}. A raw size, so that block boundaries never depend on a compressor's version.
 */
export const maxBlockRawBytes = 1_040_000;

/** Largest body of a framed block, in bytes: {@link maxBlockRawBytes} and the numbers before a record of that size. */
export const maxFramedBodyBytes = maxBlockRawBytes + 32;

/** Largest metadata of a block, in bytes: S3 key and version (1,024 each), bucket (63), CSV header, schema and the rest. */
export const maxMetadataBytes = 7_168;
