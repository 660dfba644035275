import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, jest } from '@jest/globals';
import { parseSourceRecord, sourceRecordKey } from '@headwaters/pipeline-contract';
import { sourceDigest } from '@headwaters/record-codec';
import { s3RecordSource } from '../../src/ledger/record-source.js';

describe('s3RecordSource', () => {
  it('puts the object under its digest', async () => {
    const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
    const puts: PutObjectCommand['input'][] = [];
    const send = ({ input }: PutObjectCommand) => {
      puts.push(input);
      return Promise.resolve({});
    };
    await s3RecordSource({ send }, 'ledger-bucket')(source, { remainingMillis: () => 60_000 });
    expect(puts.map(({ Bucket: bucket, Key: key }) => [bucket, key])).toEqual([
      ['ledger-bucket', sourceRecordKey(sourceDigest(source))],
    ]);
    expect(parseSourceRecord(puts[0]?.Body as string)).toEqual(source);
  });

  it.each([
    [60_000, 10_000],
    [9_999, 9_999],
  ])('with %d ms left, takes at most %d ms', async (remainingMillis, expected) => {
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    const source = { bucket: 'uploads', key: 'notes.txt' };
    const send = () => Promise.resolve({});
    await s3RecordSource({ send }, 'ledger-bucket')(source, { remainingMillis: () => remainingMillis });
    expect(timeout.mock.calls).toEqual([[expected]]);
    timeout.mockRestore();
  });
});
