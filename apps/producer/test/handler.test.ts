import './fakes/environment.js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { handler } from '../src/handler.js';
import { objectCreated } from './events/object-created.js';
import { bodyResponse } from '@headwaters/test-kit/fake-s3';

const context = { awsRequestId: '1', getRemainingTimeInMillis: () => 60_000 } as Context;

describe('handler', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('publishes an S3 event to the stream STREAM_NAME and prints its metrics in METRICS_NAMESPACE', async () => {
    const object = bodyResponse('one\n');
    jest.spyOn(S3Client.prototype, 'send').mockReturnValue(Promise.resolve(object) as never);
    const response = { Records: [{ SequenceNumber: '1' }] };
    const put = jest
      .spyOn(KinesisClient.prototype, 'send')
      .mockReturnValue(Promise.resolve(response) as never);
    const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await handler({ Records: [objectCreated()] }, context);
    expect(put.mock.calls[0]?.[0].input).toMatchObject({ StreamName: 'records', Records: [{}] });
    expect(JSON.parse(String(printed.mock.calls[0]?.[0]))).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'pipeline-metrics' }] },
      service: 'producer',
      stream: 'records',
      BlocksPublished: 1,
      RecordsPublished: 1,
      BytesRead: 4,
    });
  });
});
