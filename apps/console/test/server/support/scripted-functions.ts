import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Receipt, quarantineObject, receiptObject } from '@headwaters/pipeline-contract';
import { type Block, BlockSplitter, encodeBlock } from '@headwaters/record-codec';
import type { FunctionInvoker, InvocationResult, KinesisEventRecord } from '@headwaters/stack-simulator';
import { decodeBlock } from '../../../src/server/coverage/ledger-watch.js';
import { keysOfNotification } from './keys-of-notification.js';

/** Small cells, so that a few lines make several blocks. */
const cellBytes = 16;

/**
 * Scripted functions in this process: a producer that publishes blocks, and consumers that accept or refuse them. The producer
 * and `first` write receipts.
 */
export class ScriptedFunctions implements FunctionInvoker {
  /** Functions that refuse the second record of a batch. */
  readonly refusing = new Set<string>();
  /** Consumers that quarantine the second record of a batch, or a lone one. */
  readonly quarantining = new Set<string>();
  #clients: { readonly s3: S3Client; readonly kinesis: KinesisClient } | undefined;

  connect(s3: S3Client, endpoint: string): void {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.#clients = { s3, kinesis: new KinesisClient({ endpoint, region: 'eu-west-1', credentials }) };
  }

  close(): void {
    this.#clients?.kinesis.destroy();
  }

  async invoke({
    functionName,
    requestId,
    payload,
  }: Parameters<FunctionInvoker['invoke']>[0]): Promise<InvocationResult> {
    const answer =
      functionName === 'producer' ? await this.#publish(payload) : await this.#consume(functionName, payload);
    return {
      requestId,
      outcome: { kind: 'succeeded', payload: JSON.stringify(answer) },
      durationMillis: 1,
      initDurationMillis: undefined,
      maxMemoryBytes: 1,
    };
  }

  async #publish(payload: string): Promise<null> {
    if (!this.#clients) throw new Error('The functions are not connected.');
    const { s3, kinesis } = this.#clients;
    for (const { key, versionId } of keysOfNotification(JSON.parse(payload))) {
      const object = await s3.send(
        new GetObjectCommand({ Bucket: 'uploads', Key: key, VersionId: versionId }),
      );
      const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
      const source = { bucket: 'uploads', key, ...(versionId !== undefined && { versionId }) };
      const splitter = new BlockSplitter({ source, cellBytes });
      const blocks = [...splitter.push(bytes), ...splitter.end()];
      if (blocks.length > 0) {
        const Records = blocks.map((block) => ({ PartitionKey: key, Data: encodeBlock(block) }));
        await kinesis.send(new PutRecordsCommand({ StreamName: 'lines', Records }));
      }
      const all = { offset: 0, endOffset: bytes.length, isLast: true, recordCount: 0 };
      await this.#writeReceipt({ ...all, source, actor: 'producer', outcome: 'published' });
    }
    return null;
  }

  async #consume(functionName: string, payload: string): Promise<object> {
    const { Records: received } = JSON.parse(payload) as { Records: readonly KinesisEventRecord[] };
    const quarantined = this.quarantining.has(functionName) ? (received[1] ?? received[0]) : undefined;
    if (quarantined !== undefined) await this.#quarantine(functionName, quarantined);
    const Records = received.filter((record) => record !== quarantined);
    const refused = this.refusing.has(functionName) ? (Records[1] ?? Records[0]) : undefined;
    const accepted = refused === undefined ? Records : Records.slice(0, Records.indexOf(refused));
    if (functionName === 'first')
      for (const block of accepted.map(decodeBlock)) if (block) await this.#accept(block);
    return { batchItemFailures: refused ? [{ itemIdentifier: refused.kinesis.sequenceNumber }] : [] };
  }

  async #quarantine(consumer: string, { eventID, kinesis }: KinesisEventRecord): Promise<void> {
    const [shardId = '', sequenceNumber = ''] = eventID.split(':');
    const reason = { code: 'HEADWATERS_SINK_REFUSED', message: 'no such table' };
    const object = quarantineObject({
      quarantineVersion: 1,
      consumer,
      at: new Date().toISOString(),
      reason: { kind: 'permanent', ...reason },
      stream: 'lines',
      shardId,
      sequenceNumber,
      partitionKey: kinesis.partitionKey,
      arrivedAt: new Date(kinesis.approximateArrivalTimestamp * 1_000).toISOString(),
      data: kinesis.data,
    });
    await this.#clients?.s3.send(new PutObjectCommand({ Bucket: 'failures', ...object }));
    const block = decodeBlock({ kinesis } as KinesisEventRecord);
    if (block === undefined || consumer !== 'first') return;
    const { source, offset, rawLength, isLast, recordCount } = block;
    const range = { offset, endOffset: offset + rawLength, isLast, recordCount };
    await this.#writeReceipt({ ...range, source, actor: consumer, outcome: 'quarantined', reason });
  }

  #accept({ source, offset, rawLength, isLast, recordCount }: Block): Promise<void> {
    const range = { offset, endOffset: offset + rawLength, isLast, recordCount };
    return this.#writeReceipt({ ...range, source, actor: 'first', outcome: 'accepted' });
  }

  async #writeReceipt(receipt: Omit<Receipt, 'receiptVersion' | 'at'>): Promise<void> {
    const whole = { receiptVersion: 1, ...receipt, at: new Date().toISOString() } as const;
    await this.#clients?.s3.send(new PutObjectCommand({ Bucket: 'ledger', ...receiptObject(whole) }));
  }
}
