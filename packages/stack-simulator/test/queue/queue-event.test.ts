import { describe, expect, it } from '@jest/globals';
import { failedMessages, queueEvent } from '../../src/queue/queue-event.js';

describe('queueEvent', () => {
  it('has the members that the guide shows for a message of a standard queue', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, example standard queue message event
    const message = {
      messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
      body: 'Test message.',
      attributes: { myAttribute: 'myValue' },
      sentMillis: 1_545_082_649_183,
      firstReceivedMillis: 1_545_082_649_185,
      receiveCount: 1,
      hiddenUntilMillis: 0,
    };
    const origin = {
      queueArn: 'arn:aws:sqs:us-east-2:123456789012:my-queue',
      region: 'us-east-2',
      accountId: '123456789012',
    };
    expect(queueEvent([message], origin)).toEqual({
      Records: [
        {
          messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
          receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
          body: 'Test message.',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: '1545082649183',
            SenderId: '123456789012',
            ApproximateFirstReceiveTimestamp: '1545082649185',
          },
          messageAttributes: {
            myAttribute: {
              stringValue: 'myValue',
              stringListValues: [],
              binaryListValues: [],
              dataType: 'String',
            },
          },
          md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:my-queue',
          awsRegion: 'us-east-2',
        },
      ],
    });
  });
});

describe('failedMessages', () => {
  const ids = ['a', 'b', 'c'];
  const failed = (response: unknown, reports = true) =>
    failedMessages({ kind: 'succeeded', payload: JSON.stringify(response) }, ids, reports);
  const report = (...identifiers: readonly unknown[]) => ({
    batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
  });

  it.each([
    ['the reported ones', report('a', 'c'), ['a', 'c']],
    ['one that is reported twice once', report('b', 'b'), ['b']],
    ['none for null', null, []],
    ['none for an empty object', {}, []],
    ['none for an empty list', report(), []],
    ['none for a null list', { batchItemFailures: null }, []],
    ['all for an unknown id', report('a', 'x'), ids],
    ['all for an empty id', report(''), ids],
    ['all for a null id', report(null), ids],
    ['all for a number', report(1), ids],
    ['all for a bad key', { batchItemFailures: [{ id: 'a' }] }, ids],
    ['all for a list of strings', { batchItemFailures: ['a'] }, ids],
    ['all for what is no list', { batchItemFailures: 'a' }, ids],
  ])('returns %s', (_, response, expected) => {
    expect(failed(response)).toEqual(expected);
  });

  it('returns all after an error, and none of a response without ReportBatchItemFailures', () => {
    const failure = { errorType: 'Error', errorMessage: 'no' };
    expect(failedMessages({ kind: 'failed', failure }, ids, true)).toEqual(ids);
    expect(failed(report('a'), false)).toEqual([]);
  });
});
