import assert from 'node:assert/strict';
import { AggregateEncoder } from '@headwaters/record-codec';
import { type RandomSource, damageJson } from '@headwaters/test-kit';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import type { RejectedRecord } from '../../src/failure/quarantine.js';
import type { Delivery } from '../../src/record/delivery.js';
import { eventOf, sentRecords, wires, type SentRecord } from '../fakes/wire-entries.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const content = 'a line\nanother line\n'.repeat(8);
const ignore = () => undefined;
const ports = {
  logger: { info: ignore, warn: ignore, error: ignore },
  // The Kinesis records have just arrived.
  clock: { now: () => 1_795_392_000_123, steadyMillis: () => performance.now() },
  ledger: () => Promise.resolve(),
  findSource: () => Promise.resolve(source),
  reportCounts: ignore,
};
/** Kinesis records that have just arrived have no markers. A damaged arrival time may be long ago. */
const unusedMarkers = { start: () => Promise.resolve('written' as const), end: () => Promise.resolve() };

const foreign = (data: Uint8Array): SentRecord => ({ partitionKey: 'key', data });

/** Kinesis records of every profile, each list in its order. */
const payloads: readonly (readonly SentRecord[])[] = [
  ...wires.flatMap((wire) => [
    sentRecords(wire, source, content, { cellBytes: 128 }),
    sentRecords(wire, source, content, { cellBytes: 256, divided: true }),
  ]),
  aggregate().map(foreign),
  [foreign(Buffer.from('a plain record'))],
];

function aggregate(): readonly Uint8Array[] {
  const encoder = new AggregateEncoder();
  const full = ['one', 'two', 'three'].flatMap((text) => encoder.add('key', Buffer.from(text)));
  return [...full, ...encoder.end()].map(({ data }) => data);
}

/**
 * Feeds one damaged batch to the consumer: it accepts or quarantines the batch up to the Kinesis record that it reports, or fails
 * with a typed error, after which Lambda delivers all of it again.
 *
 * @returns the outcome, or the code of the error.
 * @throws AssertionError if a Kinesis record was skipped or changed, or the error is not an error of the consumer.
 */
export async function checkBatch(random: RandomSource): Promise<string> {
  const intact = eventOf(
    Array.from({ length: 1 + random.below(3) }, () => someOf(random, random.pick(payloads))).flat(),
  );
  const event = random.below(2) === 0 ? damageJson(random, intact) : damageData(random, intact);
  const settled: Settled[] = [];
  const accept = (delivery: Delivery) => {
    settled.push(...acceptedOf(delivery));
    return Promise.resolve();
  };
  const store = ({ record: { sequenceNumber, data } }: RejectedRecord) => {
    settled.push({ outcome: 'quarantined', sequenceNumber, data });
    return Promise.resolve();
  };
  const quarantine = { consumer: 'audit', afterSeconds: 3_600, store, markers: unusedMarkers };
  try {
    const response = await consumeBatch(event, { ...ports, sink: { accept }, quarantine }, 60_000);
    return checkResponse(response, (event as KinesisStreamEvent).Records, settled);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    const code = String((error as { code?: unknown }).code ?? error);
    assert.equal(code, 'HEADWATERS_STREAM_EVENT_INVALID');
    return code;
  }
}

/** One to four adjacent Kinesis records. */
function someOf(random: RandomSource, list: readonly SentRecord[]): readonly SentRecord[] {
  const first = random.below(list.length);
  return list.slice(first, first + 1 + random.below(4));
}

/** The Kinesis records of a delivery; the bytes of those of a run follow each other. */
function acceptedOf({ sequenceNumber, data, kinesisRecordCount, carried, ...delivery }: Delivery): Settled[] {
  if (kinesisRecordCount === 1 || carried === undefined)
    return [{ outcome: 'accepted', sequenceNumber, data: base64(data) }];
  const bytes = carried.bytes();
  const records = [...delivery.records()];
  return records.map(({ sequenceNumber: ofRecord, offset = NaN }, index) => {
    const end = (records[index + 1]?.offset ?? carried.offset + bytes.length) - carried.offset;
    const piece = bytes.subarray(offset - carried.offset, end);
    return { outcome: 'accepted', sequenceNumber: ofRecord, data: base64(piece) };
  });
}

/** A Kinesis record that the consumer does not report. */
interface Settled {
  readonly outcome: 'accepted' | 'quarantined';
  readonly sequenceNumber: string;
  /** In base64. */
  readonly data: string;
}

/** What was settled is the start of the batch, byte for byte, and the next Kinesis record is the one reported. */
function checkResponse(
  { batchItemFailures }: KinesisStreamBatchResponse,
  records: KinesisStreamEvent['Records'],
  settled: readonly Settled[],
): string {
  const sent = records.map(({ kinesis }) => [kinesis.sequenceNumber, kinesis.data]);
  assert.deepEqual(
    settled.map(({ sequenceNumber, data }) => [sequenceNumber, data]),
    sent.slice(0, settled.length),
  );
  const failed = sent.slice(settled.length, settled.length + 1);
  assert.deepEqual(
    batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    failed.map(([sequenceNumber]) => sequenceNumber),
  );
  const isQuarantined = settled.some(({ outcome }) => outcome === 'quarantined');
  return `${isQuarantined ? 'some quarantined' : 'all accepted'}${failed.length === 0 ? '' : ' up to a failure'}`;
}

/** Changes bytes of the data of a Kinesis record, which stays valid base64: the codec must detect it. */
function damageData(random: RandomSource, event: KinesisStreamEvent): KinesisStreamEvent {
  const { kinesis } = random.pick(event.Records);
  const data = Buffer.from(kinesis.data, 'base64');
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    data.writeUInt8(random.below(256), random.below(data.length));
  }
  kinesis.data = base64(random.below(4) === 0 ? data.subarray(0, random.below(data.length)) : data);
  return event;
}

function base64(data: Uint8Array): string {
  return Buffer.from(data).toString('base64');
}
