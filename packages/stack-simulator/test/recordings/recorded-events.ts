import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { bucketName as Bucket, type NotificationBench, type RecordedRule } from './notification-bench.js';

/** The variable part of a record. */
export interface RecordedEvent {
  readonly eventName: string;
  readonly eventVersion?: string;
  readonly object: object;
}

/** One of LocalStack's recordings of AWS: tests/aws/services/s3/test_s3_notifications_{sqs,sns,lambda}.py, read in commit 8b9a79f. */
export interface Recording {
  readonly name: string;
  readonly rule: RecordedRule;
  readonly play: (s3: S3Client, bench: NotificationBench) => Promise<unknown>;
  /** In this order. The recordings sort them, because AWS may send them in any order. */
  readonly expected: readonly RecordedEvent[];
}

export const put = (s3: S3Client, Key: string, Body = 'something') =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const copy = (s3: S3Client, from: string, Key: string) =>
  s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${from}` }));
const tag = (s3: S3Client, Key: string) =>
  s3.send(
    new PutObjectTaggingCommand({
      Bucket,
      Key,
      Tagging: { TagSet: [{ Key: 'swallow_type', Value: 'african' }] },
    }),
  );
const setVersioning = (s3: S3Client, Status: 'Enabled' | 'Suspended') =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

/** ETag of the body `something`. */
const eTag = '437b930db84b8079c2dd804a71936b5f';
const sequencer = 'sequencer';
export const something = { size: 9, eTag, sequencer };
const fooBarBlitz = 'f3e6da48d914f3f04f6bd9cb092c044d';

export const recordings: readonly Recording[] = [
  {
    name: 'sqs test_object_created_put',
    rule: { events: ['s3:ObjectCreated:Put'] },
    play: async (s3) => {
      await put(s3, 'my_key_0');
      await put(s3, 'my_key_1', 'something else');
    },
    expected: [
      { eventName: 'ObjectCreated:Put', object: { key: 'my_key_0', ...something } },
      {
        eventName: 'ObjectCreated:Put',
        object: { key: 'my_key_1', size: 14, eTag: '6c7ba9c5a141421e1c03cb9807c97c74', sequencer },
      },
    ],
  },
  {
    name: 'sqs test_object_created_copy',
    rule: { events: ['s3:ObjectCreated:Copy'] },
    play: async (s3) => {
      await put(s3, 'src');
      await copy(s3, 'src', 'dest');
    },
    expected: [{ eventName: 'ObjectCreated:Copy', object: { key: 'dest', ...something } }],
  },
  {
    name: 'sqs test_object_created_and_object_removed',
    rule: { events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] },
    play: async (s3) => {
      await put(s3, 'src');
      await copy(s3, 'src', 'dest');
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'src' }));
    },
    expected: [
      { eventName: 'ObjectCreated:Put', object: { key: 'src', ...something } },
      { eventName: 'ObjectCreated:Copy', object: { key: 'dest', ...something } },
      { eventName: 'ObjectRemoved:Delete', object: { key: 'src', sequencer } },
    ],
  },
  {
    name: 'sqs test_delete_objects',
    rule: { events: ['s3:ObjectRemoved:*'] },
    play: async (s3) => {
      await put(s3, 'key');
      const Objects = [{ Key: 'key' }, { Key: 'dummy1' }, { Key: 'dummy2' }];
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    },
    expected: ['key', 'dummy1', 'dummy2'].map((key) => ({
      eventName: 'ObjectRemoved:Delete',
      object: { key, sequencer },
    })),
  },
  {
    name: 'sqs test_object_created_complete_multipart_upload',
    rule: { events: ['s3:ObjectCreated:*'] },
    play: async (s3) => {
      const upload = { Bucket, Key: 'test-key' };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
      const part = { ...upload, UploadId, PartNumber: 1, Body: '1'.repeat(6 * 1024) };
      const { ETag } = await s3.send(new UploadPartCommand(part));
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
    },
    expected: [
      {
        eventName: 'ObjectCreated:CompleteMultipartUpload',
        object: { key: 'test-key', size: 6144, eTag: '8eabe9d6b43316e840b079170916c079-1', sequencer },
      },
    ],
  },
  {
    name: 'sqs test_key_encoding',
    rule: { events: ['s3:ObjectCreated:*'] },
    play: (s3) => put(s3, 'a@b'),
    expected: [{ eventName: 'ObjectCreated:Put', object: { key: 'a%40b', ...something } }],
  },
  {
    name: 'sqs test_object_created_put_with_presigned_url_upload',
    rule: { events: ['s3:ObjectCreated:*'] },
    play: (_s3, { endpoint }) => {
      const query = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x&X-Amz-Signature=x&x-id=PutObject';
      return fetch(`${endpoint}/${Bucket}/key-by-hostname?${query}`, { method: 'PUT', body: 'something' });
    },
    expected: [{ eventName: 'ObjectCreated:Put', object: { key: 'key-by-hostname', ...something } }],
  },
  {
    name: 'sqs test_object_tagging_put_event',
    rule: { events: ['s3:ObjectTagging:Put'] },
    play: async (s3) => {
      await put(s3, 'dest', 'FooBarBlitz');
      await tag(s3, 'dest');
    },
    expected: [
      { eventName: 'ObjectTagging:Put', eventVersion: '2.3', object: { key: 'dest', eTag: fooBarBlitz } },
    ],
  },
  {
    name: 'sqs test_object_tagging_delete_event',
    rule: { events: ['s3:ObjectTagging:Delete'] },
    play: async (s3) => {
      await put(s3, 'dest', 'FooBarBlitz');
      await tag(s3, 'dest');
      await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'dest' }));
    },
    expected: [
      { eventName: 'ObjectTagging:Delete', eventVersion: '2.3', object: { key: 'dest', eTag: fooBarBlitz } },
    ],
  },
  {
    name: 'sqs test_notifications_with_filter',
    rule: {
      events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:Delete'],
      filter_prefix: 'testupload/',
      filter_suffix: 'testfile.txt',
    },
    play: async (s3) => {
      await put(s3, '/testdata', '{"test": "bucket_notification1"}');
      await put(s3, 'testupload/dir1/testfile.txt', '{"test": "bucket_notification2"}');
    },
    expected: [
      {
        eventName: 'ObjectCreated:Put',
        object: {
          key: 'testupload/dir1/testfile.txt',
          size: 32,
          eTag: 'f527a5c9f427867aeaf091c134949aa0',
          sequencer,
        },
      },
    ],
  },
  {
    name: 'sqs test_object_created_put_versioned',
    rule: { events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] },
    play: async (s3) => {
      const key = { Bucket, Key: 'test-key' };
      await setVersioning(s3, 'Enabled');
      const { VersionId } = await put(s3, 'test-key', 'data');
      await put(s3, 'test-key', 'data-version2');
      const marker = await s3.send(new DeleteObjectCommand(key));
      await s3.send(new DeleteObjectCommand({ ...key, VersionId }));
      await setVersioning(s3, 'Suspended');
      expect((await put(s3, 'test-key', 'data-version3')).VersionId).toBeUndefined();
      await s3.send(new DeleteObjectCommand({ ...key, VersionId: marker.VersionId }));
    },
    expected: (
      [
        ['ObjectCreated:Put', { size: 4, eTag: '8d777f385d3dfec8815d20f7496026dc', versionId: 'version-id' }],
        [
          'ObjectCreated:Put',
          { size: 13, eTag: '6869c34ca384e0ed836d49214f881e87', versionId: 'version-id' },
        ],
        [
          'ObjectRemoved:DeleteMarkerCreated',
          { eTag: 'd41d8cd98f00b204e9800998ecf8427e', versionId: 'version-id' },
        ],
        ['ObjectRemoved:Delete', { versionId: 'version-id' }],
        ['ObjectCreated:Put', { size: 13, eTag: '2fb1d4988881168bbcd6432d7593be5a' }],
        ['ObjectRemoved:Delete', { versionId: 'version-id' }],
      ] as const
    ).map(([eventName, attributes]) => ({
      eventName,
      object: { key: 'test-key', ...attributes, sequencer },
    })),
  },
  {
    name: 'sns test_object_created_put',
    rule: { target: 'topic', events: ['s3:ObjectCreated:*'] },
    play: async (s3) => {
      await put(s3, 'bucket-key', 'first event');
      await put(s3, 'bucket-key', 'second event');
    },
    expected: [
      { size: 11, eTag: 'c8e3a3027a133355210f85cfbb1acc35' },
      { size: 12, eTag: '05c7c1b96e20928f6e55a881b5ca1c45' },
    ].map((attributes) => ({
      eventName: 'ObjectCreated:Put',
      object: { key: 'bucket-key', ...attributes, sequencer },
    })),
  },
  {
    name: 'sns test_bucket_notifications_with_filter',
    rule: { target: 'topic', events: ['s3:ObjectCreated:*'], filter_prefix: 'testupload/' },
    play: async (s3) => {
      for (const key of ['test/dir1/myfile.txt', 'testupload/dir1/testfile.txt'])
        await put(s3, key, '{"test": "bucket_notification one"}');
    },
    expected: [
      {
        eventName: 'ObjectCreated:Put',
        object: {
          key: 'testupload/dir1/testfile.txt',
          size: 35,
          eTag: 'f5260f0f41af2722d9fe17a57dfa9da5',
          sequencer,
        },
      },
    ],
  },
  {
    name: 'lambda test_create_object_put_via_dynamodb',
    rule: { target: 'lambda_function', events: ['s3:ObjectCreated:*'] },
    play: (s3) => put(s3, 'table', 'something..'),
    expected: [
      {
        eventName: 'ObjectCreated:Put',
        object: { key: 'table', size: 11, eTag: 'e9fb1ed1d5eaa36781088aae37acffbd', sequencer },
      },
    ],
  },
  {
    name: 'lambda test_create_object_by_presigned_request_via_dynamodb',
    rule: { target: 'lambda_function', events: ['s3:ObjectCreated:*'] },
    play: async (s3, { endpoint }) => {
      await put(s3, 'table', 'by_presigned_put');
      const form = new FormData();
      form.set('key', 'table');
      form.set('file', new Blob(['by post method 1']));
      await fetch(`${endpoint}/${Bucket}`, { method: 'POST', body: form });
    },
    expected: [
      ['ObjectCreated:Put', 'b0d833b208acd18be70a25c9323f210d'],
      ['ObjectCreated:Post', '232d7472010db416df31c55fdc0490a5'],
    ].map(([eventName = '', digest]) => ({
      eventName,
      object: { key: 'table', size: 16, eTag: digest, sequencer },
    })),
  },
];
