import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import aggregation from 'aws-kinesis-agg';

/** A record for or from aws-kinesis-agg. It returns `data` in base64. */
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

/** aws-kinesis-agg with its encoder, which its own types lack. */
const peer = aggregation as unknown as Peer;

/** Makes an encoder of aws-kinesis-agg. */
export function peerAggregator() {
  return new peer.RecordAggregator();
}

/** Decodes an aggregate with aws-kinesis-agg, which verifies the MD5. @throws the error that it passes to its callback. */
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

/** Encodes a message of the public definition with protobufjs. */
export function protobufEncode(message: object): Uint8Array {
  return messageType.encode(messageType.fromObject(message)).finish();
}

/** Decodes a message of the public definition with protobufjs. */
export function protobufDecode(bytes: Uint8Array): unknown {
  return messageType.toObject(messageType.decode(bytes), { longs: Number });
}
