import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sourceRecordObject } from '@headwaters/pipeline-contract';
import { formatPlainKey, sourceDigest } from '@headwaters/record-codec';
import { type Failure, type FailureScope, groupFailures, listFailures } from '@headwaters/recovery';
import { FailurePipeline } from '../support/failure-pipeline.js';
import {
  damagedRecord,
  foreignRecord,
  lineRecord,
  partRecords,
  sourceObject,
} from '../support/kinesis-records.js';

let pipeline: FailurePipeline;

beforeEach(async () => {
  pipeline = await FailurePipeline.start();
});

afterEach(() => pipeline.stop());

async function list(scope: FailureScope = {}, context = pipeline.context): Promise<Failure[]> {
  const failures: Failure[] = [];
  for await (const failure of listFailures(context, scope, pipeline.options().report)) failures.push(failure);
  return failures;
}

async function keys(scope: FailureScope): Promise<string[]> {
  return (await list(scope)).map(({ key }) => key);
}

const upload = { continuation: { upload: { source: sourceObject } } };

describe('listFailures', () => {
  it('describes a dead-lettered batch: cause, count, bytes, ranges, and records that belong to no object', async () => {
    const records = [lineRecord(1), lineRecord(2), lineRecord(5), foreignRecord(6), damagedRecord(7)];
    const key = await pipeline.deadLetter(records);
    const [failure, ...others] = await list();
    expect(others).toEqual([]);
    expect(failure).toMatchObject({
      ...{ key, kind: 'batch', actor: 'first', at: new Date('2026-11-29T10:00:00.000Z') },
      ...{ code: 'RetryAttemptsExhausted', message: 'dead-lettered after 6 invocations' },
      ...{ recordCount: 5, bytes: records.reduce((sum, { data }) => sum + data.length, 0) },
      ...{ foreignCount: 1, unreadableCount: 1 },
      sources: [
        {
          source: sourceObject,
          ranges: [
            { start: 10, end: 30 },
            { start: 50, end: 60 },
          ],
        },
      ],
    });
    const ageSeconds = (Date.now() - Date.parse('2026-11-29T10:00:00.000Z')) / 1_000;
    expect(Math.abs((failure?.ageSeconds ?? 0) - ageSeconds)).toBeLessThan(60);
  });

  it('describes a quarantined record, and a failed upload', async () => {
    const quarantined = await pipeline.quarantine(lineRecord(1));
    const failed = await pipeline.failUpload(upload);
    expect(await list()).toMatchObject([
      { ...{ key: quarantined, kind: 'quarantined', actor: 'first' }, code: 'HEADWATERS_RECORD_REFUSED' },
      {
        ...{
          key: failed,
          kind: 'upload',
          actor: 'producer',
          code: 'RetriesExhausted',
          message: 'out of memory',
        },
        ...{ recordCount: 0, bytes: 0, sources: [{ source: sourceObject, ranges: [] }] },
      },
    ]);
  });

  it('finds the object of a plain record by its digest; without one it is foreign', async () => {
    const partitionKey = formatPlainKey({ sourceDigest: sourceDigest(sourceObject), offset: 20 });
    await pipeline.quarantine({ ...lineRecord(1), partitionKey, data: Buffer.from('plain line\n') });
    expect(await list()).toMatchObject([{ sources: [], foreignCount: 1 }]);
    const { Key: key, Body: body } = sourceRecordObject(sourceDigest(sourceObject), sourceObject);
    await pipeline.put('ledger', key, body);
    expect(await list()).toMatchObject([
      { sources: [{ source: sourceObject, ranges: [{ start: 20, end: 31 }] }], foreignCount: 0 },
    ]);
  });

  it('gives the range of a part of a divided range', async () => {
    const [part] = partRecords('a1\nb1\na2\n');
    if (part !== undefined) await pipeline.quarantine(part);
    expect(await list()).toMatchObject([{ sources: [{ ranges: [{ start: 0, end: 9 }] }] }]);
  });

  it('selects by consumer, time, reason and source', async () => {
    const early = await pipeline.quarantine(lineRecord(1), { at: '2026-11-27T10:00:00.000Z', code: 'EARLY' });
    const batch = await pipeline.deadLetter([lineRecord(2)], { at: '2026-11-28T10:00:00.000Z' });
    const second = await pipeline.deadLetter([lineRecord(2)], { consumer: 'second' });
    const source = { ...sourceObject, key: 'other.txt' };
    const other = await pipeline.quarantine(lineRecord(3, { source }), { at: '2026-11-29T12:00:00.000Z' });
    const failed = await pipeline.failUpload(upload);
    const since = new Date('2026-11-28T10:00:00.000Z');
    expect(await keys({ consumer: 'first' })).toEqual([early, other, batch]);
    expect(await keys({ consumer: 'second' })).toEqual([second]);
    expect(await keys({ consumer: 'producer' })).toEqual([failed]);
    expect(await keys({ consumer: 'first', since })).toEqual([other, batch]);
    expect(await keys({ consumer: 'first', since: new Date(since.getTime() + 1) })).toEqual([other]);
    expect(await keys({ consumer: 'first', until: since })).toEqual([early, batch]);
    expect(await keys({ consumer: 'first', until: new Date(since.getTime() - 1) })).toEqual([early]);
    expect(await keys({ reason: 'ear' })).toEqual([early]);
    expect(await keys({ source: { bucket: 'source', key: 'other.txt' } })).toEqual([other]);
    expect(await keys({ source: { ...source, versionId: 'v2' } })).toEqual([]);
    expect(await keys({ source: sourceObject })).toEqual([early, batch, second, failed]);
  });

  it('reads only objects of the time and the consumer', async () => {
    for (const day of ['26', '27', '28']) {
      const at = `2026-11-${day}T10:00:00.000Z`;
      await pipeline.quarantine(lineRecord(1), { at });
      await pipeline.deadLetter([lineRecord(1)], { at });
      await pipeline.deadLetter([lineRecord(1)], { at, consumer: 'second' });
    }
    let reads = 0;
    const s3 = pipeline.intercepted((name) => void (reads += name === 'GetObjectCommand' ? 1 : 0));
    const day = { since: new Date('2026-11-27T00:00:00.000Z'), until: new Date('2026-11-27T23:59:59.999Z') };
    await list({ consumer: 'first', ...day }, { ...pipeline.context, s3 });
    expect(reads).toBe(2);
  });

  it('lists a record once that was quarantined on several days: the newest, also before keys had days', async () => {
    const at = '2026-11-27T10:00:00.000Z';
    const dated = await pipeline.quarantine(lineRecord(1), { at, code: 'OLD' });
    const text = JSON.stringify(await pipeline.read('failures', dated));
    await pipeline.put('failures', dated.replace('at=2026-11-27/', ''), text);
    const newest = await pipeline.quarantine(lineRecord(1), { at: '2026-11-28T10:00:00.000Z' });
    expect(await keys({})).toEqual([newest]);
  });

  it('lists failures of mappings, consumers and functions that are not there any longer', async () => {
    const replaced = await pipeline.deadLetter([lineRecord(1)], { mapping: 'replaced' });
    const removed = await pipeline.quarantine(lineRecord(1), { consumer: 'removed' });
    await pipeline.deadLetter([lineRecord(1)], { mapping: 'removed-mapping', consumer: 'removed' });
    expect(await keys({ consumer: 'first' })).toEqual([replaced]);
    expect((await list()).map(({ actor }) => actor).sort()).toEqual(['first', 'removed', 'removed-function']);
    expect(await keys({ consumer: 'removed' })).toEqual([removed]);
  });

  it('reports what it can not read as a failure, and lists the rest', async () => {
    const [good, text] = [await pipeline.deadLetter([lineRecord(1)]), 'not JSON, maybe payload'];
    await pipeline.put('failures', good.replace('uuid-1', 'uuid-0'), text);
    expect(await keys({})).toEqual([good]);
    expect(pipeline.findings).toEqual([
      `s3://failures/${good.replace('uuid-1', 'uuid-0')}: HEADWATERS_FAILURE_UNREADABLE`,
    ]);
    expect(JSON.stringify(pipeline.reports)).not.toContain('payload');
    await pipeline.quarantine(lineRecord(1), { at: '2026-11-29T10:00:00.000Z' });
    const [stored = ''] = await keys({ reason: 'refused' });
    const text2 = JSON.stringify({
      ...((await pipeline.read('failures', stored)) as object),
      at: 'yesterday',
    });
    await pipeline.put('failures', stored, text2);
    expect(await keys({})).toEqual([good]);
  });
});

