import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import { describe, expect, it, jest } from '@jest/globals';
import { makeDynamodbSink, type DynamodbEnvironment } from '../../src/sink/dynamodb/make-dynamodb-sink.js';
import { makeFirehoseSink, type FirehoseEnvironment } from '../../src/sink/firehose/make-firehose-sink.js';
import { makeSink } from '../../src/sink/make-sink.js';
import { deliveryOf } from '../fakes/delivery-of.js';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';

const shared = {
  CONSUMER_NAME: 'audit',
  LOG_LEVEL: 'INFO',
  METRICS_NAMESPACE: 'Headwaters',
  QUARANTINE_AFTER_SECONDS: 3_600,
} as const;
const delivery = deliveryOf(Buffer.from('text'));
const { signal } = new AbortController();

describe('makeSink', () => {
  it.each([
    [true, 2],
    [false, 1],
  ])('SINK=log with LOG_PAYLOAD=%s: logs %i lines per record and stores nothing', async (payload, lines) => {
    const logger = { info: jest.fn() };
    const s3 = new FakeS3();
    const sink = await makeSink(
      { ...shared, SINK: 'log', LOG_PAYLOAD: payload },
      { logger, reading: s3.client, writing: s3.client },
    );
    await sink.accept(delivery, signal);
    expect(logger.info).toHaveBeenCalledTimes(lines);
    expect([...s3.objects.keys()]).toEqual([]);
  });

  it('SINK=archive: stores the raw data in ARCHIVE_BUCKET and logs nothing', async () => {
    const logger = { info: jest.fn() };
    const s3 = new FakeS3();
    const sink = await makeSink(
      { ...shared, SINK: 'archive', ARCHIVE_BUCKET: 'archive-bucket' },
      { logger, reading: s3.client, writing: s3.client },
    );
    await sink.accept(delivery, signal);
    const archived = [...s3.objectsIn('archive-bucket').values()];
    expect(archived.map(({ body }) => String(body))).toEqual(['text']);
    expect(logger.info).not.toHaveBeenCalled();
  });

  it('SINK=parquet: writes a Parquet file to PARQUET_BUCKET, with the columns of PARQUET_COLUMNS', async () => {
    const s3 = new FakeS3();
    const environment = parseConsumerEnvironment({
      ...{ CONSUMER_NAME: 'lake', SINK: 'parquet', PARQUET_BUCKET: 'lake', PARQUET_PREFIX: 'rows/' },
      ...{ PARQUET_PARTITION: 'none', RECORD_FORMAT: 'csv', CSV_DELIMITER: 'tab', CSV_COLUMNS: 'id,amount' },
      PARQUET_COLUMNS: '[{"name":"amount","type":"double"}]',
    });
    const sink = await makeSink(environment, {
      logger: { info: jest.fn() },
      reading: s3.client,
      writing: s3.client,
    });
    await sink.accept(deliveryOf(Buffer.from('7\t1.5')), signal);
    expect([...s3.objectsIn('lake').keys()]).toEqual([
      expect.stringMatching(/^rows\/record-[0-9a-f]{32}\.parquet$/),
    ]);
    await expect(sink.accept(deliveryOf(Buffer.from('7\tmuch')), signal)).rejects.toThrow(
      'column amount of type double',
    );
  });

  it.each([
    ['dynamodb', { TABLE_NAME: 'users', KEY_FIELD: '/id' }],
    ['firehose', { DELIVERY_STREAM_NAME: 'lines' }],
  ])('SINK=%s: makes the sink', async (SINK, variables) => {
    const { client } = new FakeS3();
    const environment = parseConsumerEnvironment({ CONSUMER_NAME: 'a', SINK, ...variables });
    const sink = await makeSink(environment, {
      logger: { info: jest.fn() },
      reading: client,
      writing: client,
    });
    expect(sink).toHaveProperty('accept');
  });
});

describe('makeDynamodbSink', () => {
  it('writes to TABLE_NAME, with keys and version as the variables say', async () => {
    const send = jest.fn<(command: { readonly input: unknown }) => Promise<object>>().mockResolvedValue({});
    const environment = parseConsumerEnvironment({
      ...{
        CONSUMER_NAME: 'a',
        SINK: 'dynamodb',
        TABLE_NAME: 'orders',
        KEY_FIELD: '/id',
        KEY_ATTRIBUTE: 'order',
      },
      ...{
        SORT_FIELD: '/day',
        SORT_ATTRIBUTE: 'day',
        SORT_TYPE: 'number',
        VERSION_FIELD: '/at',
        VERSION_TYPE: 'number',
      },
    }) as DynamodbEnvironment;
    const sink = makeDynamodbSink(environment, { send } as unknown as DynamoDBClient);
    await sink.accept(deliveryOf(Buffer.from('{"id":"a","day":7,"at":9}')), signal);
    expect(send.mock.calls[0]?.[0].input).toMatchObject({
      TableName: 'orders',
      Item: { order: { S: 'a' }, day: { N: '7' }, _version: { N: '9' } },
      ExpressionAttributeValues: { ':version': { N: '9' } },
    });
  });
});

describe('makeFirehoseSink', () => {
  it.each([
    ['newline', 'a\n'],
    ['none', 'a'],
  ])('with RECORD_DELIMITER %s, puts %j on DELIVERY_STREAM_NAME', async (RECORD_DELIMITER, text) => {
    const send = jest
      .fn<(command: { readonly input: unknown }) => Promise<object>>()
      .mockResolvedValue({ RequestResponses: [{ RecordId: '1' }] });
    const environment = parseConsumerEnvironment({
      ...{ CONSUMER_NAME: 'a', SINK: 'firehose', DELIVERY_STREAM_NAME: 'lines', RECORD_DELIMITER },
    }) as FirehoseEnvironment;
    const sink = makeFirehoseSink(environment, { send } as unknown as FirehoseClient);
    await sink.accept(deliveryOf(Buffer.from('a')), signal);
    expect(send.mock.calls[0]?.[0].input).toEqual({
      DeliveryStreamName: 'lines',
      Records: [{ Data: Buffer.from(text) }],
    });
  });
});
