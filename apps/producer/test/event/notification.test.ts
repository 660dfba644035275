import { describe, expect, it } from '@jest/globals';
import { decodeObjectKey, readNotification } from '../../src/event/notification.js';
import { objectCreated } from '../events/object-created.js';

const versionId = '096fKKXTRTtl3on89fVO.nfljtsv6qko';

describe('readNotification', () => {
  it('reads every record, with decoded key and version', () => {
    const event = { Records: [objectCreated({ key: 'a+b.txt' }), objectCreated({ key: 'c%2Bd.txt' })] };
    expect(readNotification(event)).toEqual({
      uploads: [
        { source: { bucket: 'uploads', key: 'a b.txt', versionId } },
        { source: { bucket: 'uploads', key: 'c+d.txt', versionId } },
      ],
      invalid: [],
    });
  });

  it('keeps the quoted ETag of an object without a version', () => {
    const { uploads } = readNotification({ Records: [objectCreated({ versionId: undefined })] });
    expect(uploads).toEqual([
      { source: { bucket: 'uploads', key: 'notes.txt' }, eTag: '"d41d8cd98f00b204e9800998ecf8427e"' },
    ]);
  });

  it('returns a version that occurs in two records once', () => {
    const { uploads } = readNotification({ Records: [objectCreated(), objectCreated()] });
    expect(uploads).toHaveLength(1);
  });

  it('skips folder markers, but not empty objects or non-empty objects with a trailing slash', () => {
    const { uploads } = readNotification({
      Records: [
        objectCreated({ key: 'folder/', size: 0 }),
        objectCreated({ key: 'empty.txt', size: 0 }),
        objectCreated({ key: 'odd/', size: 1 }),
      ],
    });
    expect(uploads.map(({ source }) => source.key)).toEqual(['empty.txt', 'odd/']);
  });

  it('returns no upload for the s3:TestEvent of a new configuration', () => {
    const testEvent = {
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: '2026-11-23T00:00:00Z',
      Bucket: 'uploads',
    };
    expect(readNotification(testEvent)).toEqual({ uploads: [], invalid: [] });
  });

  it.each(['2.0', '2.1', '2.99'])('reads event version %s', (eventVersion) => {
    expect(readNotification({ Records: [{ ...objectCreated(), eventVersion }] }).uploads).toHaveLength(1);
  });

  it.each([
    ['a later major version', { ...objectCreated(), eventVersion: '3.0' }, /eventVersion must be 2\.x/],
    [
      'a deletion',
      { ...objectCreated(), eventName: 'ObjectRemoved:Delete' },
      /eventName must be ObjectCreated/,
    ],
    ['another service', { ...objectCreated(), eventSource: 'aws:sqs' }, /eventSource must be aws:s3/],
    ['an empty key', objectCreated({ key: '' }), /s3\.object\.key must not be empty/],
    ['a broken key', objectCreated({ key: '%' }), /not form-encoded/],
    [
      'no object',
      { ...objectCreated(), s3: { bucket: { name: 'uploads' } } },
      /s3\.object must be an object/,
    ],
    ['null', null, /it must be an object/],
  ])('reports %s as invalid and reads the other records', (_, record, message) => {
    const { uploads, invalid } = readNotification({ Records: [record, objectCreated()] });
    expect(uploads).toHaveLength(1);
    expect(invalid).toEqual([expect.objectContaining({ code: 'HEADWATERS_NOTIFICATION_INVALID' })]);
    expect(invalid[0]?.message).toMatch(message);
  });

  it.each([null, 'string', 7, {}, { Records: {} }, []])(
    'rejects %j, which is not a notification',
    (event) => {
      expect(() => readNotification(event)).toThrow(/not an S3 object-created notification/);
    },
  );

  it('never quotes the input in an error', () => {
    const event = {
      Records: [{ ...objectCreated({ size: -1 }), eventSource: 'secret', eventName: 'secret' }],
    };
    expect(readNotification(event).invalid[0]?.message).not.toMatch(/secret/);
    expect(() => readNotification({ Records: 'secret' })).not.toThrow(/secret/);
  });
});

describe('decodeObjectKey', () => {
  it.each([
    ['plain.txt', 'plain.txt'],
    ['two+words.txt', 'two words.txt'],
    ['one%2Bone.txt', 'one+one.txt'],
    ['100%25.txt', '100%.txt'],
    ['folder/caf%C3%A9+%F0%9F%8C%8A.txt', 'folder/café 🌊.txt'],
  ])('decodes %s to %s', (encoded, key) => {
    expect(decodeObjectKey(encoded)).toBe(key);
  });

  it.each(['50%', '%zz', '%C3', '\ud800'])('rejects %j, which is not form-encoded', (encoded) => {
    expect(() => decodeObjectKey(encoded)).toThrow(/not form-encoded UTF-8/);
  });
});
