import { createHash } from 'node:crypto';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { dynamodbSink } from '../../src/sink/dynamodb/dynamodb-sink.js';
import { parquetSink } from '../../src/sink/parquet/parquet-sink.js';
import type { Sink } from '../../src/sink/sink.js';
import { DuckdbFiles } from '../fakes/duckdb-files.js';
import { enoughMillis, fakeConsumer } from '../fakes/fake-consumer.js';
import { LocalDynamodb } from '../fakes/local-dynamodb.js';
import { eventOf, sentRecords, wires } from '../fakes/wire-entries.js';

const source = { bucket: 'uploads', key: 'users.jsonl', versionId: 'v1' };
const upload = Array.from({ length: 60 }, (_, n) => `{"id":"user-${n % 7}","n":${n}}\n`).join('');
const json = { format: 'json', delimiter: ',' } as const;

/** Batches of a stream of this many Kinesis records, by their first and the one after their last; some are delivered again. */
const deliveries = {
  'in one batch': (count: number) => [[0, count]],
  'one by one': (count: number) => Array.from({ length: count }, (_, n) => [n, n + 1]),
  'again from the start, in other batches': (count: number) => [
    [0, count],
    [0, Math.ceil(count / 2)],
    [Math.ceil(count / 2), count],
  ],
  'the last first, then bisected': (count: number) => [
    [Math.floor(count / 3), count],
    [0, Math.ceil(count / 2)],
    [Math.ceil(count / 4), Math.ceil(count / 2)],
  ],
};

/** Passes the batches of the upload to a sink. */
async function deliver(
  sink: Sink,
  wire: (typeof wires)[number],
  order: keyof typeof deliveries,
): Promise<void> {
  const sent = sentRecords(wire, source, upload, { cellBytes: 256 });
  expect(sent.length).toBeGreaterThan(4);
  const consumer = { ...fakeConsumer({ findSource: () => Promise.resolve(source) }), sink };
  for (const [start = 0, end = 0] of deliveries[order](sent.length)) {
    const event = eventOf(sent.slice(start, end), start);
    expect(await consumeBatch(event, consumer, enoughMillis)).toEqual({ batchItemFailures: [] });
  }
}

const cases = wires.flatMap((wire) =>
  (Object.keys(deliveries) as (keyof typeof deliveries)[]).map((order) => [wire, order] as const),
);

describe('dynamodbSink', () => {
  let dynamodb: LocalDynamodb;
  beforeAll(async () => {
    dynamodb = await LocalDynamodb.start();
  });
  afterAll(() => dynamodb.stop());

  it.each(cases)('wire %s, %s: the newest record of each key stays', async (wire, order) => {
    const name = `${wire}-${order.replaceAll(/\W/g, '-')}`;
    await dynamodb.createTable(name);
    const layout = {
      mode: 'upsert',
      key: { field: '/id', type: 'string', attribute: 'pk' },
      idAttribute: 'sk',
    } as const;
    await deliver(dynamodbSink({ client: dynamodb.client, name }, { format: json, layout }), wire, order);
    const items = await dynamodb.items(name);
    expect(items.map(({ pk, n }) => [pk?.S, n?.N])).toEqual(
      ['56', '57', '58', '59', '53', '54', '55'].map((n, id) => [`user-${id}`, n]),
    );
  });
});

describe('parquetSink', () => {
  it.each(cases)('wire %s, %s: each row once, and their lines are the upload', async (wire, order) => {
    const s3 = new FakeS3();
    const sink = parquetSink(s3.client, {
      ...{ bucket: 'lake', prefix: '', format: json, onMismatch: 'refuse', hasLine: true },
      partition: { by: 'day' },
    });
    await deliver(sink, wire, order);
    const duckdb = await DuckdbFiles.open(s3.objectsIn('lake'));
    try {
      const sql = `SELECT sha256(string_agg(_line || chr(10), '' ORDER BY _offset)) AS hash FROM
        (SELECT DISTINCT ON (_source, _offset) * FROM read_parquet('FOLDER/**/*.parquet', union_by_name = true))`;
      expect(await duckdb.query(sql)).toEqual([{ hash: createHash('sha256').update(upload).digest('hex') }]);
      // A block and an aggregate are replaced, a run may overlap another.
      const rows = await duckdb.query(
        `SELECT count(*)::INTEGER AS n FROM read_parquet('FOLDER/**/*.parquet', union_by_name = true)`,
      );
      if (wire !== 'plain') expect(rows).toEqual([{ n: 60 }]);
    } finally {
      duckdb.close();
    }
  });
});
