import './fakes/environment.js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { handler } from '../src/handler.js';
import { sequenceNumberOf, streamEvent } from './events/stream-event.js';
import { blocksOf } from './fakes/blocks-of.js';

const context = { awsRequestId: '1', getRemainingTimeInMillis: () => 60_000 } as Context;
const blocks = blocksOf({ bucket: 'uploads', key: 'notes.txt' }, 'one\ntwo\n');

afterEach(() => {
  jest.restoreAllMocks();
});

describe('handler', () => {
  it('archives a batch to the bucket ARCHIVE_BUCKET and prints its metrics in METRICS_NAMESPACE', async () => {
    const put = jest.spyOn(S3Client.prototype, 'send').mockReturnValue(Promise.resolve({}) as never);
    const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await expect(handler(streamEvent(...blocks), context)).resolves.toEqual({ batchItemFailures: [] });
    expect(put.mock.calls[0]?.[0].input).toMatchObject({
      Bucket: 'archive-bucket',
      Body: expect.any(Uint8Array),
    });
    expect(JSON.parse(String(printed.mock.calls[0]?.[0]))).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'pipeline-metrics' }] },
      service: 'consumer',
      consumer: 'archive',
      BlocksAccepted: 1,
      RecordsAccepted: 2,
    });
  });

  it('accepts the context of a unit test, which does not say the remaining time', async () => {
    jest.spyOn(S3Client.prototype, 'send').mockReturnValue(Promise.resolve({}) as never);
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const partial = { awsRequestId: '1' } as Parameters<typeof handler>[1];
    await expect(handler(streamEvent(...blocks), partial)).resolves.toEqual({ batchItemFailures: [] });
  });

  it('reports the Kinesis record that S3 did not store, and logs it with the name of the consumer', async () => {
    jest
      .spyOn(S3Client.prototype, 'send')
      .mockReturnValue(Promise.reject(new Error('AccessDenied')) as never);
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const logged = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await expect(handler(streamEvent(...blocks), context)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: sequenceNumberOf(0) }],
    });
    expect(JSON.parse(String(logged.mock.calls[0]?.[0]))).toMatchObject({
      level: 'ERROR',
      consumer: 'archive',
      sequenceNumber: sequenceNumberOf(0),
    });
  });
});
