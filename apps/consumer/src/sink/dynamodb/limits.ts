/**
 * Limits of DynamoDB, read on 2026-11-29.
 *
 * Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html and
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export const dynamodbLimits = {
  /** Names and values of an item. 1 KB is 1,024 bytes. */
  maxItemBytes: 409_600,
  maxPartitionKeyBytes: 2_048,
  maxSortKeyBytes: 1_024,
  /** Significant digits of a number. */
  maxDigits: 38,
  /** Exponents of the first significant digit. */
  minExponent: -130,
  maxExponent: 125,
  /** Levels of lists and maps. */
  maxDepth: 32,
  maxAttributeNameBytes: 65_535,
  /** Entries of a BatchWriteItem request. */
  maxBatchEntries: 25,
  /** Size of a BatchWriteItem request. */
  maxBatchBytes: 16_777_216,
} as const;
