import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import { decodeRecord, maxBlockRawBytes } from '@headwaters/record-codec';
import { startOfObject } from '../../src/event/task.js';
import type { KinesisRecord, PutRecords } from '../../src/lane/put-records.js';
import { Findings } from '../../src/publication/findings.js';
import type { Settings } from '../../src/publication/invocation.js';
import { publishObject } from '../../src/publication/publish-object.js';
import { fakeInvocation, type FakeInvocation } from '../fakes/fake-invocation.js';
import { s3Responding, s3With } from '../fakes/fake-s3.js';
import { bodyResponse, brokenBodyResponse } from '@headwaters/test-kit/fake-s3';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const task = { upload: { source }, start: startOfObject };
const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}\r\n`).join('');

/** A stream that stores everything. */
function recordingStream() {
  const records: KinesisRecord[] = [];
  const requestSizes: number[] = [];
  const putRecords: PutRecords = (sent) => {
    records.push(...sent);
    requestSizes.push(sent.length);
    return Promise.resolve(sent.map(() => 'stored'));
  };
  return { records, requestSizes, putRecords };
}

function publish(invocation: FakeInvocation) {
  return publishObject(task, invocation, () => Promise.resolve());
}

/** Publishes content to a stream that stores everything. */
async function publishContent(content: string | Uint8Array, settings: Partial<Settings> = {}) {
  const { putRecords, ...stream } = recordingStream();
  const s3 = s3With({ 'uploads/notes.txt': content });
  const invocation = fakeInvocation(s3.client, { putRecords, settings });
  const outcome = await publish(invocation);
  return { ...stream, outcome, counts: invocation.run.counts, blocks: stream.records.map(blockOf) };
}

function blockOf({ data }: KinesisRecord) {
  const decoded = decodeRecord(data);
  if (decoded.profile !== 'block') throw new Error('not a block');
  return decoded.block;
}

describe('publishObject', () => {
  it('sends blocks that concatenate to the object, in order, under one partition key', async () => {
    const { records, blocks } = await publishContent(lines);
    expect(blocks.length).toBeGreaterThan(5);
    expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe(lines);
    expect(blocks.map(({ isLast }) => isLast)).toEqual([
      ...Array<boolean>(blocks.length - 1).fill(false),
      true,
    ]);
    expect(blocks[0]?.source).toEqual(source);
    expect(new Set(records.map(({ partitionKey }) => partitionKey)).size).toBe(1);
  });

  it('spread: sends several blocks of an object in one request', async () => {
    const partitioning = { strategy: 'spread' } as const;
    const { requestSizes, blocks, outcome } = await publishContent(lines, { partitioning });
    expect(Math.max(...requestSizes)).toBeGreaterThan(2);
    const inOrder = blocks.sort((a, b) => a.offset - b.offset);
    expect(Buffer.concat(inOrder.map(({ bytes }) => bytes)).toString()).toBe(lines);
    expect(outcome.end.offset).toBe(lines.length);
  });

  it('sends the same bytes when it publishes the object again', async () => {
    const first = await publishContent(lines);
    expect((await publishContent(lines)).records).toEqual(first.records);
  });

  it('gunzips an object of two gzip members without a .gz key', async () => {
    const members = Buffer.concat([gzipSync(lines.slice(0, 5_000)), gzipSync(lines.slice(5_000))]);
    const { blocks, outcome, counts } = await publishContent(members);
    expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe(lines);
    expect(outcome.end.offset).toBe(lines.length);
    expect(counts.bytesRead).toBe(members.length);
  });

  it.each([
    ['csv', 'a,"x\ny"\nb,c\n', 2],
    ['whole', 'a\nb\nc\n', 1],
    ['lines', 'a,"x\ny"\nb,c\n', 3],
  ] as const)('layout %s: reads %j as %i records', async (layout, content, recordCount) => {
    const { blocks } = await publishContent(content, { layout });
    expect(blocks.map((block) => block.recordCount)).toEqual([recordCount]);
  });

  it.each([
    ['first-row', 'id,user\r\n'],
    ['none', ''],
  ] as const)('csvHeader %s: each of 4 blocks repeats %j', async (csvHeader, row) => {
    const table = `id,user\r\n${'7,ann\r\n'.repeat(500)}`;
    const { blocks } = await publishContent(table, { layout: 'csv', csvHeader });
    const headers = blocks.map(({ header }) => Buffer.from(header ?? []).toString());
    expect(headers).toEqual(Array(4).fill(row));
  });

  it('repeats a first row of 14,000 bytes in every block', async () => {
    const row = `${'c'.repeat(14_000)}\n`;
    const { outcome, blocks } = await publishContent(`${row}7\n`, { layout: 'csv', csvHeader: 'first-row' });
    expect(outcome).toMatchObject({ kind: 'complete', end: { offset: row.length + 2 } });
    expect(blocks.map(({ header }) => Buffer.from(header ?? []).toString())).toEqual(blocks.map(() => row));
  });

  it('field: sends the slots of a block in one request and ends after the last record', async () => {
    const events = Array.from({ length: 300 }, (_, index) => `{"user":${index % 7}}\n`).join('');
    const partitioning = { strategy: 'field', field: '/user', slotCount: 5 } as const;
    const { records, requestSizes, outcome, counts } = await publishContent(events, { partitioning });
    expect(new Set(records.map(({ partitionKey }) => partitionKey)).size).toBeGreaterThan(2);
    expect(Math.max(...requestSizes)).toBeGreaterThan(2);
    expect(outcome.end).toMatchObject({ offset: events.length, lineNumber: 301 });
    expect(counts.recordsPublished).toBe(300);
  });

  it('counts bytes read, records stored, entries deferred and requests failed', async () => {
    const { putRecords } = recordingStream();
    let calls = 0;
    const failingTwice: PutRecords = (records, timeoutMillis) => {
      calls += 1;
      if (calls === 1) return Promise.resolve([{ errorCode: 'InternalFailure' }]);
      return calls === 2 ? Promise.reject(new Error('reset')) : putRecords(records, timeoutMillis);
    };
    const invocation = fakeInvocation(s3With({ 'uploads/notes.txt': lines }).client, {
      putRecords: failingTwice,
    });
    await publish(invocation);
    expect(invocation.run.counts).toMatchObject({
      blocksPublished: calls - 2,
      recordsPublished: 1_000,
      bytesRead: lines.length,
      entriesDeferred: 1,
      requestsFailed: 1,
    });
    expect(invocation.ports.logger.warn).toHaveBeenCalledTimes(1);
  });

  it('sends nothing for an empty object', async () => {
    const putRecords = jest.fn<PutRecords>();
    await publish(fakeInvocation(s3With({ 'uploads/notes.txt': '' }).client, { putRecords }));
    expect(putRecords).not.toHaveBeenCalled();
  });

  it('waits for blocks in flight before it throws', async () => {
    const { records, putRecords } = recordingStream();
    const s3 = s3Responding(
      () => brokenBodyResponse(lines, lines.length + 1),
      () => brokenBodyResponse('', lines.length + 1),
    );
    await expect(publish(fakeInvocation(s3.client, { putRecords }))).rejects.toMatchObject({
      code: 'HEADWATERS_OBJECT_READ_FAILED',
    });
    const storedCount = records.length;
    await settled();
    expect(records).toHaveLength(storedCount);
    expect(storedCount).toBeGreaterThan(5);
  });

  it('reads on after its fair share of 1 second until one cell of a slow download is stored', async () => {
    const invocation = slowDownload(lines, 1);
    const outcome = await publish(invocation);
    expect(outcome).toMatchObject({ kind: 'partial', end: { cell: 1 } });
    expect(invocation.run.counts.blocksPublished).toBe(1);
  });

  it('after its fair share, ends at the start of a cell of which only the first block was stored', async () => {
    // The second cell has a block of short lines and a reference to the long line.
    const content = `${'a line\n'.repeat(150)}${'x'.repeat(2 * maxBlockRawBytes)}\nshort\n`;
    const invocation = slowDownload(content, 15);
    const outcome = await publish(invocation);
    expect(outcome).toMatchObject({ kind: 'partial', end: { cell: 1, offset: 1_029 } });
    expect(invocation.run.counts.blocksPublished).toBe(2);
  });

  it('reports a quote that is not closed, although its fair share ends before the object', async () => {
    const content = `a,"${'x\n'.repeat(70_000)}"\n${'b,c\n'.repeat(50_000)}`;
    const invocation = slowDownload(content, 15);
    const csv: Settings = { ...invocation.settings, layout: 'csv' };
    const findings = new Findings();
    const outcome = await publishObject(
      task,
      { ...invocation, settings: csv },
      () => Promise.resolve(),
      findings,
    );
    expect(outcome.kind).toBe('partial');
    findings.warn(invocation.ports.logger, { object: 'notes.txt' });
    expect(invocation.ports.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('The quote at byte 2'),
      expect.objectContaining({ warning: 'HEADWATERS_QUOTE_UNCLOSED', offset: 2, record: 1 }),
    );
  });

  it('stops reading while the stream is stalled, after 4 to 6 MiB', async () => {
    const endless = s3Responding(() => ({ ...bodyResponse(''), Body: Readable.from(incompressibleLines()) }));
    const invocation = fakeInvocation(endless.client, {
      putRecords: () => new Promise(() => undefined),
      settings: { cellBytes: 262_144 },
    });
    void publish(invocation);
    let bytesBefore = -1;
    while (invocation.run.counts.bytesRead > bytesBefore) {
      bytesBefore = invocation.run.counts.bytesRead;
      for (let turn = 0; turn < 10; turn++) await settled();
    }
    expect(bytesBefore).toBeGreaterThan(4 * mebibyte);
    expect(bytesBefore).toBeLessThan(6 * mebibyte);
  });
});

/** An invocation that reads an object in 20 chunks or chunks of 100 bytes, whichever are larger, one per second. */
function slowDownload(content: string, fairShareSeconds: number): FakeInvocation {
  const chunkBytes = Math.max(100, Math.ceil(content.length / 20));
  function* chunks() {
    for (let start = 0; start < content.length; start += chunkBytes) {
      invocation.ports.clock.pass(1_000);
      yield Buffer.from(content.slice(start, start + chunkBytes));
    }
  }
  const s3 = s3Responding(() => ({ ...bodyResponse(content), Body: Readable.from(chunks()) }));
  const invocation: FakeInvocation = fakeInvocation(s3.client, { fairShareSeconds });
  return invocation;
}

const mebibyte = 1_048_576;

const settled = () => new Promise(setImmediate);

function* incompressibleLines() {
  for (;;) yield Buffer.concat([randomBytes(65_535), Buffer.from('\n')]);
}
