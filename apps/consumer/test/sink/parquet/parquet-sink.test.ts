import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ParquetColumn } from '@headwaters/pipeline-contract';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { namedFence } from '@headwaters/test-kit/markdown-fences';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DeliveredBlock, Delivery } from '../../../src/record/delivery.js';
import { parquetSink, type ParquetSinkOptions } from '../../../src/sink/parquet/parquet-sink.js';
import { blocksOf, framedBlocksOf } from '../../fakes/blocks-of.js';
import { deliveryOf } from '../../fakes/delivery-of.js';
import { DuckdbFiles } from '../../fakes/duckdb-files.js';

const source = { bucket: 'uploads', key: 'logs/2026/11/29/orders.jsonl', versionId: 'v1' };
const { signal } = new AbortController();
const options: ParquetSinkOptions = {
  bucket: 'lake',
  prefix: 'orders/',
  format: { format: 'json', delimiter: ',' },
  onMismatch: 'refuse',
  hasLine: false,
  partition: { by: 'day' },
};
const columns: readonly ParquetColumn[] = [
  { name: 'id', type: 'string' },
  { name: 'city', type: 'string', field: '/address/city' },
  { name: 'amount', type: 'double' },
  { name: 'at', type: 'timestamp' },
];
const orders = Array.from({ length: 200 }, (_, n) => {
  const at = new Date(1_795_946_400_000 + n).toISOString();
  return `{"id":"${n}","address":{"city":"Köln ${n % 7}"},"amount":${n}.25,"at":"${at}","big":${2n ** 62n + BigInt(n)}}\n`;
}).join('');

let duckdb: DuckdbFiles | undefined;

afterEach(() => {
  duckdb?.close();
  duckdb = undefined;
});

function deliveriesOf(content: string, cellBytes = 2_048): Delivery[] {
  return blocksOf(source, content, { cellBytes }).map((block, index) => deliveryOf(block, index));
}

async function objectsOf(deliveries: readonly Delivery[], settings: Partial<ParquetSinkOptions> = {}) {
  const s3 = new FakeS3();
  const sink = parquetSink(s3.client, { ...options, ...settings });
  for (const delivery of deliveries) await sink.accept(delivery, signal);
  return s3.objectsIn('lake');
}

/** The files of the deliveries in DuckDB, as the views of the docs page. */
async function read(deliveries: readonly Delivery[], settings: Partial<ParquetSinkOptions> = {}) {
  duckdb = await DuckdbFiles.open(await objectsOf(deliveries, settings));
  await duckdb.query(
    `CREATE VIEW rows_of_files AS SELECT * FROM read_parquet('FOLDER/**/*.parquet', union_by_name = true)`,
  );
  await duckdb.query(namedFence(page, 'rows-once'));
  return (sql: string) => duckdb?.query(sql);
}

/** A run of plain records, as it is delivered after its batch was cut differently. */
function runOf(content: string, start: number, end: number): Delivery {
  const [block] = deliveriesOf(content, 1_000_000);
  if (block?.carried === undefined) throw new Error('no block');
  const records = () => [...block.records()].filter(({ offset = 0 }) => offset >= start && offset < end);
  const carried: DeliveredBlock = { ...block.carried, wire: 'plain', offset: start, rawLength: end - start };
  return { ...block, carried, records };
}

const page = readFileSync(new URL('../../../../docs/sinks.md', import.meta.url), 'utf8');

/** The statement of the page, for an object of `size` bytes. */
const hashOfRows = (size: number) => namedFence(page, 'rows-hash').replace('SIZE', String(size));

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

