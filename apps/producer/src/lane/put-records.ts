import { PutRecordsCommand, type KinesisClient, type PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { PutRecordsAnswerError } from '../errors.js';

/** A Kinesis record to be stored. */
export interface KinesisRecord {
  /** 1 to 256 characters. */
  readonly partitionKey: string;
  /** Selects the shard instead of the MD5 of the partition key: a 128-bit integer in decimal digits. */
  readonly explicitHashKey?: string;
  /** Kinesis records of the same lane keep their order. Default: the partition key. */
  readonly lane?: string;
  readonly data: Uint8Array;
  /** Number of the object's records in `data`. */
  readonly recordCount: number;
}

/** Result for one Kinesis record: stored, or the error code that Kinesis returned for it. */
export type PutOutcome = 'stored' | { readonly errorCode: string };

/**
 * Puts Kinesis records on the stream in one request, at most 500 with 5 MiB together.
 *
 * @returns one outcome for each, in the same order.
 * @throws {@link PutRecordsAnswerError} if the response is malformed. What was stored is then unknown.
 */
export type PutRecords = (records: readonly KinesisRecord[], timeoutMillis: number) => Promise<PutOutcome[]>;

/** @param client - Must not retry (`maxAttempts: 1`): its retries would multiply with those of the lanes. */
export function kinesisPutRecords(client: Pick<KinesisClient, 'send'>, streamName: string): PutRecords {
  return async (records, timeoutMillis) => {
    const response = await client.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: records.map(({ partitionKey, explicitHashKey, data }) => ({
          PartitionKey: partitionKey,
          ExplicitHashKey: explicitHashKey,
          Data: data,
        })),
      }),
      { abortSignal: AbortSignal.timeout(timeoutMillis) },
    );
    // The SDK's type guarantees Records; the wire does not.
    const entries = response.Records as readonly PutRecordsResultEntry[] | undefined;
    if (entries?.length !== records.length) {
      throw new PutRecordsAnswerError(
        `PutRecords returned ${entries?.length ?? 'no'} entries for ${records.length} Kinesis records`,
      );
    }
    return entries.map(putOutcome);
  };
}

function putOutcome({
  ErrorCode: errorCode,
  SequenceNumber: sequenceNumber,
}: PutRecordsResultEntry): PutOutcome {
  if (errorCode) return { errorCode };
  if (sequenceNumber) return 'stored';
  throw new PutRecordsAnswerError(
    'PutRecords returned an entry with neither a sequence number nor an error code',
  );
}
