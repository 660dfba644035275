import aggregation from 'aws-kinesis-agg';
import type { KinesisEvent } from '@headwaters/record-codec';

interface PeerRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** The measured part of aws-kinesis-agg, whose own types lack the encoder. */
interface Peer {
  readonly RecordAggregator: new () => {
    totalBytes: number;
    calculateUserRecordSize(record: PeerRecord): number;
    addUserRecord(record: PeerRecord): void;
    build(): { data: Buffer };
  };
  deaggregateSync(
    record: { data: string; partitionKey: string; sequenceNumber: string },
    verify: boolean,
    callback: (error: Error | undefined, records: { data: string }[]) => void,
  ): void;
}

const peer = aggregation as unknown as Peer;

/** Encodes records into aggregates of at most `maxBytes`. */
export function peerEncode(records: readonly Uint8Array[], maxBytes: number): Buffer[] {
  const entries: Buffer[] = [];
  const aggregator = new peer.RecordAggregator();
  for (const data of records) {
    const record = { partitionKey: 'key', data };
    if (aggregator.totalBytes + aggregator.calculateUserRecordSize(record) > maxBytes)
      entries.push(aggregator.build().data);
    aggregator.addUserRecord(record);
  }
  return [...entries, aggregator.build().data];
}

/** Decodes the aggregates of an event and verifies their MD5. Returns the total length of their records, in bytes. */
export function peerDecode(event: KinesisEvent): number {
  let byteCount = 0;
  for (const { kinesis } of event.Records) {
    peer.deaggregateSync(kinesis, true, (error, records) => {
      if (error !== undefined) throw error;
      for (const { data } of records) byteCount += Buffer.from(data, 'base64').length;
    });
  }
  return byteCount;
}
