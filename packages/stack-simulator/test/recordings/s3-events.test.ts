import { PutObjectAclCommand, RestoreObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { bucketName as Bucket, startBench } from './notification-bench.js';
import { put, type RecordedEvent, recordings, something } from './recorded-events.js';

/** The constant part of all recorded records. */
const recordOf = ({ eventName, eventVersion = '2.1', object }: RecordedEvent, awsRegion = 'us-east-1') => ({
  eventVersion,
  eventSource: 'aws:s3',
  awsRegion,
  eventTime: 'date',
  eventName,
  userIdentity: { principalId: '<principal-id>' },
  requestParameters: { sourceIPAddress: '<ip-address>' },
  responseElements: { 'x-amz-request-id': 'amz-request-id', 'x-amz-id-2': 'amz-id' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: '<config-id>',
    bucket: {
      name: Bucket,
      ownerIdentity: { principalId: '<principal-id>' },
      arn: `arn:aws:s3:::${Bucket}`,
    },
    object,
  },
});

describe('events of S3, as recorded on AWS', () => {
  it.each(recordings)('$name', async ({ rule, play, expected }) => {
    const bench = await startBench(rule);
    try {
      await play(bench.s3, bench);
      expect(await bench.received()).toEqual(expected.map((event) => recordOf(event)));
    } finally {
      await bench.stop();
    }
  });

  it('names the region of the bucket, as in test_object_created_put_with_presigned_url_upload', async () => {
    const bench = await startBench({ events: ['s3:ObjectCreated:*'] }, 'eu-central-1');
    try {
      await put(bench.s3, 'key-by-hostname');
      const object = { key: 'key-by-hostname', ...something };
      expect(await bench.received()).toEqual([
        recordOf({ eventName: 'ObjectCreated:Put', object }, 'eu-central-1'),
      ]);
    } finally {
      await bench.stop();
    }
  });

  it('refuses the calls whose events it cannot send: test_object_put_acl and test_restore_object', async () => {
    const bench = await startBench({ events: ['s3:ObjectCreated:*'] });
    try {
      await put(bench.s3, 'a');
      const acl = bench.s3.send(new PutObjectAclCommand({ Bucket, Key: 'a', ACL: 'public-read' }));
      const restore = bench.s3.send(
        new RestoreObjectCommand({ Bucket, Key: 'a', RestoreRequest: { Days: 1 } }),
      );
      for (const call of [acl, restore]) await expect(call).rejects.toMatchObject({ name: 'NotImplemented' });
    } finally {
      await bench.stop();
    }
  });
});