describe('groupFailures', () => {
  it('groups by consumer, kind and code, with counts, bytes, files, oldest and newest', async () => {
    const at = (day: number) => ({ at: `2026-11-${day}T10:00:00.000Z` });
    const oldest = await pipeline.deadLetter([lineRecord(1), lineRecord(2)], at(26));
    const newest = await pipeline.deadLetter([lineRecord(3), foreignRecord(4)], at(28));
    await pipeline.deadLetter([lineRecord(3)], { ...at(27), condition: 'RecordAgeExceeded' });
    await pipeline.failUpload(upload);
    const groups = await groupFailures(listFailures(pipeline.context, {}, pipeline.options().report));
    const bytes = [lineRecord(1), lineRecord(2), lineRecord(3), foreignRecord(4)];
    expect(groups).toMatchObject([
      {
        ...{ actor: 'first', kind: 'batch', code: 'RetryAttemptsExhausted', failureCount: 2, recordCount: 4 },
        ...{ fileCount: 1, foreignCount: 1, bytes: bytes.reduce((sum, { data }) => sum + data.length, 0) },
        ...{ oldest: { key: oldest }, newest: { key: newest } },
      },
      { kind: 'batch', code: 'RecordAgeExceeded', failureCount: 1 },
      { actor: 'producer', kind: 'upload', failureCount: 1, recordCount: 0, fileCount: 1 },
    ]);
  });
});
