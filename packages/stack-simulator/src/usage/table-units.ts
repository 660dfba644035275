import type { Usage } from '@headwaters/bill';

/**
 * Sizes of a unit of an on-demand table. A write that fails its condition uses units, too.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html (read 2026-11-30).
 */
const writeUnitBytes = 1_024;

/** An item in a request: values by attribute name, each with its type. */
type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface TableRequest {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ExpressionAttributeValues?: Item;
  readonly RequestItems?: Readonly<Record<string, readonly TableWrite[]>>;
}

interface TableWrite {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

/**
 * Returns the request units of a call to DynamoDB, as far as the request shows them: an update counts what it writes, not the size of the
 * stored item; a read counts as one consistent read of 4 KB.
 *
 * @param operation - Such as `PutItem`.
 * @param body - The request, as JSON.
 */
export function tableUnits(operation: string, body: string): Usage {
  try {
    return unitsOf(operation, JSON.parse(body) as TableRequest);
  } catch {
    // DynamoDB refuses a request that is malformed.
    return {};
  }
}

function unitsOf(operation: string, request: TableRequest): Usage {
  switch (operation) {
    case 'PutItem':
      return { dynamodbWrites: writeUnits(request.Item) };
    case 'UpdateItem':
      return { dynamodbWrites: writeUnits({ ...request.Key, ...request.ExpressionAttributeValues }) };
    case 'DeleteItem':
      return { dynamodbWrites: 1 };
    case 'BatchWriteItem': {
      const writes = Object.values(request.RequestItems ?? {}).flat();
      return { dynamodbWrites: writes.reduce((sum, write) => sum + writeUnits(write.PutRequest?.Item), 0) };
    }
    case 'GetItem':
    case 'Query':
    case 'Scan':
      return { dynamodbReads: 1 };
    default:
      return {};
  }
}

function writeUnits(item: Item = {}): number {
  return Math.max(1, Math.ceil(itemBytes(item) / writeUnitBytes));
}

/** Names and values in UTF-8. Numbers need less in the table, so this is an upper bound. */
function itemBytes(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(Object.values(value)[0]),
    0,
  );
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 1;
  return Buffer.byteLength(JSON.stringify(value));
}
