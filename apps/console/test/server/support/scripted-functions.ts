import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type Receipt,
  type WireProfile,
  formatSourceUri,
  quarantineObject,
  receiptObject,
  recoveryKindOf,
} from '@headwaters/pipeline-contract';
import {
  type Block,
  type BlockSource,
  BlockSplitter,
  type CarriedBlock,
  type WireEntry,
  encodeBlock,
  kplEntries,
  plainEntries,
  sourceDigest,
} from '@headwaters/record-codec';
import type { FunctionInvoker, InvocationResult, KinesisEventRecord } from '@headwaters/stack-simulator';
import { readCarried } from '../../../src/server/coverage/carried-record.js';
import { keysOfNotification } from './keys-of-notification.js';

/** Small cells, so that a few lines make several blocks. */
const cellBytes = 16;

const sinkRefusal = { code: 'HEADWATERS_SINK_REFUSED', message: 'no such table' };

/**
 * Scripted functions in this process: a producer that publishes blocks, and consumers that accept or refuse them. The producer
 * and `first` write receipts.
 */
export class ScriptedFunctions implements FunctionInvoker {
  /** Functions that refuse the second record of a batch. */
  readonly refusing = new Set<string>();
  /** Consumers that quarantine the second record of a batch, or a lone one. */
  readonly quarantining = new Set<string>();
  /** The wire of the producer. */
  wire: WireProfile = 'block';
  /** Prints a log line of a function. */
  log: (functionName: string, line: string) => void = () => undefined;
  /** Fields of a line that the producer logs about each file that it publishes. */
  warning: object | undefined;
  /** Published objects, by the digest that plain records have instead. */
  readonly #sources = new Map<string, BlockSource>();
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
      this.#sources.set(sourceDigest(source), source);
      const splitter = new BlockSplitter({ source, cellBytes });
      const blocks = [...splitter.push(bytes), ...splitter.end()];
      if (blocks.length > 0) {
        const Records = blocks.flatMap((block) => entriesOf(block, key, this.wire));
        await kinesis.send(new PutRecordsCommand({ StreamName: 'lines', Records }));
      }
      const all = { offset: 0, endOffset: bytes.length, isLast: true, recordCount: 0 };
      await this.#writeReceipt({ ...all, source, actor: 'producer', outcome: 'published' });
      if (this.warning !== undefined) {
        const object = formatSourceUri(source);
        this.log('producer', JSON.stringify({ level: 'WARN', ...this.warning, object }));
      }
    }
    return null;
  }

  async #consume(functionName: string, payload: string): Promise<object> {
    const event = JSON.parse(payload) as { Records: readonly KinesisEventRecord[] };
    const { Records: received } = event;
    const refusal = this.quarantining.has(functionName) ? (received[1] ?? received[0]) : undefined;
    if (refusal !== undefined && recoveryKindOf(event) !== undefined) {
      const batchItemFailures = [{ itemIdentifier: refusal.kinesis.sequenceNumber }];
      return { batchItemFailures, failure: sinkRefusal };
    }
    const quarantined = refusal;
    if (quarantined !== undefined) await this.#quarantine(functionName, quarantined);
    const Records = received.filter((record) => record !== quarantined);
    const refused = this.refusing.has(functionName) ? (Records[1] ?? Records[0]) : undefined;
    const accepted = refused === undefined ? Records : Records.slice(0, Records.indexOf(refused));
    if (functionName === 'first')
      for (const block of accepted.map(readCarried)) if (block) await this.#accept(block);
    return { batchItemFailures: refused ? [{ itemIdentifier: refused.kinesis.sequenceNumber }] : [] };
  }

  async #quarantine(consumer: string, { eventID, kinesis }: KinesisEventRecord): Promise<void> {
    const [shardId = '', sequenceNumber = ''] = eventID.split(':');
    const reason = sinkRefusal;
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
    const block = readCarried({ kinesis });
    if (block === undefined || consumer !== 'first') return;
    const source = this.#sourceOf(block);
    const { offset, rawLength, isLast, recordCount } = block;
    const range = { offset, endOffset: offset + rawLength, isLast, recordCount };
    await this.#writeReceipt({ ...range, source, actor: consumer, outcome: 'quarantined', reason });
  }

  #accept(block: CarriedBlock): Promise<void> {
    const { offset, rawLength, isLast, recordCount } = block;
    const range = { offset, endOffset: offset + rawLength, isLast, recordCount };
    const source = this.#sourceOf(block);
    return this.#writeReceipt({ ...range, source, actor: 'first', outcome: 'accepted' });
  }

  #sourceOf({ source, sourceDigest: digest }: CarriedBlock): BlockSource {
    const found = source ?? this.#sources.get(digest);
    if (found === undefined) throw new Error('The Kinesis record is of an unknown object.');
    return found;
  }

  async #writeReceipt(receipt: Omit<Receipt, 'receiptVersion' | 'at'>): Promise<void> {
    const whole = { receiptVersion: 1, ...receipt, at: new Date().toISOString() } as const;
    await this.#clients?.s3.send(new PutObjectCommand({ Bucket: 'ledger', ...receiptObject(whole) }));
  }
}

/** The entries by which a block travels. */
function entriesOf(block: Block, key: string, wire: WireProfile) {
  return [...wireEntriesOf(block, key, wire)].map(({ partitionKey, explicitHashKey, data }) => ({
    PartitionKey: partitionKey,
    ExplicitHashKey: explicitHashKey,
    Data: data,
  }));
}

function wireEntriesOf(
  block: Block,
  key: string,
  wire: WireProfile,
): Iterable<Pick<WireEntry, 'partitionKey' | 'explicitHashKey' | 'data'>> {
  switch (wire) {
    case 'block':
      return [{ partitionKey: key, data: encodeBlock(block) }];
    case 'kpl':
      return kplEntries([block], { partitionKeyOf: () => key });
    case 'plain':
      return plainEntries(block, { blockKey: key, lanes: 'shared', terminator: 'remove' });
  }
}
