import { createHash } from 'node:crypto';
import {
  type Block,
  BlockSplitter,
  encodeBlock,
  kplEntries,
  plainEntries,
  regroupBlock,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { Deliveries } from '../../src/pipeline/deliveries.js';

const source = { bucket: 'uploads', key: 'a.txt', versionId: '1' };
const text = Array.from({ length: 300 }, (_, index) => `line ${index}\r\n`).join('') + 'no end';
const sha256 = createHash('sha256').update(text).digest('hex');

function split(): Block[] {
  const splitter = new BlockSplitter({ source, cellBytes: 1_024 });
  return [...splitter.push(Buffer.from(text)), ...splitter.end()];
}

const noReference = { readReference: () => Promise.reject(new Error('no reference')) };
const lastDigit = (record: Uint8Array) => String(record.at(-1));
const parts = (block: Block) => regroupBlock(block, { keyOf: lastDigit, slotCount: 4 });
const plain = (terminator: 'keep' | 'remove') =>
  split().flatMap((block) => [...plainEntries(block, { blockKey: 'k', lanes: 'own', terminator })]);
const kpl = (terminator: 'keep' | 'remove') =>
  split().flatMap((block) => [...kplEntries([block], { partitionKeyOf: () => 'k', terminator })]);
const blocks = (divide: (block: Block) => Block[]) =>
  split()
    .flatMap(divide)
    .map((block) => ({ partitionKey: 'k', data: encodeBlock(block, { compression: 'gzip' }) }));

describe('Deliveries', () => {
  it.each([
    ['blocks', blocks((block) => [block])],
    ['blocks in parts', blocks(parts)],
    ['KPL aggregates', kpl('keep')],
    ['KPL aggregates without line ends', kpl('remove')],
    [
      'KPL aggregates in parts',
      split().flatMap((block) => [...kplEntries(parts(block), { partitionKeyOf: () => 'k' })]),
    ],
    ['plain records', plain('keep')],
    ['plain records without line ends', plain('remove')],
  ])('reassemble a file from %s, in reverse order, and count what comes twice', async (_, entries) => {
    const deliveries = new Deliveries(noReference);
    for (const entry of [...entries].reverse()) deliveries.add('one', entry);
    await deliveries.whenSettled();
    const reassembly = deliveries.reassemblyOf('one', source);
    expect(reassembly).toMatchObject({ bytes: text.length, records: 301, duplicates: 0 });
    expect(reassembly.sha256()).toBe(sha256);
    for (const entry of entries) deliveries.add('one', entry);
    await deliveries.whenSettled();
    expect(reassembly).toMatchObject({ bytes: text.length, records: 301, duplicates: 301 });
    expect(deliveries.hasRanges('another')).toBe(false);
  });

  it('sum plain records that have the value of a field as their partition key', async () => {
    const deliveries = new Deliveries({ ...noReference, isWithoutOffsets: () => true });
    const options = { blockKey: 'k', lanes: lastDigit, terminator: 'remove' } as const;
    for (const block of split())
      for (const entry of plainEntries(block, options)) deliveries.add('one', entry);
    await deliveries.whenSettled();
    expect(deliveries.hasRanges('one')).toBe(false);
    expect(deliveries.sumOf('one')).toMatchObject({
      records: 301,
      bytes: text.replaceAll('\r\n', '').length,
    });
    const sent = new Deliveries(noReference);
    for (const line of text.split('\r\n'))
      sent.add('one', { data: Buffer.from(line), partitionKey: 'foreign' });
    await sent.whenSettled();
    expect(deliveries.sumOf('one').digest()).toBe(sent.sumOf('one').digest());
  });

  it('reject when a Kinesis record cannot be decoded', async () => {
    const deliveries = new Deliveries(noReference);
    const [first] = blocks((block) => [block]);
    deliveries.add('one', { partitionKey: 'k', data: Buffer.from(first?.data ?? []).subarray(0, -1) });
    await expect(deliveries.whenSettled()).rejects.toThrow(/damaged/);
  });
});
