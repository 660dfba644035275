import type { DestinationPlan } from './destination-plan.js';

/** An event source mapping as the stack declares it: which function reads which stream, and how. */
export interface MappingPlan {
  readonly address: string;
  readonly uuid: string;
  readonly streamName: string;
  readonly streamArn: string;
  readonly functionName: string;
  readonly enabled: boolean;
  readonly startingPosition: StartingPosition;
  /** Most records of a batch. */
  readonly batchSize: number;
  /** How long a batch may gather records before the function is invoked. */
  readonly batchingWindowSeconds: number;
  /** Batches of one shard under way at once. Order is kept per partition key. */
  readonly parallelizationFactor: number;
  /** Retries after the first attempt; -1 is without end. */
  readonly maximumRetryAttempts: number;
  /** Age at which records are given up; -1 is never. */
  readonly maximumRecordAgeSeconds: number;
  /** Whether a failed batch is split in two. */
  readonly bisectBatchOnFunctionError: boolean;
  /** Whether the function's answer names the records that failed. */
  readonly reportBatchItemFailures: boolean;
  /** 0 is none. */
  readonly tumblingWindowSeconds: number;
  /** Patterns of which a record must match one; none lets all pass. */
  readonly filterPatterns: readonly string[];
  readonly onFailure: DestinationPlan | undefined;
}

/** Where a mapping starts to read a shard that it hasn't read yet. */
export type StartingPosition =
  | { readonly kind: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly kind: 'AT_TIMESTAMP'; readonly timestampMillis: number };
