import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { dynamodbLimits } from './limits.js';
import { sinkAttributes, type RecordItem } from './record-item.js';

/** A table that items are written to. */
export interface Table {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly name: string;
}

/** Number of conditional writes of one delivery that are in flight. */
const maxConditionalWrites = 8;

/**
 * Writes items with different keys, each if the table has none with its key, or an older one. So every order of deliveries
 * leaves the same items. A conditional write per item: BatchWriteItem takes no conditions.
 */
export async function upsertItems(
  table: Table,
  items: readonly RecordItem[],
  signal: AbortSignal,
): Promise<void> {
  const queue = items.values();
  const write = async () => {
    for (const item of queue) {
      signal.throwIfAborted();
      await putIfNewer(table, item, signal);
    }
  };
  await Promise.all(Array.from({ length: maxConditionalWrites }, write));
}

async function putIfNewer(
  { client, name }: Table,
  item: RecordItem,
  abortSignal: AbortSignal,
): Promise<void> {
  const command = new PutItemCommand({ TableName: name, Item: item.attributes, ...newerThanStored(item) });
  try {
    await client.send(command, { abortSignal });
  } catch (error) {
    // The table has this record already, or a newer one.
    if (!isConditionFailed(error)) throw error;
  }
}

function isConditionFailed(error: unknown): boolean {
  return error instanceof ConditionalCheckFailedException;
}

/**
 * True for an item without a position too: it does not come from a stream. And for one whose version has another type: VERSION_TYPE was
 * changed since, and DynamoDB compares no string with a number.
 */
function newerThanStored({ position, version }: RecordItem) {
  const byPosition = {
    ConditionExpression: 'attribute_not_exists(#position) OR #position < :position',
    ExpressionAttributeNames: { '#position': sinkAttributes.position },
    ExpressionAttributeValues: { ':position': { S: position } satisfies AttributeValue },
  };
  if (version === undefined) return byPosition;
  return {
    ConditionExpression:
      'attribute_not_exists(#version) OR NOT attribute_type(#version, :type) OR #version < :version ' +
      'OR (#version = :version AND #position < :position)',
    ExpressionAttributeNames: { ...byPosition.ExpressionAttributeNames, '#version': sinkAttributes.version },
    ExpressionAttributeValues: {
      ...byPosition.ExpressionAttributeValues,
      ':version': version,
      ':type': { S: version.N === undefined ? 'S' : 'N' } satisfies AttributeValue,
    },
  };
}

/** Bounds of the wait before unprocessed items are written again, in milliseconds. */
const firstWaitMillis = 50;
const maxWaitMillis = 5_000;

/**
 * Writes items with different keys in batches, until none is unprocessed. A repeated write has no effect, because the key
 * contains the id of the record.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export async function appendItems(
  table: Table,
  items: readonly RecordItem[],
  signal: AbortSignal,
): Promise<void> {
  const { maxBatchEntries } = dynamodbLimits;
  for (let start = 0; start < items.length; start += maxBatchEntries) {
    // 25 items of at most 400 KB are within 16 MB.
    const batch = items.slice(start, start + maxBatchEntries);
    await writeBatch(
      table,
      batch.map(({ attributes }) => ({ PutRequest: { Item: attributes } })),
      signal,
    );
  }
}

async function writeBatch(
  { client, name }: Table,
  batch: WriteRequest[],
  signal: AbortSignal,
): Promise<void> {
  let pending = batch;
  for (
    let waitMillis = firstWaitMillis;
    pending.length > 0;
    waitMillis = Math.min(waitMillis * 2, maxWaitMillis)
  ) {
    signal.throwIfAborted();
    const command = new BatchWriteItemCommand({ RequestItems: { [name]: pending } });
    const { UnprocessedItems } = await client.send(command, { abortSignal: signal });
    pending = Object.values(UnprocessedItems ?? {}).flat();
    // Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    if (pending.length > 0) await sleep(Math.random() * waitMillis, undefined, { signal });
  }
}
