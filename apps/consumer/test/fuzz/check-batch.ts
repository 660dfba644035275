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
const tools = { logger: { error: () => undefined }, report: () => undefined };

/** Records of every kind that a stream can hold. */
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
 * Gives the consumer one damaged batch: it accepts all of it, or all up to the record that it names, or fails with a typed
 * error, after which Lambda delivers all of it again.
 *
 * @returns what became of the batch.
 * @throws AssertionError if a record was passed over in silence, taken in another form, or the error is none of the consumer.
 */
export async function checkBatch(random: RandomSource): Promise<string> {
  const sound = streamEvent(...Array.from({ length: 1 + random.below(3) }, () => random.pick(payloads)));
  const event = random.below(2) === 0 ? damageJson(random, sound) : damageData(random, sound);
  const accepted: Delivery[] = [];
  const receipts: unknown[] = [];
  const sink = { accept: (delivery: Delivery) => Promise.resolve(void accepted.push(delivery)) };
  const ledger = (receipt: unknown) => Promise.resolve(void receipts.push(receipt));
  try {
    const answer = await consumeBatch(event, { ...tools, sink, ledger });
    return checkAnswer(answer, (event as KinesisStreamEvent).Records, accepted);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    const code = String((error as { code?: unknown }).code ?? error);
    assert.match(code, /^HEADWATERS_(STREAM_EVENT_INVALID|RECORD_POISON)$/);
    return code;
  }
}

/** What is accepted is the beginning of the batch, byte for byte, and the next record is the one that is named. */
function checkAnswer(
  { batchItemFailures }: KinesisStreamBatchResponse,
  records: KinesisStreamEvent['Records'],
  accepted: readonly Delivery[],
): string {
  const all = records.map(({ kinesis }) => [kinesis.sequenceNumber, kinesis.data]);
  const taken = accepted.map(({ sequenceNumber, data }) => [sequenceNumber, base64(data)]);
  assert.deepEqual(taken, all.slice(0, accepted.length));
  const failed = all.slice(accepted.length, accepted.length + 1);
  assert.deepEqual(
    batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    failed.map(([sequenceNumber]) => sequenceNumber),
  );
  return failed.length === 0 ? 'accepted' : 'accepted up to a record';
}

/** Changes bytes of a record's data, which stays base64: what then fails is the codec. */
function damageData(random: RandomSource, event: KinesisStreamEvent): KinesisStreamEvent {
  const { kinesis } = random.pick(event.Records);
  const data = Buffer.from(kinesis.data, 'base64');
  for (let strikes = 1 + random.below(3); strikes > 0; strikes--) {
    data.writeUInt8(random.below(256), random.below(data.length));
  }
  kinesis.data = base64(random.below(4) === 0 ? data.subarray(0, random.below(data.length)) : data);
  return event;
}

function base64(data: Uint8Array): string {
  return Buffer.from(data).toString('base64');
}
