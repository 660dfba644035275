import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Delivery } from '../../record/delivery.js';
import { fieldReader, type RecordFormat } from '../fields/record-reader.js';
import { RecordRefusals } from '../fields/record-refusals.js';
import { refuseReference } from '../fields/refuse-reference.js';
import type { Sink } from '../sink.js';
import { compareDecimals } from './decimal.js';
import { recordItem, type ItemLayout, type RecordItem } from './record-item.js';
import { appendItems, upsertItems, type Table } from './write-items.js';

/** How the sink reads records and makes items. */
export interface DynamodbSinkOptions {
  readonly format: RecordFormat;
  readonly layout: ItemLayout;
}

/** Makes a client whose attempts end within 10 seconds. */
export function makeDynamodbClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const limits = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };
  return new DynamoDBClient({ ...config, requestHandler: new NodeHttpHandler(limits) });
}

/**
 * Writes each record as an item. `upsert`: one item per key; the record with the newest version, then the newest position in the
 * stream, stays. `append`: one item per record.
 *
 * Idempotent in every order: a conditional write never replaces a newer item, and an appended one has the record's id in its key.
 * So deliveries need no lanes. Needs dynamodb:PutItem (upsert) or dynamodb:BatchWriteItem (append).
 *
 * A record that no item can hold is refused once the others of its delivery are stored.
 */
export function dynamodbSink(table: Table, { format, layout }: DynamodbSinkOptions): Sink {
  const writeItems = layout.mode === 'append' ? appendItems : upsertItems;
  return {
    async accept(delivery, signal) {
      refuseReference(delivery, 'an item of DynamoDB has at most 409,600 bytes');
      const refusals = new RecordRefusals();
      const { items, recordCount } = itemsOf(delivery, { format, layout, refusals });
      await writeItems(table, items, signal);
      refusals.throwIfAny(recordCount);
    },
    laneOf: ({ sequenceNumber }) => sequenceNumber,
  };
}

/** The items of a delivery: of those with the same key, the newest. */
function itemsOf(
  delivery: Delivery,
  { format, layout, refusals }: DynamodbSinkOptions & { readonly refusals: RecordRefusals },
): { items: RecordItem[]; recordCount: number } {
  const read = fieldReader(format, delivery.carried);
  const newest = new Map<string, RecordItem>();
  let index = 0;
  for (const record of delivery.records()) {
    const item = refusals.collect(record, () => {
      const fields = read(record);
      return fields && recordItem(layout, { record, fields, index });
    });
    index += 1;
    if (item === undefined) continue;
    const other = newest.get(item.keyId);
    if (other === undefined || isNewer(item, other)) newest.set(item.keyId, item);
  }
  return { items: [...newest.values()], recordCount: index };
}

function isNewer(item: RecordItem, other: RecordItem): boolean {
  const byVersion = compareVersions(item, other);
  return byVersion === 0 ? item.position > other.position : byVersion > 0;
}

/** As DynamoDB compares: strings by their bytes in UTF-8, numbers by all their digits. */
function compareVersions({ version: a }: RecordItem, { version: b }: RecordItem): number {
  if (a?.S !== undefined && b?.S !== undefined) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  return a?.N !== undefined && b?.N !== undefined ? compareDecimals(a.N, b.N) : 0;
}
