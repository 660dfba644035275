import { CreateStreamCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { ServedRequest } from '@headwaters/local-services';
import { startForTest } from '../start-for-test.js';

describe('LocalServicesOptions.onRequest', () => {
  it('reports each request of S3 and Kinesis with operation, caller, resource, status and error code', async () => {
    const served: ServedRequest[] = [];
    const { s3, kinesis, ...started } = await startForTest({ onRequest: (request) => served.push(request) });
    const object = { Bucket: 'uploads', Key: 'a.txt' };
    await s3.send(new CreateBucketCommand({ Bucket: 'uploads' }));
    await s3.send(new PutObjectCommand({ ...object, Body: 'x' }));
    await (await s3.send(new GetObjectCommand(object))).Body?.transformToString();
    await s3.send(new HeadObjectCommand({ ...object, Key: 'absent' })).catch(() => undefined);
    await s3.send(new GetObjectCommand({ ...object, Key: 'absent' })).catch(() => undefined);
    await s3.send(new PutObjectCommand({ ...object, Body: 'y', IfNoneMatch: '*' })).catch(() => undefined);
    await s3.send(new ListObjectsV2Command({ Bucket: 'uploads' }));
    await s3.send(new DeleteObjectCommand(object));
    await kinesis.send(new CreateStreamCommand({ StreamName: 'lines', ShardCount: 1 }));
    const record = { StreamName: 'lines', PartitionKey: 'k', Data: Buffer.from('x') };
    await kinesis.send(new PutRecordCommand(record));
    await kinesis.send(new PutRecordCommand({ ...record, StreamName: 'absent' })).catch(() => undefined);
    await started.stop();
    expect(served.map(({ operation, status, errorCode }) => [operation, status, errorCode])).toEqual([
      ['CreateBucket', 200, undefined],
      ['PutObject', 200, undefined],
      ['GetObject', 200, undefined],
      ['HeadObject', 404, expect.any(String)],
      ['GetObject', 404, 'NoSuchKey'],
      ['PutObject', 412, 'PreconditionFailed'],
      ['ListObjectsV2', 200, undefined],
      ['DeleteObject', 204, undefined],
      ['CreateStream', 200, undefined],
      ['PutRecord', 200, undefined],
      ['PutRecord', 400, 'ResourceNotFoundException'],
    ]);
    expect(served[1]).toMatchObject({ service: 's3', accessKeyId: 'any', resource: 'uploads' });
    expect(served[9]).toMatchObject({ service: 'kinesis', accessKeyId: 'any', resource: 'lines' });
  });

  it('reports a request that no operation serves', async () => {
    const served: ServedRequest[] = [];
    const { services, ...started } = await startForTest({ onRequest: (request) => served.push(request) });
    await fetch(`${services.endpoint}/bucket?analytics`);
    await started.stop();
    expect(served).toEqual([
      expect.objectContaining({ service: 's3', operation: undefined, accessKeyId: undefined }),
    ]);
  });
});
