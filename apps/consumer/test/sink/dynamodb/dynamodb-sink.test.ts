import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamodbSink, type DynamodbSinkOptions } from '../../../src/sink/dynamodb/dynamodb-sink.js';
import type { Delivery } from '../../../src/record/delivery.js';
import { blocksOf } from '../../fakes/blocks-of.js';
import { deliveryOf } from '../../fakes/delivery-of.js';
import { LocalDynamodb } from '../../fakes/local-dynamodb.js';

const source = { bucket: 'uploads', key: 'users.jsonl', versionId: 'v1' };
const { signal } = new AbortController();
const options = {
  format: { format: 'json', delimiter: ',' },
  layout: { mode: 'upsert', key: { field: '/id', type: 'string', attribute: 'pk' }, idAttribute: 'sk' },
} as const satisfies DynamodbSinkOptions;
const append: DynamodbSinkOptions = { ...options, layout: { ...options.layout, mode: 'append' } };

let dynamodb: LocalDynamodb;
let tables = 0;

beforeAll(async () => {
  dynamodb = await LocalDynamodb.start();
});

afterAll(() => dynamodb.stop());

function deliveriesOf(content: string, cellBytes = 1_024, from = source): Delivery[] {
  return blocksOf(from, content, { cellBytes }).map((block, index) => deliveryOf(block, index));
}

/** Returns the items that the deliveries leave in a new table. */
async function write(
  deliveries: readonly Delivery[],
  settings: DynamodbSinkOptions = options,
  sortType?: 'S' | 'N',
) {
  tables += 1;
  const name = `table-${tables}`;
  await dynamodb.createTable(name, settings.layout.mode === 'append' ? 'S' : sortType);
  const sink = dynamodbSink({ client: dynamodb.client, name }, settings);
  for (const delivery of deliveries) await sink.accept(delivery, signal);
  return dynamodb.items(name);
}

/** 40 records of 5 keys, in blocks of a few records each. */
const manyUpdates = Array.from({ length: 40 }, (_, n) => `{"id":"user-${n % 5}","n":${n}}\n`).join('');

