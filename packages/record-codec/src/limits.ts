/**
 * The limits of this package, each in one place. The AWS limits were read on 2026-11-23 at
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html and in the API reference of PutRecords.
 */

/** AWS limit: data plus partition key of one Kinesis record, in bytes. (10 MiB only after UpdateMaxRecordSize.) */
export const maxKinesisRecordBytes = 1_048_576;

/** AWS limit: length of a partition key, in characters. */
export const maxPartitionKeyCharacters = 256;

/** Length of the longest partition key in UTF-8, in bytes: {@link maxPartitionKeyCharacters} characters of 4 bytes. */
export const maxPartitionKeyBytes = 4 * maxPartitionKeyCharacters;

/** AWS limit: entries of one PutRecords request. */
export const maxPutRecordsEntries = 500;

/**
 * Data plus partition keys of one PutRecords request, in bytes. AWS accepts 10 MiB; emulators and older endpoints accept
 * 5 MiB.
 */
export const maxPutRecordsBytes = 5_242_880;

/**
 * Size of a PUT payload unit, in bytes. AWS bills each Kinesis record by the number of units that its data plus partition
 * key fill, at least one. Source: the Kinesis Data Streams pricing page.
 */
export const putPayloadUnitBytes = 25_000;

/** Default raw size of a cell, in bytes. Compressed, a cell of log lines fills about ten PUT payload units. */
export const defaultCellBytes = 786_432;

/**
 * Largest raw body of a block, in bytes. Even an incompressible body of this size fits a Kinesis record together with the
 * largest metadata and partition key: body + framing (at most 128 bytes) + {@link maxMetadataBytes} +
 * {@link maxPartitionKeyBytes} is at most {@link maxKinesisRecordBytes}. The limit applies to the raw size, so that block
 * boundaries do not depend on the version of a compressor.
 */
export const maxBlockRawBytes = 1_040_000;

/** Largest body of a framed block, in bytes: a record of {@link maxBlockRawBytes} and the numbers that precede it. */
export const maxFramedBodyBytes = maxBlockRawBytes + 32;

/**
 * Largest metadata of a block without its CSV header, in bytes: room for an S3 key and version id (1,024 each), a bucket name
 * (63), a schema id and the rest. A header of at most {@link maxPlainHeaderBytes} counts as well.
 */
export const maxMetadataBytes = 7_168;

/** Longest CSV header that counts as metadata, in bytes: it leaves room for all else that metadata usually holds. */
export const maxPlainHeaderBytes = 4_096;

/**
 * Longest CSV header that every block repeats, in bytes. A longer one is named by its length and checksum. With the largest
 * metadata it fits the extra field of gzip (65,535 bytes), even if it is incompressible. In the blocks of its object, the body
 * may have that many bytes less, so that a Kinesis record stays within {@link maxKinesisRecordBytes}.
 */
export const maxHeaderBytes = 49_152;

/**
 * Default length of a quoted CSV field, in bytes, above which a splitter reports its quote as not closed: 32,767 characters of
 * four bytes, the longest cell of a spreadsheet. Source: "Excel specifications and limits", Microsoft Support.
 */
export const defaultMaxQuotedFieldBytes = 131_068;
