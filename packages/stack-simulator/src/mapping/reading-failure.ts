/**
 * Errors of GetRecords that end one reading. A mapping goes on after each of them where it was: with a new iterator at once
 * where the old one had expired, else after a second.
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html (read 2026-11-23).
 */
export type ReadingFailureCode =
  | 'ExpiredIteratorException'
  | 'InternalFailureException'
  | 'KMSAccessDeniedException'
  | 'KMSThrottlingException'
  | 'ProvisionedThroughputExceededException';

/** Says with which error the reading of a shard for a consumer fails, if it does. Must let a reading succeed in the end. */
export type ReadingFailure = (reading: {
  readonly functionName: string;
  readonly shardId: string;
}) => ReadingFailureCode | undefined;
