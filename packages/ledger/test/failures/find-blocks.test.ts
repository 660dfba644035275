import { collectFailures } from '@headwaters/ledger';
import { mergeRanges, quarantineObject } from '@headwaters/pipeline-contract';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import { failedBatchText } from '../support/failed-batch-text.js';
import { wireRecords, wires } from '../support/wire-records.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const text = 'one\r\ntwo\n\nlast';
const uploadedAt = new Date(0);
const batchPath = 'failures/aws/lambda/mapping/shardId-000000000001/2026/11/23/2026-11-23T10.00.00-1';

function collect(objects: Record<string, string>, of: Partial<typeof source> = source) {
  const versionId = 'versionId' in of ? of.versionId : undefined;
  const found = { bucket: source.bucket, key: source.key, ...(versionId !== undefined && { versionId }) };
  return collectFailures(new FakeS3({ objects }).client, 'failures', { source: found, uploadedAt });
}

describe('collectFailures, of any wire', () => {
  it.each(wires)('%s: finds the range of this version in a dead-lettered batch', async (wire) => {
    for (const terminator of ['keep', 'remove'] as const) {
      const records = [
        ...wireRecords(wire, source, text, { terminator }),
        ...wireRecords(wire, { ...source, versionId: 'v2' }, `${text} of another version`, { terminator }),
      ];
      const { deadLetters, unreadable } = await collect({
        [batchPath]: failedBatchText(records),
      });
      expect(mergeRanges(deadLetters.flatMap(({ ranges }) => ranges))).toEqual([{ start: 0, end: 14 }]);
      expect(unreadable).toEqual([]);
    }
  });

  it('kpl: finds parts of a divided range', async () => {
    const [, second] = wireRecords('kpl', source, 'a1\nb1\na2\n', { divided: true });
    const records = second === undefined ? [] : [second];
    const { deadLetters } = await collect({ [batchPath]: failedBatchText(records) });
    expect(deadLetters).toMatchObject([
      { ranges: [], divided: [{ offset: 0, endOffset: 9, count: 2, indexes: [1] }] },
    ]);
  });

  it('plain: finds a record that was quarantined without being decoded, by its partition key', async () => {
    const [, second] = wireRecords('plain', source, text);
    const { Key, Body } = quarantineObject({
      quarantineVersion: 1,
      consumer: 'audit',
      at: '2026-11-23T10:00:00.000Z',
      reason: { kind: 'killed', code: 'HEADWATERS_RECORD_KILLED', message: 'killed' },
      stream: 'records',
      shardId: 'shardId-000000000000',
      sequenceNumber: '1',
      partitionKey: second?.partitionKey ?? '',
      arrivedAt: '2026-11-23T10:00:00.000Z',
      data: Buffer.from(second?.data ?? []).toString('base64'),
    });
    const { quarantined } = await collect({ [`failures/${Key}`]: Body });
    expect(quarantined).toMatchObject([{ consumer: 'audit', ranges: [{ start: 5, end: 9 }] }]);
  });

  it.each([undefined, 'null'])(
    'plain: finds records of a bucket without versioning, traced with version %s',
    async (versionId) => {
      const { bucket, key } = source;
      const records = wireRecords('plain', { bucket, key }, text);
      const of = versionId === undefined ? {} : { versionId };
      const { deadLetters } = await collect({ [batchPath]: failedBatchText(records) }, of);
      expect(mergeRanges(deadLetters.flatMap(({ ranges }) => ranges))).toEqual([{ start: 0, end: 14 }]);
    },
  );
});
