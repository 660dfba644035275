import { eventOfFailedUpload, parseFailedUpload, sourcesInEvent } from '@headwaters/ledger';
import { describe, expect, it } from '@jest/globals';

const failure = (requestPayload: unknown, rest: object = {}) =>
  JSON.stringify({
    version: '1.0',
    timestamp: '2026-11-23T10:00:00.000Z',
    requestContext: {
      functionArn: 'arn:aws:lambda:us-east-2:123456789012:function:producer:$LATEST',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload,
    ...rest,
  });

const created = (key: string) => ({ s3: { bucket: { name: 'uploads' }, object: { key, versionId: 'v1' } } });

describe('parseFailedUpload', () => {
  it('returns every object of a notification with its decoded key', () => {
    const text = failure({ Records: [created('a+b%2B%F0%9F%8C%8A.txt'), created('c.txt')] });
    expect(parseFailedUpload(text)).toEqual({
      functionName: 'producer',
      at: '2026-11-23T10:00:00.000Z',
      condition: 'RetriesExhausted',
      message: undefined,
      sources: [
        { bucket: 'uploads', key: 'a b+🌊.txt', versionId: 'v1' },
        { bucket: 'uploads', key: 'c.txt', versionId: 'v1' },
      ],
    });
  });

  it.each([undefined, null, 'text', {}, { errorMessage: null }])(
    'reads a record whose function did not answer with a message: responsePayload %j',
    (responsePayload) => {
      const text = failure({ Records: [created('a.txt')] }, { responsePayload });
      expect(parseFailedUpload(text)).toMatchObject({ message: undefined, sources: [{ key: 'a.txt' }] });
    },
  );

  const busEvent = (key: string, version = {}) => ({
    'detail-type': 'Object Created',
    detail: { bucket: { name: 'uploads' }, object: { key, ...version } },
  });

  it('returns the object of an EventBridge event, whose key is not encoded', () => {
    const sources = (event: unknown) => parseFailedUpload(failure(event))?.sources;
    expect(sources(busEvent('a+b%2B.txt', { 'version-id': 'v1' }))).toEqual([
      { bucket: 'uploads', key: 'a+b%2B.txt', versionId: 'v1' },
    ]);
    expect(sources(busEvent('a.txt'))).toEqual([{ bucket: 'uploads', key: 'a.txt' }]);
  });

  it('returns the objects of SNS messages', () => {
    const messages = [{ Records: [created('a+b.txt')] }, busEvent('a+b.txt')];
    const Records = messages.map((message) => ({ Sns: { Message: JSON.stringify(message) } }));
    expect(parseFailedUpload(failure({ Records }))?.sources.map(({ key }) => key)).toEqual([
      'a b.txt',
      'a+b.txt',
    ]);
  });

  it.each(['$LATEST', '7', 'live'])(
    'reads the function name from an ARN with the qualifier %s',
    (qualifier) => {
      const functionArn = `arn:aws:lambda:us-east-2:123456789012:function:producer:${qualifier}`;
      const requestContext = { functionArn, condition: 'RetriesExhausted' };
      const text = failure({ Records: [created('a.txt')] }, { requestContext });
      expect(parseFailedUpload(text)?.functionName).toBe('producer');
    },
  );

  it('returns the object of a continuation and the error message of the last invocation', () => {
    const source = { bucket: 'uploads', key: 'a+b.txt' };
    const text = failure(
      { continuation: { upload: { source }, start: { cell: 1, offset: 2, lineNumber: 3 } } },
      { responsePayload: { errorType: 'OutOfTimeError', errorMessage: 'No time left' } },
    );
    expect(parseFailedUpload(text)).toMatchObject({ sources: [source], message: 'No time left' });
  });

  it.each([
    ['invalid JSON', '{'],
    ['another event', failure({ detail: {} })],
    ['a batch', JSON.stringify({ KinesisBatchInfo: {} })],
  ])('returns undefined for %s', (_, text) => {
    expect(parseFailedUpload(text)).toBeUndefined();
  });
});

describe('eventOfFailedUpload', () => {
  it('returns the event unchanged, with fields that the ledger does not read', () => {
    const event = { Records: [{ ...created('a+b.txt'), eventSource: 'aws:s3', more: [1] }] };
    expect(eventOfFailedUpload(failure(event))).toEqual(event);
  });

  it('returns undefined for another failure record', () => {
    expect(eventOfFailedUpload(failure({ detail: {} }))).toBeUndefined();
  });
});

describe('sourcesInEvent', () => {
  const notification = { Records: [created('a+b.txt')] };
  const source = { bucket: 'uploads', key: 'a b.txt', versionId: 'v1' };

  it.each([
    ['a notification', notification],
    ['an SNS message in an SQS message', { Type: 'Notification', Message: JSON.stringify(notification) }],
  ])('returns the object of %s', (_, event) => {
    expect(sourcesInEvent(event)).toEqual([source]);
  });

  it.each([null, 'text', {}, { Message: 'text' }, { Records: [{}] }])('returns none for %j', (event) => {
    expect(sourcesInEvent(event)).toEqual([]);
  });
});
