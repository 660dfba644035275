import { describe, expect, it } from '@jest/globals';
import { priceUsage } from '@headwaters/bill';
import {
  type ConsumedFile,
  type DemoSummary,
  formatSummary,
  isDelivered,
} from '../../src/demo/demo-summary.js';
import type { UploadedFile } from '../../src/pipeline/upload-file.js';

const content = { key: 'a.txt', versionId: 'v', bytes: 1_000, records: 10, sha256: 'abc' };
const uploaded: UploadedFile = { ...content, file: '/a.txt', bucket: 'source' };
const delivered: ConsumedFile = { ...content, duplicates: 0, missing: [] };

const counts = { invocations: 3, failedInvocations: 1, acknowledged: 20 };

const defects: readonly [string, Partial<ConsumedFile>][] = [
  ['another SHA-256', { sha256: 'abd' }],
  ['a byte less', { bytes: 999 }],
  ['a record more', { records: 11 }],
  ['a duplicate', { duplicates: 1 }],
  ['a missing range', { missing: [{ start: 0, end: 1 }] }],
  ['another SHA-256 in the archive', { archiveSha256: 'abd' }],
];

describe('isDelivered', () => {
  it('accepts the uploaded file, with and without an archive', () => {
    expect(isDelivered(delivered, uploaded)).toBe(true);
    expect(isDelivered({ ...delivered, archiveSha256: 'abc' }, uploaded)).toBe(true);
  });

  it.each(defects)('rejects %s', (_, defect) => {
    expect(isDelivered({ ...delivered, ...defect }, uploaded)).toBe(false);
  });
});

describe('formatSummary', () => {
  const summary = (file: ConsumedFile, deadLettered: number, quarantined = 0): DemoSummary => ({
    ok: deadLettered === 0,
    stack: 'ingest-dev',
    elapsedMillis: 1_234,
    files: [uploaded],
    stream: { name: 'stream', shards: 1, records: 2, bytes: 500, putPayloadUnits: 2 },
    producer: {
      function: 'producer',
      invocations: 1,
      failed: deadLettered,
      peakMemoryBytes: 73_400_320,
      recordsWithoutField: 0,
    },
    consumers: [{ name: 'archive', function: 'f', files: [file], ...counts, deadLettered, quarantined }],
    cost: priceUsage({ s3Writes: 200, lambdaGigabyteSeconds: 45, kinesisPutUnits: 100 }),
  });

  it('prints one line for each file, function and consumer', () => {
    expect(formatSummary(summary({ ...delivered, archiveSha256: 'abc' }, 0))).toBe(
      [
        'ingest-dev: 1 file in 1.2 s',
        '  a.txt: 1,000 bytes, 10 records, SHA-256 abc',
        'stream stream: 2 Kinesis records, 500 bytes, 2 PUT payload units, 1 shard',
        'producer producer: 1 invocation, peak memory 70 MiB',
        'this would have cost $0.0016 on AWS (S3 requests 62 %, Lambda 37 %)',
        'consumer archive:',
        '  a.txt: has every byte, once and unchanged; so has the archive',
        'ok',
        '',
      ].join('\n'),
    );
  });

  it('prints quarantined Kinesis records', () => {
    expect(formatSummary(summary(delivered, 0, 1))).toContain(
      '\nconsumer archive: 1 Kinesis record quarantined\n',
    );
  });

  it('prints missing ranges and dead-lettered Kinesis records', () => {
    const missing = [{ start: 0, end: 1_000 }];
    const nothing = { ...delivered, bytes: 0, records: 0, sha256: 'e3b', missing };
    const text = formatSummary(summary(nothing, 2));
    expect(text).toContain(', 2 uploads failed\n');
    expect(text).toContain('\nconsumer archive: 2 Kinesis records dead-lettered\n');
    expect(text).toContain(
      '  a.txt: NOT DELIVERED: 0 bytes, 0 records, 0 duplicates, missing [{"start":0,"end":1000}], SHA-256 e3b\nFAILED\n',
    );
  });

  it('prints counts of a consumer whose content is not checked, and says so', () => {
    const { consumers, ...rest } = summary(delivered, 0);
    const unchecked = consumers.map((consumer) => ({ ...consumer, files: [] }));
    expect(
      formatSummary({ ...rest, consumers: unchecked })
        .split('\n')
        .slice(-4),
    ).toEqual([
      'consumer archive: 20 Kinesis records processed in 3 invocations, 1 of them failed',
      '  content not checked: the Kinesis records are not in the format of Headwaters',
      'ok',
      '',
    ]);
  });

  it('prints warnings, the reason of a rejection, and what is missing then', () => {
    const { files, ...rest } = summary({ ...delivered, bytes: 0, records: 0 }, 0);
    const flawed = files.map((file) => ({ ...file, warnings: ['no field'], rejection: 'bad gzip' }));
    const producer = { ...rest.producer, recordsWithoutField: 3 };
    const text = formatSummary({ ...rest, producer, files: flawed });
    expect(text).toContain('  a.txt: WARNING: no field\n  a.txt: REJECTED by the producer: bad gzip\n');
    expect(text).toContain(', 3 records without the partition field\n');
    expect(text).toContain('consumer archive:\n  a.txt: NOT DELIVERED: rejected by the producer\n');
  });

  it('prints that records are compared without offsets, and what differs', () => {
    const base = summary(delivered, 0);
    const summed = { records: 2, bytes: 10, sum: 'aa' };
    const withSum = (has: Partial<DemoSummary['consumers'][number]>): DemoSummary => ({
      ...base,
      summed,
      consumers: base.consumers.map((consumer) => ({ ...consumer, files: [], ...has })),
    });
    const without = 'compared without offsets, which wire plain does not send with partition keys of a field';
    expect(formatSummary(withSum({ summed, archiveSummed: summed }))).toContain(
      `  has all 2 records, each once and unchanged, ${without}; so has the archive\n`,
    );
    const other = { records: 1, bytes: 5, sum: 'ab' };
    for (const has of [{ summed: other }, { summed, archiveSummed: other }])
      expect(formatSummary(withSum(has))).toContain(`  NOT DELIVERED: ${has.summed.records} record`);
  });
});
