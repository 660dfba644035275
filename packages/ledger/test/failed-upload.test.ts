import { parseFailedUpload } from '@headwaters/ledger';
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
