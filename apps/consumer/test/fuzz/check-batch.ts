import assert from 'node:assert/strict';
import { AggregateEncoder } from '@headwaters/record-codec';
import { type RandomSource, damageJson } from '@headwaters/test-kit';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { consumeBatch } from '../../src/consume-batch.js';
import type { Delivery } from '../../src/delivery.js';
import { streamEvent } from '../events/stream-event.js';
import { blocksOf, framedBlocksOf } from '../fakes/blocks-of.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const content = 'a line\nanother line\n'.repeat(8);
const ports = { logger: { error: () => undefined }, reportCounts: () => undefined };

/** Kinesis records of every profile. */
const payloads: readonly Uint8Array[] = [
  ...blocksOf(source, content, { cellBytes: 128 }),
  ...framedBlocksOf(source, content, 256),
  ...aggregate(),
  Buffer.from('a plain record'),
];

function aggregate(): readonly Uint8Array[] {
  const encoder = new AggregateEncoder();
  const full = ['one', 'two', 'three'].flatMap((text) => encoder.add('key', Buffer.from(text)));
  return [...full, ...encoder.end()].map(({ data }) => data);
}

/**
 * Feeds one damaged batch to the consumer: it accepts the batch up to the Kinesis record that it reports, or fails with a
 * typed error, after which Lambda delivers all of it again.
 *
 * @returns the outcome, or the code of the error.
 * @throws AssertionError if a Kinesis record was skipped or changed, or the error is not an error of the consumer.
 */
export async function checkBatch(random: RandomSource): Promise<string> {
  const intact = streamEvent(...Array.from({ length: 1 + random.below(3) }, () => random.pick(payloads)));
  const event = random.below(2) === 0 ? damageJson(random, intact) : damageData(random, intact);
  const accepted: Delivery[] = [];
  const receipts: unknown[] = [];
  const sink = { accept: (delivery: Delivery) => Promise.resolve(void accepted.push(delivery)) };
  const ledger = (receipt: unknown) => Promise.resolve(void receipts.push(receipt));
  try {
    const response = await consumeBatch(event, { ...ports, sink, ledger });
    return checkResponse(response, (event as KinesisStreamEvent).Records, accepted);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    const code = String((error as { code?: unknown }).code ?? error);
    assert.match(code, /^HEADWATERS_(STREAM_EVENT_INVALID|RECORD_POISON)$/);
    return code;
  }
}

/** What was accepted is the start of the batch, byte for byte, and the next Kinesis record is the one reported. */
function checkResponse(
  { batchItemFailures }: KinesisStreamBatchResponse,
  records: KinesisStreamEvent['Records'],
  accepted: readonly Delivery[],
): string {
  const sent = records.map(({ kinesis }) => [kinesis.sequenceNumber, kinesis.data]);
  const taken = accepted.map(({ sequenceNumber, data }) => [sequenceNumber, base64(data)]);
  assert.deepEqual(taken, sent.slice(0, accepted.length));
  const failed = sent.slice(accepted.length, accepted.length + 1);
  assert.deepEqual(
    batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    failed.map(([sequenceNumber]) => sequenceNumber),
  );
  return failed.length === 0 ? 'accepted' : 'accepted up to a failure';
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
