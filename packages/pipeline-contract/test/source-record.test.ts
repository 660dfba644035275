import { describe, expect, it } from '@jest/globals';
import { parseSourceRecord, sourceRecordKey, sourceRecordObject } from '@headwaters/pipeline-contract';

const digest = '0123456789abcdef0123456789abcdef';

describe('sourceRecordObject', () => {
  it.each([
    { bucket: 'uploads', key: 'day/"1".csv', versionId: 'v1' },
    { bucket: 'uploads', key: 'ä\n.csv' },
  ])('is read back as %j', (source) => {
    const { Key: key, Body: body } = sourceRecordObject(digest, source);
    expect(key).toBe('sources/0123456789abcdef0123456789abcdef.json');
    expect(key).toBe(sourceRecordKey(digest));
    expect(parseSourceRecord(body)).toEqual(source);
  });

  it('is the same for a version that is undefined and for none', () => {
    const source = { bucket: 'uploads', key: 'a' };
    expect(sourceRecordObject(digest, { ...source, versionId: undefined })).toEqual(
      sourceRecordObject(digest, source),
    );
  });
});

describe('parseSourceRecord', () => {
  it.each([
    '',
    '{',
    'null',
    '{"sourceRecordVersion":2,"source":{"bucket":"a","key":"b"}}',
    '{"sourceRecordVersion":1,"source":{"bucket":"a"}}',
  ])('returns undefined for %j', (text) => {
    expect(parseSourceRecord(text)).toBeUndefined();
  });
});
