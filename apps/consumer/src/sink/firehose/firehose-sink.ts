import { setTimeout as sleep } from 'node:timers/promises';
import { FirehoseClient, PutRecordBatchCommand, type FirehoseClientConfig } from '@aws-sdk/client-firehose';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { DeliveredBlock, DeliveredRecord, Delivery } from '../../record/delivery.js';
import { RecordRefusal, RecordRefusals } from '../fields/record-refusals.js';
import { refuseReference } from '../fields/refuse-reference.js';
import type { Sink } from '../sink.js';
import { firehoseLimits } from './limits.js';

export interface FirehoseSinkOptions {
  readonly client: Pick<FirehoseClient, 'send'>;
  readonly deliveryStreamName: string;
  /** What is appended to each record. Firehose joins records without anything between them. */
  readonly delimiter: '' | '\n';
}

/** Makes a client whose attempts end within 10 seconds. */
export function makeFirehoseClient(config: FirehoseClientConfig = {}): FirehoseClient {
  const limits = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };
  return new FirehoseClient({ ...config, requestHandler: new NodeHttpHandler(limits) });
}

/**
 * Puts each record on a delivery stream of Firehose, in the order of the shard. At least once: Firehose has no ids, so a
 * redelivery, or a request whose response was lost, puts records again. Needs firehose:PutRecordBatch.
 *
 * A record that Firehose can't hold is refused once the others of its delivery are put.
 */
export function firehoseSink({ client, deliveryStreamName, delimiter }: FirehoseSinkOptions): Sink {
  const put: PutBatch = async (batch, signal) => {
    const Records = batch.map((Data) => ({ Data }));
    const command = new PutRecordBatchCommand({ DeliveryStreamName: deliveryStreamName, Records });
    const { RequestResponses: responses = [] } = await client.send(command, { abortSignal: signal });
    return batch.filter((_, index) => responses[index]?.RecordId === undefined);
  };
  return {
    async accept(delivery, signal) {
      refuseReference(delivery, `a record of Firehose has at most ${firehoseLimits.maxRecordBytes} bytes`);
      const refusals = new RecordRefusals();
      const { records, recordCount } = recordsOf(delivery, { delimiter, refusals });
      for (const batch of batchesOf(records)) await putAll(put, batch, signal);
      refusals.throwIfAny(recordCount);
    },
  };
}

/** Puts records, and returns those that failed, in their order. */
type PutBatch = (batch: readonly Uint8Array[], signal: AbortSignal) => Promise<Uint8Array[]>;

function recordsOf(
  delivery: Delivery,
  { delimiter, refusals }: { delimiter: string; refusals: RecordRefusals },
): { records: Uint8Array[]; recordCount: number } {
  const ending = encode(delimiter, delivery.carried?.encoding);
  const records: Uint8Array[] = [];
  let recordCount = 0;
  for (const record of delivery.records()) {
    recordCount += 1;
    const data = refusals.collect(record, () => checkedData(record, ending));
    // Firehose refuses a record without data.
    if (data !== undefined && data.length > 0) records.push(data);
  }
  return { records, recordCount };
}

function encode(text: string, encoding: DeliveredBlock['encoding']): Buffer {
  if (encoding === undefined) return Buffer.from(text);
  const littleEndian = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? littleEndian : littleEndian.swap16();
}

function checkedData({ bytes }: DeliveredRecord, ending: Buffer): Uint8Array {
  const data = Buffer.concat([bytes, ending]);
  const { maxRecordBytes } = firehoseLimits;
  if (data.length <= maxRecordBytes) return data;
  throw new RecordRefusal(`has ${data.length} bytes; a record of Firehose has at most ${maxRecordBytes}`);
}

/** Divides records into requests, in their order. */
function* batchesOf(records: readonly Uint8Array[]): Generator<Uint8Array[], void> {
  const { maxBatchRecords, maxBatchBytes } = firehoseLimits;
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for (const record of records) {
    if (batch.length === maxBatchRecords || bytes + record.length > maxBatchBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += record.length;
  }
  if (batch.length > 0) yield batch;
}

/** Bounds of the wait before failed records are put again, in milliseconds. */
const firstWaitMillis = 100;
const maxWaitMillis = 5_000;

/**
 * Puts the records of a request; those that fail again and again, in their order, until none fails. The records of the next request
 * wait for it.
 */
async function putAll(put: PutBatch, batch: readonly Uint8Array[], signal: AbortSignal): Promise<void> {
  let pending = batch;
  for (let waitMillis = firstWaitMillis; ; waitMillis = Math.min(waitMillis * 2, maxWaitMillis)) {
    signal.throwIfAborted();
    pending = await put(pending, signal);
    if (pending.length === 0) return;
    // Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    await sleep(Math.random() * waitMillis, undefined, { signal });
  }
}
