import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { StreamPosition } from '@headwaters/pipeline-contract';
import { type Block, BlockSplitter, encodeBlock } from '@headwaters/record-codec';
import type { AcceptanceTarget } from '../target/target.js';
import { logFile, putObject, unwatchedKey, type TestObject } from './test-object.js';

/** An object that the producer does not read, and its blocks, which a step puts on the stream itself. */
export interface UnpublishedObject {
  readonly source: TestObject;
  /** The data of one Kinesis record per block, in order. */
  readonly records: readonly Uint8Array[];
}

const cellBytes = 10_000;

/**
 * Uploads an object under a key that does not start the producer, and encodes its blocks as the producer would.
 *
 * @throws {@link StepNotRunError} if every key starts the producer.
 */
export async function makeUnpublishedObject(
  target: AcceptanceTarget,
  name: string,
  blockCount: number,
): Promise<UnpublishedObject> {
  const content = logFile(blockCount * cellBytes);
  const source = await putObject(target, unwatchedKey(target, name), content);
  const splitter = new BlockSplitter({ source, cellBytes });
  const blocks: Block[] = [...splitter.push(content), ...splitter.end()];
  return { source, records: blocks.map((block) => encodeBlock(block, { compression: 'gzip' })) };
}

/** Returns a copy of a block that is still recognized as one and can't be decoded: its last byte differs. */
export function damage(record: Uint8Array): Uint8Array {
  const damaged = Uint8Array.from(record);
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 0xff;
  return damaged;
}

/**
 * Puts Kinesis records on the stream in one request, all with the same partition key.
 *
 * @throws Error if Kinesis does not store all of them.
 */
export async function putKinesisRecords(
  { clients, pipeline, runId }: AcceptanceTarget,
  records: readonly Uint8Array[],
): Promise<StreamPosition[]> {
  const stream = pipeline.streamName;
  const { Records: results = [] } = await clients.kinesis.send(
    new PutRecordsCommand({
      StreamName: stream,
      Records: records.map((data) => ({ Data: data, PartitionKey: `acceptance-${runId}` })),
    }),
  );
  return records.map((_, index) => {
    const { ShardId: shardId, SequenceNumber: sequenceNumber, ErrorCode: code } = results[index] ?? {};
    if (shardId !== undefined && sequenceNumber !== undefined) return { stream, shardId, sequenceNumber };
    throw new Error(
      `Kinesis did not store test record ${index + 1} of ${records.length}: ${code ?? 'no result'}`,
    );
  });
}
