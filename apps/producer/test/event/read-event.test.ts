import { describe, expect, it } from '@jest/globals';
import { readEvent } from '../../src/event/read-event.js';
import { objectCreated } from '../events/object-created.js';
import { busEvent, queueMessage, testEvent, topicEnvelope, topicRecord } from '../events/s3-event-forms.js';

const notification = (key = 'a+b.txt') => ({ Records: [objectCreated({ key })] });

/** Every way in which an event of S3 reaches the function. */
const wrappings: readonly [name: string, wrap: (event: unknown) => unknown][] = [
  ['itself', (event) => event],
  ['SNS', (event) => ({ Records: [topicRecord(event)] })],
  ['SQS', (event) => ({ Records: [queueMessage('m1', event)] })],
  ['SNS in SQS', (event) => ({ Records: [queueMessage('m1', topicEnvelope(event))] })],
];

const keysOf = (event: unknown) => readEvent(event).uploads.map(({ upload }) => upload.source.key);

/** The faults of an event, whether it is refused as a whole or in part. */
function faultsOf(event: unknown): string[] {
  try {
    return readEvent(event).invalid.map(({ error }) => error.message);
  } catch (error) {
    return [(error as Error).message];
  }
}

describe.each(wrappings)('readEvent, of %s', (name, wrap) => {
  it('reads a notification, whose key is form-encoded', () => {
    expect(keysOf(wrap(notification('a+b%2B.txt')))).toEqual(['a b+.txt']);
  });

  it('reads an "Object Created" event of EventBridge, whose key is raw', () => {
    expect(keysOf(wrap(busEvent({ key: 'a+b %2B:.txt' })))).toEqual(['a+b %2B:.txt']);
  });

  it('accepts s3:TestEvent quietly', () => {
    expect(readEvent(wrap(testEvent))).toMatchObject({ uploads: [], invalid: [] });
  });

  it.each([
    [{ Records: [] }, 'Records must not be empty (it is an object with the fields Records)'],
    [
      busEvent({}, { 'detail-type': 'Object Deleted' }),
      'it is an EventBridge event of type "Object Deleted" from aws.s3',
    ],
    [
      busEvent({}, { 'detail-type': 'Object Restore Completed' }),
      'it is an EventBridge event of type "Object Restore Completed" from aws.s3',
    ],
    [
      busEvent({}, { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification' }),
      'it is an EventBridge event of type "EC2 Instance State-change Notification" from aws.ec2',
    ],
    [
      busEvent({}, { source: 'secret', 'detail-type': 'secret' }),
      'it is an EventBridge event of an unknown type',
    ],
    [
      { Records: [{ ...objectCreated(), eventName: 'ObjectRemoved:Delete' }] },
      'it is an S3 event of type ObjectRemoved:Delete',
    ],
    [{ Records: [{ ...objectCreated(), eventSource: 'aws:kinesis' }] }, 'it is a record of aws:kinesis'],
    [{ id: 'secret' }, 'Records is missing (it is an object with the fields id)'],
  ])('says what came instead, case %#', (event, fault) => {
    const faults = faultsOf(wrap(event));
    expect(faults).toEqual([expect.stringMatching(/ is not an S3 object-created event: /)]);
    expect(faults[0]?.endsWith(fault)).toBe(true);
    expect(faults[0]).not.toMatch(/secret/);
  });

  it(`reports failures by message: ${name.includes('SQS')}`, () => {
    expect(readEvent(wrap(notification())).isQueueBatch).toBe(name.includes('SQS'));
  });
});

describe('readEvent, of an EventBridge event', () => {
  it('keeps version and ETag as a notification has them', () => {
    expect(readEvent(busEvent()).uploads[0]?.upload).toEqual(
      readEvent(notification('notes.txt')).uploads[0]?.upload,
    );
    expect(readEvent(busEvent({ 'version-id': undefined })).uploads[0]?.upload).toEqual({
      source: { bucket: 'uploads', key: 'notes.txt' },
      eTag: '"d41d8cd98f00b204e9800998ecf8427e"',
    });
  });

  it('skips folder markers', () => {
    expect(readEvent(busEvent({ key: 'folder/', size: 0 })).uploads).toEqual([]);
  });

  it.each([
    ['1.0', true],
    ['1.99', true],
    [undefined, true],
    ['2.0', false],
    ['1', false],
  ])('reads event-version %s: %s', (version, isRead) => {
    const event = busEvent();
    const detail = { ...event.detail, 'event-version': version };
    if (isRead) expect(keysOf({ ...event, detail })).toEqual(['notes.txt']);
    else expect(() => readEvent({ ...event, detail })).toThrow(/event-version must be 1\.x/);
  });

  it.each([
    ['detail', busEvent({}, { detail: {} }), 'detail.bucket is missing; detail.object is missing'],
    ['a key', busEvent({ key: '' }), 'detail.object.key must not be empty'],
    ['UTF-8', busEvent({ key: 'a\ud800' }), 'the object key is not UTF-8'],
  ])('rejects one without %s', (_, event, fault) => {
    expect(() => readEvent(event)).toThrow(fault);
  });
});

describe('readEvent, of SQS messages', () => {
  it('keeps the messages of each upload, and reads one that two messages name once', () => {
    const event = {
      Records: [
        queueMessage('m1', { Records: [objectCreated({ key: 'a' }), objectCreated({ key: 'b' })] }),
        queueMessage('m2', topicEnvelope({ Records: [objectCreated({ key: 'b' })] })),
      ],
    };
    const { uploads } = readEvent(event);
    expect(uploads.map(({ upload, messageIds }) => [upload.source.key, messageIds])).toEqual([
      ['a', ['m1']],
      ['b', ['m1', 'm2']],
    ]);
  });

  it.each([
    ['not JSON', 'secret', 'The body of SQS message m1 is not an S3 object-created event: it is not JSON'],
    ['a string of JSON', '"secret"', ': it must be an object (it is a string)'],
    ['empty', '', ': it is not a string of JSON'],
    [
      'an SNS message that is not JSON',
      topicEnvelope('secret'),
      'The SNS message in the body of SQS message m1 is not an S3 object-created event: it is not JSON',
    ],
  ])('reads the others if a body is %s', (_, body, fault) => {
    const event = { Records: [queueMessage('m1', body), queueMessage('m2', notification('b.txt'))] };
    const { uploads, invalid } = readEvent(event);
    expect(uploads.map(({ upload }) => upload.source.key)).toEqual(['b.txt']);
    expect(invalid.map(({ messageIds }) => messageIds)).toEqual([['m1']]);
    expect(invalid[0]?.error.message).toContain(fault);
    expect(invalid[0]?.error.message).not.toMatch(/secret/);
  });
});

describe('readEvent, of SNS records', () => {
  it('reads the others if one message is not JSON or absent', () => {
    const event = {
      Records: [topicRecord('secret'), { EventSource: 'aws:sns' }, topicRecord(notification())],
    };
    expect(keysOf(event)).toEqual(['a b.txt']);
    expect(faultsOf(event)).toEqual([
      'The message of SNS record 0 is not an S3 object-created event: it is not JSON',
      'The message of SNS record 1 is not an S3 object-created event: it is not a string of JSON',
    ]);
  });
});