describe('parquetSink, read by DuckDB', () => {
  it('has a row per record, with the types of its columns, _source, _offset, and what no column has in _rest', async () => {
    const query = await read(deliveriesOf(orders), { columns });
    const [first] = (await query('SELECT * FROM rows_of_files ORDER BY _offset LIMIT 1')) ?? [];
    expect(first).toEqual({
      id: '0',
      city: 'Köln 0',
      amount: 0.25,
      at: '2026-11-29 10:00:00',
      _rest: '{"address":{"city":"Köln 0"},"big":4611686018427387904}',
      _source: 's3://uploads/logs/2026/11/29/orders.jsonl?versionId=v1',
      _offset: '0',
      dt: '2026-11-23',
    });
    expect(await query('SELECT count(*) AS n, sum(amount) AS sum FROM rows_of_files')).toEqual([
      { n: '200', sum: 19_950 },
    ]);
  });

  it.each([
    ['LF', orders],
    ['CRLF', orders.replaceAll('\n', '\r\n')],
    ['no terminator at the end, and blank lines', `${orders}\n\r\n{"id":"last"}`],
    ['a byte order mark', `\ufeff${orders}`],
  ])('SHA-256 of the rows in the order of _offset is that of the upload: %s', async (_name, content) => {
    const query = await read(deliveriesOf(content), { hasLine: true });
    expect(await query(hashOfRows(Buffer.byteLength(content)))).toEqual([{ hash: sha256(content) }]);
  });

  it('keeps all rows of a CSV object, with its header row as a row of null', async () => {
    const content = 'id,name\r\n1,"a,b"\r\n2,\r\n';
    const format = { format: 'csv', columns: ['id', 'name'], delimiter: ',' } as const;
    const query = await read(deliveriesOf(content), { format, hasLine: true });
    expect(await query('SELECT id, name, _line FROM rows_of_files ORDER BY _offset')).toEqual([
      { id: null, name: null, _line: 'id,name' },
      { id: '1', name: 'a,b', _line: '1,"a,b"' },
      { id: '2', name: '', _line: '2,' },
    ]);
    expect(await query(hashOfRows(Buffer.byteLength(content)))).toEqual([{ hash: sha256(content) }]);
  });

  it('infers columns from each block: all digits of a number survive', async () => {
    const lines = '{"a":9007199254740993,"b":1.5,"c":{"d":1.0},"e":true,"f":0.12345678901234567890}\n';
    const query = await read(deliveriesOf(`${lines}{"a":1,"g":"x"}\n`));
    expect(await query('SELECT a, b, c, e, f, g FROM rows_of_files ORDER BY _offset')).toEqual([
      { a: '9007199254740993', b: 1.5, c: '{"d":1.0}', e: true, f: '0.12345678901234567890', g: null },
      { a: '1', b: null, c: null, e: null, f: null, g: 'x' },
    ]);
  });

  it('stores a foreign record with its place in the stream', async () => {
    const query = await read([deliveryOf(Buffer.from('{"a":1}'))]);
    const [row] = (await query('SELECT a, _source, _offset FROM rows_of_files')) ?? [];
    expect(row).toMatchObject({
      a: '1',
      _source: expect.stringMatching(/^kinesis:\/\/records\/shardId-0+\/\d+$/),
      _offset: '0',
    });
  });
});

describe('parquetSink, redeliveries', () => {
  it('produces the same files when everything is delivered twice, in any order', async () => {
    const deliveries = deliveriesOf(orders);
    const once = await objectsOf(deliveries);
    expect(once.size).toBe(deliveries.length);
    expect(await objectsOf([...deliveries.toReversed(), ...deliveries])).toEqual(once);
  });

  it('has a file for each part of a regrouped block, with all rows', async () => {
    const deliveries = framedBlocksOf(source, orders, 4_096).map((block, index) => deliveryOf(block, index));
    const query = await read([...deliveries, ...deliveries], { hasLine: true });
    expect(
      await query('SELECT count(*) AS n, count(DISTINCT _offset) AS offsets FROM rows_of_files'),
    ).toEqual([{ n: '200', offsets: '200' }]);
    expect(await query(hashOfRows(Buffer.byteLength(orders)))).toEqual([{ hash: sha256(orders) }]);
  });

  it('runs of plain records that were cut differently overlap; the view of the docs has each row once', async () => {
    const content = '{"n":0}\n{"n":1}\n{"n":2}\n{"n":3}\n';
    const runs = [
      runOf(content, 0, 32),
      runOf(content, 0, 16),
      runOf(content, 16, 32),
      runOf(content, 16, 24),
    ];
    const query = await read(runs);
    expect(await query('SELECT count(*) AS n FROM rows_of_files')).toEqual([{ n: '9' }]);
    expect(await query('SELECT n FROM rows_once ORDER BY _offset')).toEqual(
      ['0', '1', '2', '3'].map((n) => ({ n })),
    );
  });

  it('the view of the docs for DuckDB has each row once with its member _copy', async () => {
    const content = '{"_copy":7}\n{"_copy":1}\n';
    const query = await read([runOf(content, 0, 24), runOf(content, 12, 24)]);
    expect(await query('SELECT _copy FROM rows_once ORDER BY _offset')).toEqual([
      { _copy: '7' },
      { _copy: '1' },
    ]);
  });

  it('the view of the docs for Athena has each row once if columns are declared', async () => {
    const content = '{"id":"a"}\n{"id":"b"}\n';
    const query = await read([runOf(content, 0, 22), runOf(content, 11, 22)], { columns });
    await query('DROP VIEW rows_once');
    await query(namedFence(page, 'rows-once-athena'));
    expect(await query('SELECT id FROM rows_once ORDER BY _offset')).toEqual([{ id: 'a' }, { id: 'b' }]);
  });
});