describe('dynamodbSink, upsert', () => {
  it('writes one item per key: its newest record, with source, offset and position', async () => {
    const lines = ['{"id":"a","n":1}', '{"id":"b","n":2}', '{"id":"a","n":3}'];
    const items = await write(deliveriesOf(lines.join('\n')));
    expect(items).toMatchObject([
      {
        pk: { S: 'a' },
        n: { N: '3' },
        _source: { S: 's3://uploads/users.jsonl?versionId=v1' },
        _offset: { N: '34' },
      },
      { pk: { S: 'b' }, n: { N: '2' }, _offset: { N: '17' } },
    ]);
  });

  it('leaves the same table for every order of redeliveries', async () => {
    const deliveries = deliveriesOf(manyUpdates, 128);
    expect(deliveries.length).toBeGreaterThan(5);
    const inOrder = await write(deliveries);
    expect(inOrder.map(({ n }) => n)).toEqual(['35', '36', '37', '38', '39'].map((N) => ({ N })));
    expect(await write([...deliveries, ...deliveries])).toEqual(inOrder);
    expect(await write(deliveries.toReversed())).toEqual(inOrder);
    expect(await write([...deliveries.slice(3), ...deliveries.slice(0, 4)])).toEqual(inOrder);
  });

  it.each([
    ['not as strings', '9', '10'],
    [
      'so that a replay from the archive never replaces what came from the stream',
      '9'.repeat(46),
      '4'.repeat(56),
    ],
  ])('orders by sequence number, %s', async (_, older, newer) => {
    const [short, long] = [older, newer].map((sequenceNumber, n) => {
      const [block = Buffer.alloc(0)] = blocksOf({ ...source, key: `${n}` }, `{"id":"a","n":${n}}\n`);
      const delivery = deliveryOf(block);
      const records = () => [...delivery.records()].map((record) => ({ ...record, sequenceNumber }));
      return { ...delivery, sequenceNumber, records };
    });
    for (const deliveries of [
      [short, long],
      [long, short],
    ]) {
      expect(await write(deliveries.filter((delivery) => delivery !== undefined))).toMatchObject([
        { n: { N: '1' } },
      ]);
    }
  });

  it('leaves the same table for the parts of a foreign aggregate that share a sequence number', async () => {
    const parts = ['a', 'b'].map((sibling) => {
      const delivery = deliveryOf(Buffer.from(`{"id":"x","part":"${sibling}"}`));
      const records = () =>
        [...delivery.records()].map((record) => ({ ...record, id: `${record.id}-${sibling}` }));
      return { ...delivery, records };
    });
    expect(await write(parts)).toMatchObject([{ part: { S: 'b' } }]);
    expect(await write(parts.toReversed())).toMatchObject([{ part: { S: 'b' } }]);
    expect(await write(parts, append)).toHaveLength(2);
  });

  it('replaces an item that does not come from a stream', async () => {
    const name = 'foreign-item';
    await dynamodb.createTable(name);
    const put = { PutRequest: { Item: { pk: { S: 'a' }, other: { S: 'x' } } } };
    await dynamodb.client.send(new BatchWriteItemCommand({ RequestItems: { [name]: [put] } }));
    const sink = dynamodbSink({ client: dynamodb.client, name }, options);
    for (const delivery of deliveriesOf('{"id":"a"}')) await sink.accept(delivery, signal);
    expect(await dynamodb.items(name)).toMatchObject([{ id: { S: 'a' } }]);
  });

  it.each(['string', 'number'] as const)(
    'with a version field of type %s, the newest version stays',
    async (type) => {
      const version = { field: '/at', type };
      const settings: DynamodbSinkOptions = { ...options, layout: { ...options.layout, version } };
      const at = type === 'string' ? ['"2"', '"10"', '"2"', '"1"'] : ['9', '10.0', '1e1', '2'];
      const lines = at.map((value, n) => `{"id":"a","at":${value},"n":${n}}\n`).join('');
      const expected = [{ n: { N: '2' } }];
      expect(await write(deliveriesOf(lines), settings)).toMatchObject(expected);
      const oneByOne = deliveriesOf(lines, 1);
      expect(oneByOne).toHaveLength(4);
      expect(await write(oneByOne, settings)).toMatchObject(expected);
      expect(await write(oneByOne.toReversed(), settings)).toMatchObject(expected);
    },
  );

  it('replaces an item whose version has another type: VERSION_TYPE was changed', async () => {
    const name = 'version-type';
    await dynamodb.createTable(name);
    for (const type of ['string', 'number'] as const) {
      const layout = { ...options.layout, version: { field: '/at', type } };
      const sink = dynamodbSink({ client: dynamodb.client, name }, { ...options, layout });
      const at = type === 'string' ? '"2"' : '1';
      for (const delivery of deliveriesOf(`{"id":"a","at":${at}}\n`)) await sink.accept(delivery, signal);
      const stored = await dynamodb.items(name);
      expect(stored).toMatchObject([{ _version: type === 'string' ? { S: '2' } : { N: '1' } }]);
    }
  });

  it('reads a sort key from a field: a number', async () => {
    const layout = { ...options.layout, sort: { field: '/day', type: 'number', attribute: 'sk' } } as const;
    const lines = '{"id":"a","day":2}\n{"id":"a","day":10}\n{"id":"a","day":2.0,"again":true}\n';
    const items = await write(deliveriesOf(lines), { ...options, layout }, 'N');
    expect(items).toMatchObject([{ sk: { N: '10' } }, { sk: { N: '2' }, again: { BOOL: true } }]);
  });

  it('writes CSV rows, with CSV_COLUMNS as attributes', async () => {
    const settings: DynamodbSinkOptions = {
      format: { format: 'csv', delimiter: ';', columns: ['id', 'name'] },
      layout: { ...options.layout, key: { field: 'id', type: 'string', attribute: 'pk' } },
    };
    const items = await write(deliveriesOf('id;name\n1;"x;y"\n2;z\n'), settings);
    expect(items).toMatchObject([
      { pk: { S: '1' }, name: { S: 'x;y' } },
      { pk: { S: '2' }, name: { S: 'z' } },
    ]);
  });

  it('stores all digits of a number of 38 digits', async () => {
    const digits = '12345678901234567890.123456789012345678';
    expect(await write(deliveriesOf(`{"id":"a","n":${digits}}`))).toMatchObject([{ n: { N: digits } }]);
  });
});

describe('dynamodbSink, append', () => {
  it('writes an item per record, sorted by record id, and the same ones when everything is delivered twice', async () => {
    const deliveries = deliveriesOf(manyUpdates, 128);
    const once = await write(deliveries, append);
    expect(once).toHaveLength(40);
    expect(await write([...deliveries.toReversed(), ...deliveries], append)).toEqual(once);
  });

  it('writes batches of at most 25 items, and unprocessed items until none is left', async () => {
    const batches: number[] = [];
    const name = 'unprocessed';
    await dynamodb.createTable(name, 'S');
    const send = async (command: BatchWriteItemCommand, sendOptions: object) => {
      const all = command.input.RequestItems?.[name] ?? [];
      batches.push(all.length);
      const accepted = all.slice(0, Math.ceil(all.length / 2));
      await dynamodb.client.send(
        new BatchWriteItemCommand({ RequestItems: { [name]: accepted } }),
        sendOptions,
      );
      const rest = all.slice(accepted.length);
      return { UnprocessedItems: rest.length === 0 ? {} : { [name]: rest } };
    };
    const client = { send } as unknown as DynamoDBClient;
    const [delivery] = deliveriesOf(manyUpdates, 1_000_000);
    if (delivery !== undefined) await dynamodbSink({ client, name }, append).accept(delivery, signal);
    expect(batches).toEqual([25, 12, 6, 3, 1, 15, 7, 3, 1]);
    expect(await dynamodb.items(name)).toHaveLength(40);
  });

  it('stops waiting for unprocessed items when the time of the invocation is used up', async () => {
    const controller = new AbortController();
    const send = (command: BatchWriteItemCommand) => {
      controller.abort(new Error('out of time'));
      return Promise.resolve({ UnprocessedItems: command.input.RequestItems });
    };
    const client = { send } as unknown as DynamoDBClient;
    const [delivery = deliveryOf(Buffer.from('{}'))] = deliveriesOf(manyUpdates);
    const accepted = dynamodbSink({ client, name: 'any' }, append).accept(delivery, controller.signal);
    await expect(accepted).rejects.toThrow(/out of time|aborted/);
  });
});

