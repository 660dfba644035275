import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { describe, expect, it, jest } from '@jest/globals';
import * as recordCodec from '@headwaters/record-codec';
import { transformSync } from 'esbuild';
import { blockOf } from '../support/blocks.js';
import { kinesisEvent, sequenceNumber } from '../support/kinesis-event.js';
import { source } from '../support/source.js';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

/** Runs one code fence of the README, with the modules it imports. @returns What it exports. */
function runFence(
  name: string,
  modules: Record<string, unknown>,
  consoleLike = console,
): Record<string, unknown> {
  const source = new RegExp(`^\`\`\`ts ${name}\n(.*?)^\`\`\`$`, 'ms').exec(readme)?.[1] ?? '';
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as Record<string, unknown> };
  const load = (path: string) => (path === '@headwaters/record-codec' ? recordCodec : modules[path]);
  const run = compileFunction(code, ['module', 'require', 'console', 'Buffer']) as (
    ...values: unknown[]
  ) => void;
  run(module, load, consoleLike, Buffer);
  return module.exports;
}

describe('the README', () => {
  it('shows a consumer that stops at the first failure and names its record', async () => {
    const stored: unknown[] = [];
    const store = (_: string, value: unknown) => {
      if (value === 'bad') throw new Error('refused');
      stored.push(value);
    };
    const error = jest.fn();
    const { handler } = runFence('consumer', { './store.js': { store } }, { ...console, error });
    const data = recordCodec.encodeBlock(blockOf('"a"\n"b"\n', { recordCount: 2 }));
    const consume = handler as (event: recordCodec.KinesisEvent) => Promise<recordCodec.BatchResponse>;
    const response = await consume(kinesisEvent(data, Buffer.from('"bad"'), data));
    expect(stored).toEqual(['a', 'b']);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: sequenceNumber(1) }] });
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('shows a producer whose blocks are the object', async () => {
    const sent: recordCodec.KinesisEntry[] = [];
    const putRecords = (request: recordCodec.KinesisEntry[]) => sent.push(...request);
    const { publish } = runFence('producer', { './put-records.js': { putRecords } });
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

  it('shows an encoder that puts two records into one aggregate', () => {
    const log = jest.fn();
    runFence('aggregates', {}, { ...console, log });
    expect(log).toHaveBeenCalledWith(1, 'customer-7');
  });
});
