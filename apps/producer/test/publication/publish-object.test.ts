import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { decodeRecord } from '@headwaters/record-codec';
import { describe, expect, it, jest } from '@jest/globals';
import { startOfObject } from '../../src/event/task.js';
import type { PutRecords, StreamRecord } from '../../src/lane/put-records.js';
import { publishObject } from '../../src/publication/publish-object.js';
import { fakePublication } from '../fakes/fake-publication.js';
import { bodyOf, brokenBody, fakeS3, s3Holding } from '../fakes/fake-s3.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const task = { upload: { source }, start: startOfObject };
const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}\r\n`).join('');

function recordingStream() {
  const records: StreamRecord[] = [];
  const putRecords: PutRecords = (sent) => {
    records.push(...sent);
    return Promise.resolve(sent.map(() => 'stored'));
  };
  return { records, putRecords };
}

function blockOf({ data }: StreamRecord) {
  const decoded = decodeRecord(data);
  if (decoded.profile !== 'block') throw new Error('not a block');
  return decoded.block;
}

describe('publishObject', () => {
  it('sends blocks that are the object when put together, in order, under one partition key', async () => {
    const { records, putRecords } = recordingStream();
    await publishObject(task, fakePublication(s3Holding({ 'uploads/notes.txt': lines }).s3, putRecords));
    const blocks = records.map(blockOf);
    expect(blocks.length).toBeGreaterThan(5);
    expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe(lines);
    expect(blocks.map(({ isLast }) => isLast)).toEqual([
      ...Array<boolean>(blocks.length - 1).fill(false),
      true,
    ]);
    expect(blocks[0]?.source).toEqual(source);
    expect(new Set(records.map(({ partitionKey }) => partitionKey)).size).toBe(1);
  });

  it('spread: sends many blocks of an object in one request, and the object is whole', async () => {
    const { records, putRecords } = recordingStream();
    const requests: number[] = [];
    const counting: PutRecords = (sent, timeoutMillis) => {
      requests.push(sent.length);
      return putRecords(sent, timeoutMillis);
    };
    const publication = fakePublication(s3Holding({ 'uploads/notes.txt': lines }).s3, counting);
    const { end } = await publishObject(task, { ...publication, partitioning: { strategy: 'spread' } });
    expect(Math.max(...requests)).toBeGreaterThan(2);
    const blocks = records.map(blockOf).sort((a, b) => a.offset - b.offset);
    expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe(lines);
    expect(end.offset).toBe(lines.length);
  });

  it('sends the same bytes when it publishes the object again', async () => {
    const [first, second] = [recordingStream(), recordingStream()];
    for (const { putRecords } of [first, second]) {
      await publishObject(task, fakePublication(s3Holding({ 'uploads/notes.txt': lines }).s3, putRecords));
    }
    expect(second.records).toEqual(first.records);
  });

  it('unpacks gzip, whatever its name, of one member or more', async () => {
    const { records, putRecords } = recordingStream();
    const members = Buffer.concat([gzipSync(lines.slice(0, 5_000)), gzipSync(lines.slice(5_000))]);
    const publication = fakePublication(s3Holding({ 'uploads/notes.txt': members }).s3, putRecords);
    const { end } = await publishObject(task, publication);
    expect(Buffer.concat(records.map((record) => blockOf(record).bytes)).toString()).toBe(lines);
    expect(end.offset).toBe(lines.length);
    expect(publication.tally.bytesRead).toBe(members.length);
  });

  it.each([
    ['csv', 'a,"x\ny"\nb,c\n', 2],
    ['whole', 'a\nb\nc\n', 1],
    ['lines', 'a,"x\ny"\nb,c\n', 3],
  ] as const)('cuts %s: %j is %i records', async (layout, content, recordCount) => {
    const { records, putRecords } = recordingStream();
    const publication = fakePublication(s3Holding({ 'uploads/notes.txt': content }).s3, putRecords);
    await publishObject(task, { ...publication, layout });
    expect(records.map((record) => blockOf(record).recordCount)).toEqual([recordCount]);
  });

  it('repeats the first row of CSV in every block, and none unless asked to', async () => {
    const table = `id,user\r\n${'7,ann\r\n'.repeat(500)}`;
    for (const [csvHeader, row] of [
      ['first-row', 'id,user\r\n'],
      ['none', ''],
    ] as const) {
      const { records, putRecords } = recordingStream();
      const publication = fakePublication(s3Holding({ 'uploads/notes.txt': table }).s3, putRecords);
      await publishObject(task, { ...publication, layout: 'csv', csvHeader });
      const headers = records.map((record) => Buffer.from(blockOf(record).header ?? []).toString());
      expect(headers).toEqual(Array(4).fill(row));
    }
  });

  it('rejects CSV with a first row that is too long to repeat', async () => {
    const table = `${'c'.repeat(8_000)}\n7\n`;
    const { s3 } = s3Holding({ 'uploads/notes.txt': table });
    const publication = fakePublication(s3, recordingStream().putRecords);
    const csv = { layout: 'csv', csvHeader: 'first-row' } as const;
    expect(await publishObject(task, { ...publication, ...csv })).toMatchObject({
      kind: 'rejected',
      end: { offset: 0 },
      error: { code: 'HEADWATERS_LIMIT_EXCEEDED' },
    });
  });

  it('field: sends the slots of a block in one request, and the end is known when all are stored', async () => {
    const events = Array.from({ length: 300 }, (_, index) => `{"user":${index % 7}}\n`).join('');
    const { records, putRecords } = recordingStream();
    const requests: number[] = [];
    const counting: PutRecords = (sent, timeoutMillis) => {
      requests.push(sent.length);
      return putRecords(sent, timeoutMillis);
    };
    const publication = fakePublication(s3Holding({ 'uploads/notes.txt': events }).s3, counting);
    const partitioning = { strategy: 'field', field: '/user', slotCount: 5 } as const;
    const { end } = await publishObject(task, { ...publication, partitioning });
    expect(new Set(records.map(({ partitionKey }) => partitionKey)).size).toBeGreaterThan(2);
    expect(Math.max(...requests)).toBeGreaterThan(2);
    expect(end).toMatchObject({ offset: events.length, lineNumber: 301 });
    expect(publication.tally.recordsPublished).toBe(300);
  });

  it('counts what was read, what was stored and what was put off', async () => {
    const { putRecords } = recordingStream();
    let calls = 0;
    const moody: PutRecords = (records, timeoutMillis) => {
      calls += 1;
      if (calls === 1) return Promise.resolve([{ errorCode: 'InternalFailure' }]);
      return calls === 2 ? Promise.reject(new Error('reset')) : putRecords(records, timeoutMillis);
    };
    const publication = fakePublication(s3Holding({ 'uploads/notes.txt': lines }).s3, moody);
    await publishObject(task, publication);
    expect(publication.tally).toMatchObject({
      recordsPublished: 1_000,
      bytesRead: lines.length,
      entriesDeferred: 1,
      requestsFailed: 1,
    });
    expect(publication.tally.blocksPublished).toBe(calls - 2);
    expect(publication.logger.warn).toHaveBeenCalledTimes(1);
  });

  it('publishes no record for an empty object', async () => {
    const putRecords = jest.fn<PutRecords>();
    await publishObject(task, fakePublication(s3Holding({ 'uploads/notes.txt': '' }).s3, putRecords));
    expect(putRecords).not.toHaveBeenCalled();
  });

  it('lets what is under way land before it fails', async () => {
    const { records, putRecords } = recordingStream();
    const { s3 } = fakeS3((_, call) => brokenBody(Buffer.from(call === 1 ? lines : ''), lines.length + 1));
    await expect(publishObject(task, fakePublication(s3, putRecords))).rejects.toMatchObject({
      code: 'HEADWATERS_OBJECT_READ_FAILED',
    });
    const landed = records.length;
    await settled();
    expect(records).toHaveLength(landed);
    expect(landed).toBeGreaterThan(5);
  });

  it('stops reading while the stream is stalled, with no more than 5 MiB of blocks in memory', async () => {
    const endless = fakeS3(() => ({ ...bodyOf([]), Body: Readable.from(incompressibleLines()) as never }));
    const publication = {
      ...fakePublication(endless.s3, () => new Promise(() => undefined)),
      cellBytes: 262_144,
    };
    void publishObject(task, publication);
    let bytesBefore = -1;
    while (publication.tally.bytesRead > bytesBefore) {
      bytesBefore = publication.tally.bytesRead;
      for (let turn = 0; turn < 10; turn++) await settled();
    }
    expect(bytesBefore).toBeGreaterThan(4 * mebibyte);
    expect(bytesBefore).toBeLessThan(6 * mebibyte);
  });
});

const mebibyte = 1_048_576;

const settled = () => new Promise(setImmediate);

function* incompressibleLines() {
  for (;;) yield Buffer.concat([randomBytes(65_535), Buffer.from('\n')]);
}
