import aggregation from 'aws-kinesis-agg';
import { BlockSplitter, type Block, type BlockSource, type KinesisEntry } from '@headwaters/record-codec';

/** A record as the MultiLangDaemon writes it into a `processRecords` message. */
export interface DaemonRecord {
  readonly action: 'record';
  readonly data: string;
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  readonly approximateArrivalTimestamp: number;
  readonly subSequenceNumber: number;
}

export const source: BlockSource = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

/** Splits a string into blocks. */
export function splitText(text: string): Block[] {
  const splitter = new BlockSplitter({ source, cellBytes: 1_024 });
  return [...splitter.push(Buffer.from(text)), ...splitter.end()];
}

/** A Kinesis record that is no aggregate: its position is 0, as that of the first user record of an aggregate. */
export function kclRecord(
  { data, partitionKey }: Pick<KinesisEntry, 'data' | 'partitionKey'>,
  sequenceNumber: string,
  subSequenceNumber = 0,
): DaemonRecord {
  return {
    action: 'record',
    data: Buffer.from(data).toString('base64'),
    partitionKey,
    sequenceNumber,
    approximateArrivalTimestamp: Date.UTC(2026, 10, 29),
    subSequenceNumber,
  };
}

/** Takes an aggregate apart, as the KCL does before it calls a processor; here with `aws-kinesis-agg`, which is not ours. */
export function userRecords({ data, partitionKey }: KinesisEntry, sequenceNumber: string): DaemonRecord[] {
  const record = { data: Buffer.from(data).toString('base64'), partitionKey, sequenceNumber };
  const found: DaemonRecord[] = [];
  aggregation.deaggregateSync(
    { ...record, approximateArrivalTimestamp: 0, kinesisSchemaVersion: '1.0' },
    true,
    (error: unknown, users = []) => {
      if (error !== undefined && error !== null) throw error as Error;
      for (const user of users)
        found.push(
          kclRecord(
            { data: Buffer.from(user.data, 'base64'), partitionKey: user.partitionKey },
            sequenceNumber,
            found.length,
          ),
        );
    },
  );
  return found;
}
