import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
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
    await s3RecordSource({ send }, 'ledger-bucket')(source);
    expect(puts.map(({ Bucket: bucket, Key: key }) => [bucket, key])).toEqual([
      ['ledger-bucket', sourceRecordKey(sourceDigest(source))],
    ]);
    expect(parseSourceRecord(puts[0]?.Body as string)).toEqual(source);
  });
});
