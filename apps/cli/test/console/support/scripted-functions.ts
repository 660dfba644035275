import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { BlockSplitter, encodeBlock } from '@headwaters/record-codec';
import type { FunctionInvoker, InvocationResult, KinesisEventRecord } from '@headwaters/stack-simulator';
import { keysOfNotification } from '../../../src/console/watch/keys-of-notification.js';

/** Cells so small that a few lines are several blocks. */
const cellBytes = 16;

/** Functions that do as told, in this process: a producer that publishes blocks, and consumers that take them or don't. */
export class ScriptedFunctions implements FunctionInvoker {
  /** Functions that refuse the second record of a batch. */
  readonly refusing = new Set<string>();
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
      functionName === 'producer' ? await this.#publish(payload) : this.#consume(functionName, payload);
    return {
      requestId,
      outcome: { kind: 'succeeded', payload: JSON.stringify(answer) },
      ...{ durationMillis: 1, initDurationMillis: undefined, maxMemoryBytes: 1 },
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
      if (blocks.length === 0) continue;
      const Records = blocks.map((block) => ({ PartitionKey: key, Data: encodeBlock(block) }));
      await kinesis.send(new PutRecordsCommand({ StreamName: 'lines', Records }));
    }
    return null;
  }

  #consume(functionName: string, payload: string): object {
    const { Records } = JSON.parse(payload) as { Records: readonly KinesisEventRecord[] };
    const refused = this.refusing.has(functionName) ? (Records[1] ?? Records[0]) : undefined;
    return { batchItemFailures: refused ? [{ itemIdentifier: refused.kinesis.sequenceNumber }] : [] };
  }
}
