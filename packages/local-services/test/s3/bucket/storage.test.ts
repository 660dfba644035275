import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectEvent } from '@headwaters/local-services';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../manual-clock.js';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'events';

const common = { eventTime: '2026-01-01T00:00:00.000Z', bucket: Bucket, key: 'a' };
const sequencer = expect.stringMatching(/^[0-9A-F]{18}$/);

describe('onObjectEvent', () => {
  let running: TestServices;
  let events: ObjectEvent[];
  let leave: () => void;

  beforeEach(async () => {
    running = await startForTest({ clock: new ManualClock() });
    await running.s3.send(new CreateBucketCommand({ Bucket }));
    events = [];
    leave = running.services.s3.onObjectEvent((event) => events.push(event));
  });
  afterEach(() => running.stop());

  const put = (Key: string, Body = 'hello') => running.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

  it('reports a put with bucket, raw key, size, ETag and time', async () => {
    await put('a b+c/😀.txt');
    expect(events).toEqual([
      {
        eventName: 'ObjectCreated:Put',
        eventTime: '2026-01-01T00:00:00.000Z',
        bucket: Bucket,
        key: 'a b+c/😀.txt',
        size: 5,
        eTag: '5d41402abc4b2a76b9719d911017c592',
        sequencer,
      },
    ]);
  });

  it('reports the version id in a bucket with versioning', async () => {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await running.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const { VersionId } = await put('a');
    expect(events).toMatchObject([{ eventName: 'ObjectCreated:Put', versionId: VersionId }]);
    const marker = await running.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await running.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }));
    expect(events.slice(1)).toEqual([
      {
        ...common,
        eventName: 'ObjectRemoved:DeleteMarkerCreated',
        versionId: marker.VersionId,
        eTag: 'd41d8cd98f00b204e9800998ecf8427e',
        sequencer,
      },
      { ...common, eventName: 'ObjectRemoved:Delete', versionId: VersionId, sequencer },
    ]);
  });

  // LocalStack's recordings test_object_tagging_put_event and test_object_tagging_delete_event.
  it('reports new and deleted tags with the ETag, without size and sequencer', async () => {
    const { ETag } = await put('a');
    const TagSet = [{ Key: 'one', Value: '1' }];
    await running.s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet } }));
    await running.s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'a' }));
    const eTag = ETag?.replaceAll('"', '');
    expect(events.slice(1)).toEqual([
      { ...common, eventName: 'ObjectTagging:Put', eTag },
      { ...common, eventName: 'ObjectTagging:Delete', eTag },
    ]);
  });

  // LocalStack's recording test_delete_objects.
  it('reports each key of DeleteObjects, also one without an object', async () => {
    await put('a');
    const Objects = [{ Key: 'a' }, { Key: 'none' }];
    await running.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(events.slice(1)).toEqual([
      { ...common, eventName: 'ObjectRemoved:Delete', sequencer },
      { ...common, key: 'none', eventName: 'ObjectRemoved:Delete', sequencer },
    ]);
  });

  it('increases the sequencer with each change of a key, even at the same time', async () => {
    for (let count = 0; count < 5; count++) await put('a');
    await running.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    const sequencers = events.map(({ sequencer }) => sequencer);
    expect(sequencers).toEqual([...sequencers].sort());
    expect(new Set(sequencers).size).toBe(6);
  });

  it('reports a copy, and a multipart upload only when it is complete', async () => {
    await put('a');
    await running.s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
    const upload = { Bucket, Key: 'c' };
    const { UploadId } = await running.s3.send(new CreateMultipartUploadCommand(upload));
    const part = { ...upload, UploadId, PartNumber: 1, Body: 'part' };
    const { ETag } = await running.s3.send(new UploadPartCommand(part));
    expect(events.map(({ eventName }) => eventName)).toEqual(['ObjectCreated:Put', 'ObjectCreated:Copy']);
    await running.s3.send(
      new CompleteMultipartUploadCommand({
        ...upload,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    );
    expect(events[2]).toMatchObject({
      eventName: 'ObjectCreated:CompleteMultipartUpload',
      key: 'c',
      size: 4,
      eTag: expect.stringMatching(/^[0-9a-f]{32}-1$/),
    });
  });

  it('does not report the deletion of a missing object, or anything to a removed listener', async () => {
    await running.s3.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));
    leave();
    await put('a');
    expect(events).toEqual([]);
  });
});