describe('parquetSink, names', () => {
  const keysOf = async (partition: ParquetSinkOptions['partition'], delivery = deliveriesOf('{"a":1}\n')) => [
    ...(await objectsOf(delivery, { partition })).keys(),
  ];

  it.each([
    [{ by: 'none' }, 'orders/'],
    [{ by: 'day' }, 'orders/dt=2026-11-23/'],
    [{ by: 'hour' }, 'orders/dt=2026-11-23-00/'],
    [{ by: 'day', keyDate: 'logs/YYYY/MM/DD/' }, 'orders/dt=2026-11-29/'],
    [{ by: 'hour', keyDate: 'logs/YYYY/MM/DD/HH' }, 'orders/dt=2026-11-23-00/'],
    [{ by: 'day', keyDate: 'logs/YYYY/DD/MM/' }, 'orders/dt=2026-11-23/'],
  ] as const)('partition %j: %s', async (partition, folder) => {
    const [key = ''] = await keysOf(partition);
    expect(key.slice(0, key.lastIndexOf('/') + 1)).toBe(folder);
  });

  it('is the digest of the source and the offset, and the end of a run of plain records', async () => {
    const digest = /^orders\/[0-9a-f]{32}-/;
    const [block = ''] = await keysOf({ by: 'none' });
    expect(block.replace(digest, '')).toBe('00000000000000000000.parquet');
    const [run = ''] = await keysOf({ by: 'none' }, [runOf('{"n":0}\n{"n":1}\n', 8, 16)]);
    expect(run.replace(digest, '')).toBe('00000000000000000008-00000000000000000016.parquet');
  });

  it('differs for the parts of a foreign aggregate that share a sequence number', async () => {
    const objects = await objectsOf(['{"a":1}', '{"a":2}'].map((text) => deliveryOf(Buffer.from(text))));
    expect(objects.size).toBe(2);
  });

  it('has a lane of its own for each delivery', () => {
    const sink = parquetSink(new FakeS3().client, options);
    const lanes = deliveriesOf(orders).map((delivery) => sink.laneOf?.(delivery));
    expect(new Set(lanes).size).toBe(lanes.length);
  });
});

describe('parquetSink, refusals', () => {
  const content = '{"id":"a","amount":1}\n{"id":"b","amount":"secret"}\n{"id":"c","amount":3}\n';

  it('stores the other records, and names the first refused one without its value', async () => {
    const s3 = new FakeS3();
    const sink = parquetSink(s3.client, { ...options, columns });
    const [delivery = deliveryOf(Buffer.from('{}'))] = deliveriesOf(content);
    await expect(sink.accept(delivery, signal)).rejects.toMatchObject({
      code: 'HEADWATERS_SINK_REFUSED',
      message:
        "1 of 3 records can't be stored, the others are; first, the record at uploads/logs/2026/11/29/orders.jsonl@v1#22 has a " +
        'value that does not fit the column amount of type double',
    });
    duckdb = await DuckdbFiles.open(s3.objectsIn('lake'));
    const ids = await duckdb.query(`SELECT id FROM read_parquet('FOLDER/**/*.parquet') ORDER BY _offset`);
    expect(ids).toEqual([{ id: 'a' }, { id: 'c' }]);
  });

  it('writes null with PARQUET_MISMATCH null', async () => {
    const query = await read(deliveriesOf(content), { columns, onMismatch: 'null' });
    expect(await query('SELECT id, amount FROM rows_of_files ORDER BY _offset')).toEqual([
      { id: 'a', amount: 1 },
      { id: 'b', amount: null },
      { id: 'c', amount: 3 },
    ]);
  });

  it('stores nothing if no record of a delivery can be stored', async () => {
    const s3 = new FakeS3();
    const sink = parquetSink(s3.client, options);
    await expect(sink.accept(deliveryOf(Buffer.from('no JSON')), signal)).rejects.toThrow('is not JSON');
    expect([...s3.objects.keys()]).toEqual([]);
  });

  it.each(['_source', '_offset', '_line', '_rest'])('refuses a record with the member %s', async (name) => {
    await expect(objectsOf([deliveryOf(Buffer.from(`{"${name}":1}`))])).rejects.toThrow(
      `has a member ${name}`,
    );
  });

  it('refuses a lone surrogate, which a file would have as U+FFFD', async () => {
    const delivery = deliveryOf(Buffer.from('{"id":"\\ud800"}'));
    await expect(objectsOf([delivery])).rejects.toThrow('has a string with a lone surrogate');
    const settings = { columns, onMismatch: 'null' } as const;
    await expect(objectsOf([delivery], settings)).rejects.toThrow('has a string with a lone surrogate');
  });

  it('infers no column from a refused record: the other rows keep the columns of the sink', async () => {
    const s3 = new FakeS3();
    const [delivery] = deliveriesOf('{"a":1}\n{"_source":"x","a":2}\n{"a":3}\n');
    if (delivery === undefined) throw new Error('no block');
    await expect(parquetSink(s3.client, options).accept(delivery, signal)).rejects.toThrow('1 of 3 records');
    duckdb = await DuckdbFiles.open(s3.objectsIn('lake'));
    expect(
      await duckdb.query("SELECT a, _source, _offset FROM 'FOLDER/**/*.parquet' ORDER BY _offset"),
    ).toEqual([
      { a: '1', _source: 's3://uploads/logs/2026/11/29/orders.jsonl?versionId=v1', _offset: '0' },
      { a: '3', _source: 's3://uploads/logs/2026/11/29/orders.jsonl?versionId=v1', _offset: '30' },
    ]);
  });

  it('refuses a reference', async () => {
    await expect(objectsOf(deliveriesOf(`${'y'.repeat(1_200_000)}\n`))).rejects.toThrow(
      'is sent as a reference',
    );
  });
});