describe('dynamodbSink, refusals', () => {
  const big = 'x'.repeat(409_600);

  it('stores the other records, and names the first refused one without its content', async () => {
    const name = 'refusals';
    await dynamodb.createTable(name);
    const sink = dynamodbSink({ client: dynamodb.client, name }, options);
    const [delivery = deliveryOf(Buffer.from('{}'))] = deliveriesOf(
      '{"id":"a"}\n{"secret"\n{"id":""}\n{"id":"b"}\n',
    );
    await expect(sink.accept(delivery, signal)).rejects.toMatchObject({
      code: 'HEADWATERS_SINK_REFUSED',
      message:
        "2 of 4 records can't be stored, the others are; first, the record at uploads/users.jsonl@v1#11 is not JSON at character 9",
    });
    expect((await dynamodb.items(name)).map(({ pk }) => pk?.S)).toEqual(['a', 'b']);
  });

  it.each([
    ['{"n":1}', 'has no value for /id'],
    ['{"id":null}', 'has no value for /id'],
    ['{"id":{"a":1}}', 'has no string for /id'],
    [`{"id":"${'k'.repeat(2_049)}"}`, 'has a value of 2049 bytes for /id; the limit is 2048'],
    ['{"id":"a","_source":"x"}', 'has a member _source, which would be lost'],
    ['{"id":"a","pk":"b"}', 'has a member pk, which would be lost'],
    [`{"id":"a","n":${'1'.repeat(39)}}`, 'has a number of 39 digits'],
    ['{"id":"a","n":1e126}', "has a number outside of DynamoDB's range"],
    ['{"id":"a","n":1e-131}', "has a number outside of DynamoDB's range"],
    [`{"id":"a","n":${'['.repeat(33)}${']'.repeat(33)}}`, 'is nested deeper than the 32 levels'],
    [`{"id":"a","n":"${big}"}`, /makes an item of \d+ bytes; DynamoDB stores up to 409600/],
    ['{"id":"a","":1}', 'has a member with an empty name'],
    ['{"id":"a","b":[{"__proto__":1}]}', 'has a member __proto__'],
    ['{"id":"a","s":"\\ud800"}', 'has a string with a lone surrogate'],
    ['{"id":"a","b":[{"s":"x\\udc00\\ud83d"}]}', 'has a string with a lone surrogate'],
    ['{"id":"a","b":[{"\\ud800":1}]}', 'has a member whose name has a lone surrogate'],
  ])('%.40s: %s', async (line, message) => {
    await expect(write([deliveryOf(Buffer.from(line))])).rejects.toThrow(message);
  });

  it.each([
    `{"id":"${'k'.repeat(2_048)}"}`,
    `{"id":"a","n":${'['.repeat(32)}${']'.repeat(32)}}`,
    '{"id":"a","n":-9.9999999999999999999999999999999999999e125,"m":1e-130,"z":0e999}',
    '{"id":"a","pk":"a","empty":"","none":null}',
    '{"id":"\\ud83d\\ude00","\\ud83d\\ude00":"😀 \\ufffd"}',
  ])('accepts %.40s', async (line) => {
    expect(await write([deliveryOf(Buffer.from(line))])).toHaveLength(1);
  });

  it('accepts an item of 409,600 bytes, and refuses one of 409,601, as dynalite does', async () => {
    const [item] = await write([deliveryOf(Buffer.from('{"id":"a","n":""}'))]);
    // Names and values of pk, id, n and _position.
    const overhead = 2 + 1 + 2 + 1 + 1 + 9 + (item?.['_position']?.S?.length ?? 0);
    const lineOf = (bytes: number) => Buffer.from(`{"id":"a","n":"${'x'.repeat(bytes - overhead)}"}`);
    expect(await write([deliveryOf(lineOf(409_600))])).toHaveLength(1);
    await expect(write([deliveryOf(lineOf(409_601))])).rejects.toThrow('makes an item of 409601 bytes');
  });

  it('refuses a reference: no item has more than 409,600 bytes', async () => {
    const [reference = deliveryOf(Buffer.from('{}'))] = deliveriesOf(`${'y'.repeat(1_200_000)}\n`);
    await expect(write([reference])).rejects.toThrow(
      /1200001 bytes at offset 0 of s3:\/\/uploads\/users.jsonl/,
    );
  });
});
