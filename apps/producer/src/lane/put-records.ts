import { type KinesisClient, PutRecordsCommand, type PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { PutRecordsAnswerError } from '../errors.js';

/** One record for the stream. */
export interface StreamRecord {
  /** 1 to 256 characters. Records of one partition key keep their order. */
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** How many of the object's records it carries. */
  readonly recordCount: number;
}

/** What a record counts towards the limits of Kinesis: its data and its partition key, in bytes. */
export function streamRecordBytes({ partitionKey, data }: StreamRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}

/** What became of one record: stored, or the error code that Kinesis gave for it. */
export type PutOutcome = 'stored' | { readonly errorCode: string };

/**
 * Puts records on the stream in one request: at most 500 and 5 MiB of them.
 *
 * @returns one outcome a record, in the order of the records.
 * @throws {@link PutRecordsAnswerError} if the answer is not one outcome a record. What was stored is unknown.
 */
export type PutRecords = (records: readonly StreamRecord[], timeoutMillis: number) => Promise<PutOutcome[]>;

/**
 * @param client - Must not retry by itself (`maxAttempts: 1`): its retries would multiply with those of the lanes.
 */
export function kinesisPutRecords(client: Pick<KinesisClient, 'send'>, streamName: string): PutRecords {
  return async (records, timeoutMillis) => {
    const answer = await client.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
      }),
      { abortSignal: AbortSignal.timeout(timeoutMillis) },
    );
    // The types promise Records; the wire does not.
    const entries = answer.Records as readonly PutRecordsResultEntry[] | undefined;
    if (entries?.length !== records.length) {
      throw new PutRecordsAnswerError(
        `PutRecords answered with ${entries?.length ?? 'no'} entries for ${records.length} records`,
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
    'PutRecords answered with an entry that has neither sequence number nor error',
  );
}
