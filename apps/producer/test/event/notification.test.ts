import { describe, expect, it } from '@jest/globals';
import { decodeObjectKey, readNotification } from '../../src/event/notification.js';
import { objectCreated } from '../events/object-created.js';

const versionId = '096fKKXTRTtl3on89fVO.nfljtsv6qko';

const without = (fields: object, name: string) =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

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

  it.each(['2.0', '2.1', '2.99'])('reads event version %s', (eventVersion) => {
    expect(readNotification({ Records: [{ ...objectCreated(), eventVersion }] }).uploads).toHaveLength(1);
  });

  it.each([
    ['a later major version', { ...objectCreated(), eventVersion: '3.0' }, /eventVersion must be 2\.x/],
    [
      'a deletion',
      { ...objectCreated(), eventName: 'ObjectRemoved:Delete' },
      /^Record 0 of the event is not .*: it is an S3 event of type ObjectRemoved:Delete$/,
    ],
    [
      'a restore',
      { ...objectCreated(), eventName: 'ObjectRestore:Completed' },
      /it is an S3 event of type ObjectRestore:Completed$/,
    ],
    ['another service', { ...objectCreated(), eventSource: 'aws:kinesis' }, /it is a record of aws:kinesis$/],
    ['an empty key', objectCreated({ key: '' }), /s3\.object\.key must not be empty/],
    ['a broken key', objectCreated({ key: '%' }), /not form-encoded/],
    ['no object', { ...objectCreated(), s3: { bucket: { name: 'uploads' } } }, /s3\.object is missing/],
    ['no eventName', without(objectCreated(), 'eventName'), /: eventName is missing \(it is an object with/],
    ['null', null, /it must be an object \(it is null\)/],
  ])('reports %s as invalid and reads the other records', (_, record, message) => {
    const { uploads, invalid } = readNotification({ Records: [record, objectCreated()] });
    expect(uploads).toHaveLength(1);
    expect(invalid).toEqual([expect.objectContaining({ code: 'HEADWATERS_NOTIFICATION_INVALID' })]);
    expect(invalid[0]?.message).toMatch(message);
  });

  it.each([
    [null, 'it must be an object (it is null)'],
    ['string', 'it must be an object (it is a string)'],
    [7, 'it must be an object (it is a number)'],
    [{}, 'Records is missing (it is an object without fields)'],
    [{ records: [], '%': 1 }, 'Records is missing (it is an object with the fields records)'],
    [{ Records: {} }, 'Records must be a list (it is an object with the fields Records)'],
    [{ Records: [] }, 'Records must not be empty (it is an object with the fields Records)'],
    [[], 'Records is missing (it is a list)'],
  ])('rejects %j, which is not a notification: %s', (event, fault) => {
    expect(() => readNotification(event)).toThrow(
      expect.objectContaining({ message: `The event is not an S3 object-created event: ${fault}` }),
    );
  });

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
