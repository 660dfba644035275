import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as recordCodec from '@headwaters/record-codec';
import { describe, expect, it, jest } from '@jest/globals';
import { namedFence, runTypeScript } from '@headwaters/test-kit/markdown-fences';
import { blockOf, source, splitObject } from './support/blocks.js';
import { kinesisEvent, sequenceNumber } from './support/kinesis-event.js';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

/** Runs a code fence of the README with stand-ins for the modules that it imports. Returns its exports. */
function runFence(name: string, modules: Record<string, unknown> = {}, consoleLike = console) {
  return runTypeScript(namedFence(readme, name), {
    modules: { '@headwaters/record-codec': recordCodec, ...modules },
    globals: { console: consoleLike },
  });
}

describe('the README', () => {
  it('has a consumer that stops at the first failure and reports its Kinesis record', async () => {
    const stored: unknown[] = [];
    const store = (_: string, value: unknown) => {
      if (value === 'bad') throw new Error('refused');
      stored.push(value);
    };
    const error = jest.fn();
    const { handler } = await runFence('consumer', { './store.js': { store } }, { ...console, error });
    const data = recordCodec.encodeBlock(blockOf('"a"\n"b"\n', { recordCount: 2 }));
    const consume = handler as (event: recordCodec.KinesisEvent) => Promise<recordCodec.BatchResponse>;
    const response = await consume(kinesisEvent(data, Buffer.from('"bad"'), data));
    expect(stored).toEqual(['a', 'b']);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(1) }] });
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('has a producer whose blocks concatenate to the object', async () => {
    const sent: recordCodec.KinesisEntry[] = [];
    const putRecords = (request: recordCodec.KinesisEntry[]) => sent.push(...request);
    const { publish } = await runFence('producer', { './put-records.js': { putRecords } });
    const lines = 'a line of text\n'.repeat(100_000);
    const run = publish as (source: recordCodec.BlockSource, object: Iterable<Uint8Array>) => Promise<void>;
    await run(source, [Buffer.from(lines)]);
    const decoded = sent.map(({ data }) => recordCodec.decodeRecord(data));
    const bodies = decoded.map((record) =>
      record.profile === 'block' ? record.block.bytes : new Uint8Array(),
    );
    expect(sent.length).toBeGreaterThan(1);
    expect(Buffer.concat(bodies).toString()).toBe(lines);
  });

  it('has an encoder that packs two records into one aggregate', async () => {
    const log = jest.fn();
    await runFence('aggregates', {}, { ...console, log });
    expect(log).toHaveBeenCalledWith(1, 'customer-7');
  });

  it('has a regrouping that gives the records of one customer one partition key', async () => {
    const { toEntries } = await runFence('regroup', {});
    const lines = ['ann', 'bob', 'ann', 'cy', 'ann'].map((id, n) => `{"customer":{"id":"${id}"},"n":${n}}\n`);
    const run = toEntries as (block: recordCodec.Block) => recordCodec.KinesisEntry[];
    const entries = run(blockOf(lines.join(''), { recordCount: lines.length }));
    const ofAnn = entries
      .filter(({ data }) => textOf(data).includes('ann'))
      .map(({ partitionKey }) => partitionKey);
    expect(ofAnn).toEqual([expect.stringMatching(/^slot-\d+$/)]);
    expect(
      entries
        .map(({ data }) => textOf(data))
        .join('')
        .split('customer'),
    ).toHaveLength(lines.length + 1);
  });

  it('has a function that reads a record sent as a reference', async () => {
    const object = Buffer.alloc(recordCodec.maxBlockRawBytes + 1, 'x');
    const [block = blockOf('')] = splitObject(object);
    const getRange = jest.fn((_: recordCodec.BlockSource, range: string) => {
      const [start = 0, end = 0] = range.slice('bytes='.length).split('-').map(Number);
      return Promise.resolve(object.subarray(start, end + 1));
    });
    const { bytesOf } = await runFence('reference', { './get-range.js': { getRange } });
    const run = bytesOf as (record: recordCodec.EventRecord) => Promise<Uint8Array>;
    const [large, small] = recordCodec.decodeEvent(
      kinesisEvent(recordCodec.encodeBlock(block), Buffer.from('small')),
    );
    if (large === undefined || small === undefined) throw new Error('two records were sent');
    expect(Buffer.from(await run(large)).equals(object)).toBe(true);
    expect(getRange).toHaveBeenCalledWith(source, `bytes=0-${object.length - 1}`);
    expect(Buffer.from(await run(small)).toString()).toBe('small');
  });

  it('has a function that reads the columns of a CSV block, whose header may only be named', async () => {
    const names = Array.from({ length: 9_000 }, (_, index) => `sensor_${index}`);
    const object = Buffer.from(`\ufeff${names.join(';')}\n1;2\n`);
    const [block = blockOf('')] = splitObject(object, { layout: 'csv', header: 'first-row', delimiter: ';' });
    const getRange = jest.fn((_: recordCodec.BlockSource, range: string) => {
      const [start = 0, end = 0] = range.slice('bytes='.length).split('-').map(Number);
      return Promise.resolve(object.subarray(start, end + 1));
    });
    const { columnsOf } = await runFence('csv', { './get-range.js': { getRange } });
    const run = columnsOf as (block: recordCodec.Block) => Promise<string[]>;
    const decoded = recordCodec.decodeRecord(recordCodec.encodeBlock(block));
    expect(decoded.profile === 'block' && (await run(decoded.block))).toEqual(names);
    expect(getRange).toHaveBeenCalledTimes(1);
  });

  it('lists the limits with their exported values', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)` +\| +([\d,]+) \|/gm)];
    const exported = recordCodec as unknown as Record<string, unknown>;
    expect(rows.length).toBe(9);
    for (const [, name = '', value = ''] of rows)
      expect([name, exported[name]]).toEqual([name, Number(value.replaceAll(',', ''))]);
  });

  it('lists every error class with its code', () => {
    const errors = readFileSync(join(__dirname, '../src/errors.ts'), 'utf8');
    const declared = [...errors.matchAll(/name = '(\w+)';\n {2}readonly code = '(\w+)'/g)];
    const rows = [...readme.matchAll(/^\| `(HEADWATERS_\w+)` +\| `(\w+)`/gm)];
    expect(rows.map(([, code, name]) => `${String(name)} ${String(code)}`).sort()).toEqual(
      declared.map(([, name, code]) => `${String(name)} ${String(code)}`).sort(),
    );
    expect(rows.length).toBe(8);
  });
});

function textOf(data: Uint8Array): string {
  const decoded = recordCodec.decodeRecord(data);
  return decoded.profile === 'block' ? Buffer.from(decoded.block.bytes).toString('latin1') : '';
}
