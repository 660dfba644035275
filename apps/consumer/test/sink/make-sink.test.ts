import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it, jest } from '@jest/globals';
import { readDelivery } from '../../src/delivery.js';
import { makeSink } from '../../src/sink/make-sink.js';
import { streamEventRecord } from '../events/stream-event.js';
import '../fakes/environment.js';

const shared = { CONSUMER_NAME: 'audit', LOG_LEVEL: 'INFO', METRICS_NAMESPACE: 'Headwaters' } as const;

describe('makeSink', () => {
  it.each([true, false])('makes a log sink that shows payload: %s', async (payload) => {
    const logger = new Logger();
    const info = jest.spyOn(logger, 'info').mockReturnValue();
    const sink = makeSink({ ...shared, SINK: 'log', LOG_PAYLOAD: payload }, { logger, s3: new S3Client() });
    await sink.accept(readDelivery(streamEventRecord(Buffer.from('text'))));
    expect(info).toHaveBeenCalledTimes(payload ? 2 : 1);
  });
});
