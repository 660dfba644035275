import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import aggregation from 'aws-kinesis-agg';

/** What aws-kinesis-agg takes and gives back. `data` is base64 where it gives it. */
export interface PeerRecord<Data> {
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
  readonly data: Data;
}

interface Peer {
  readonly RecordAggregator: new () => {
    addUserRecord(record: PeerRecord<Uint8Array | string>): void;
    checkIfUserRecordFits(record: PeerRecord<Uint8Array>): boolean;
    build(): { readonly data: Buffer };
  };
  deaggregateSync(
    record: PeerRecord<string> & { readonly sequenceNumber: string },
    verify: boolean,
    callback: (error: Error | undefined, records: PeerRecord<string>[]) => void,
  ): void;
}

/** aws-kinesis-agg: its own types leave the encoder out. */
const peer = aggregation as unknown as Peer;

/** A new encoder of aws-kinesis-agg. */
export function peerAggregator() {
  return new peer.RecordAggregator();
}

/** What aws-kinesis-agg reads, MD5 verified. @throws whatever it hands to its callback. */
export function peerDecode(data: Uint8Array): { partitionKey: string; text: string }[] {
  const record = { partitionKey: 'outer', sequenceNumber: '1', data: Buffer.from(data).toString('base64') };
  const decoded: PeerRecord<string>[] = [];
  peer.deaggregateSync(record, true, (error, records) => {
    if (error !== undefined) throw error;
    decoded.push(...records);
  });
  return decoded.map((each) => ({
    partitionKey: each.partitionKey,
    text: Buffer.from(each.data, 'base64').toString(),
  }));
}

interface Protobuf {
  parse(
    text: string,
    options: { keepCase: boolean },
  ): { readonly root: { lookupType(name: string): MessageType } };
}

interface MessageType {
  fromObject(value: object): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: { longs: unknown }): unknown;
}

const requireOfPeer = createRequire(require.resolve('aws-kinesis-agg'));
const protobuf = requireOfPeer('protobufjs') as Protobuf;
const definition = readFileSync(join(__dirname, '../vectors/aggregated-record.proto'), 'utf8');
const messageType = protobuf.parse(definition, { keepCase: true }).root.lookupType('AggregatedRecord');

/** A message of the public definition, as protobufjs writes it. */
export function protobufEncode(message: object): Uint8Array {
  return messageType.encode(messageType.fromObject(message)).finish();
}

/** A message of the public definition, as protobufjs reads it. */
export function protobufDecode(bytes: Uint8Array): unknown {
  return messageType.toObject(messageType.decode(bytes), { longs: Number });
}
