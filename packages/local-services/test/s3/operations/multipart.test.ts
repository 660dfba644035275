import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  type CompletedPart,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { ObjectEvent } from '@headwaters/local-services';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

const minPartBytes = 5 * 1024 * 1024;
let running: TestServices;
let Bucket: string;
let count = 0;
beforeAll(async () => {
  running = await startForTest();
});
beforeEach(async () => {
  Bucket = `multipart-${count++}`;
  await running.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => running.stop());

interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

async function begin(options: Partial<CreateMultipartUploadCommandInput> = {}): Promise<Upload> {
  const Key = options.Key ?? 'a';
  const input = { Bucket, Key, ...options };
  const { UploadId } = await running.s3.send(new CreateMultipartUploadCommand(input));
  return { Bucket, Key, UploadId };
}

async function send(upload: Upload, Body: string | Buffer, PartNumber = 1): Promise<CompletedPart> {
  const { ETag } = await running.s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
  return { PartNumber, ETag };
}

const complete = (
  upload: Upload,
  Parts: CompletedPart[],
  options: Partial<CompleteMultipartUploadCommandInput> = {},
) =>
  running.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...options }));

const put = (Body: string) => running.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
const remove = () => running.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));

describe('CompleteMultipartUpload', () => {
  it('answers a repeated request with the same result, without a second event', async () => {
    const events: ObjectEvent[] = [];
    const leave = running.services.s3.onObjectEvent((event) => events.push(event));
    const upload = await begin();
    const parts = [await send(upload, 'part')];
    const first = await complete(upload, parts);
    expect(await complete(upload, parts)).toMatchObject({ ETag: first.ETag, Location: first.Location });
    leave();
    expect(events.map(({ eventName }) => eventName)).toEqual(['ObjectCreated:CompleteMultipartUpload']);
    await remove();
    await expect(complete(upload, parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  // LocalStack's recordings test_complete_multipart_parts_order, test_multipart_complete_multipart_too_small and _wrong_part.
  it('refuses parts out of order, twice, small, missing or with another ETag', async () => {
    const upload = await begin();
    const [one, two] = [await send(upload, 'one'), await send(upload, 'two', 2)];
    await expect(complete(upload, [two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete(upload, [one, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete(upload, [one, two])).rejects.toMatchObject({
      name: 'EntityTooSmall',
      ProposedSize: '3',
      MinSizeAllowed: String(minPartBytes),
      PartNumber: '1',
      ETag: one.ETag?.replaceAll('"', ''),
    });
    for (const part of [
      { ...one, PartNumber: 3 },
      { ...one, ETag: two.ETag },
    ]) {
      await expect(complete(upload, [part])).rejects.toMatchObject({ name: 'InvalidPart' });
    }
    await expect(complete(upload, [])).rejects.toMatchObject({ name: 'MalformedXML' });
    const withoutBody = complete(upload, [], { MultipartUpload: undefined });
    await expect(withoutBody).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('accepts a part of 5 MiB before the last, and refuses one byte less', async () => {
    const upload = await begin();
    const last = await send(upload, 'last', 2);
    const small = await send(upload, Buffer.alloc(minPartBytes - 1));
    await expect(complete(upload, [small, last])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await complete(upload, [await send(upload, Buffer.alloc(minPartBytes)), last]);
  });

  // LocalStack's recording test_multipart_size_validation.
  it('compares x-amz-mp-object-size', async () => {
    const upload = await begin();
    const parts = [await send(upload, 'aaaa')];
    await expect(complete(upload, parts, { MpuObjectSize: 5 })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 4",
    });
    await complete(upload, parts, { MpuObjectSize: 4 });
  });

  // LocalStack's recordings test_multipart_if_match_with_put, _with_delete and test_multipart_if_none_match_with_delete.
  it('conflicts with a change since the upload began, even if its condition holds now', async () => {
    const conflict = { name: 'ConditionalRequestConflict', $metadata: { httpStatusCode: 409 } };
    const old = await put('old');
    const upload = await begin();
    const parts = [await send(upload, 'part')];
    const none = complete(upload, parts, { IfNoneMatch: '*' });
    await expect(none).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await remove();
    await expect(complete(upload, parts, { IfNoneMatch: '*' })).rejects.toMatchObject(conflict);
    await put('old');
    await expect(complete(upload, parts, { IfMatch: old.ETag })).rejects.toMatchObject(conflict);
    const again = await begin();
    await complete(again, [await send(again, 'part')], { IfMatch: old.ETag });
    await complete(upload, parts);
  });

  // LocalStack's recording test_put_object_on_suspended_bucket.
  it('creates an object once if several uploads of a key demand at the same time that there is none', async () => {
    const uploads = await Promise.all(Array.from({ length: 10 }, () => begin()));
    const parts = await Promise.all(uploads.map((upload) => send(upload, 'x')));
    // The file of a part that is not listed is removed, which takes time.
    await Promise.all(uploads.map((upload) => send(upload, 'not listed', 2)));
    const results = await Promise.allSettled(
      uploads.map((upload, index) => complete(upload, parts.slice(index, index + 1), { IfNoneMatch: '*' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('returns the version id of a version, but none while versioning is suspended', async () => {
    const versionIds: unknown[] = [];
    for (const Status of ['Enabled', 'Suspended'] as const) {
      const VersioningConfiguration = { Status };
      await running.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      const upload = await begin();
      versionIds.push((await complete(upload, [await send(upload, Status)])).VersionId);
      versionIds.push((await put(Status)).VersionId);
    }
    const version = expect.stringMatching(/^.{32}$/);
    expect(versionIds).toEqual([version, version, undefined, undefined]);
  });
});

describe('checksums of multipart uploads', () => {
  const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

  // LocalStack's recordings test_multipart_checksum_type_compatibility and test_multipart_parts_checksum_exceptions_composite.
  it.each<[string, Partial<CreateMultipartUploadCommandInput>, RegExp]>([
    [
      'composite CRC64NVME',
      { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' },
      /cannot be used with the crc64nvme/,
    ],
    [
      'full-object SHA256',
      { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' },
      /cannot be used with the sha256/,
    ],
    ['an unknown algorithm', { ChecksumAlgorithm: 'TEST' as 'SHA1' }, /algorithm provided is unsupported/],
  ])('refuses %s', async (_what, options, message) => {
    await expect(begin(options)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(message),
    });
  });

  it('makes a composite checksum of those of the parts, each of which must be listed', async () => {
    const upload = await begin({ ChecksumAlgorithm: 'SHA256' });
    await expect(send(upload, 'abc')).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
    });
    const part = { ...upload, PartNumber: 1, Body: 'abc', ChecksumAlgorithm: 'SHA256' as const };
    const { ETag, ChecksumSHA256 } = await running.s3.send(new UploadPartCommand(part));
    expect(ChecksumSHA256).toBe(sha256('abc').toString('base64'));
    const listed = { PartNumber: 1, ETag };
    await expect(complete(upload, [listed])).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(/using a sha256 checksum.*missing for part 1/),
    });
    const wrong = complete(upload, [{ ...listed, ChecksumSHA256: sha256('x').toString('base64') }]);
    await expect(wrong).rejects.toMatchObject({ name: 'InvalidPart' });
    const other = complete(upload, [{ ...listed, ChecksumSHA256, ChecksumCRC32: 'NSRBwg==' }]);
    await expect(other).rejects.toMatchObject({ name: 'BadDigest' });
    const type = complete(upload, [{ ...listed, ChecksumSHA256 }], { ChecksumType: 'FULL_OBJECT' });
    await expect(type).rejects.toMatchObject({
      message: expect.stringMatching(/using the COMPOSITE checksum mode/),
    });
    expect(await complete(upload, [{ ...listed, ChecksumSHA256 }])).toMatchObject({
      ChecksumSHA256: `${sha256(sha256('abc')).toString('base64')}-1`,
      ChecksumType: 'COMPOSITE',
    });
  });

  // LocalStack's recording test_multipart_parts_checksum_exceptions_full_object.
  it('compares the checksum of the complete object', async () => {
    const upload = await begin({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const parts = [await send(upload, 'abc')];
    const ChecksumType = 'FULL_OBJECT' as const;
    const ChecksumCRC32 = 'NSRBwg==';
    for (const options of [{ ChecksumType, ChecksumCRC32: 'AAAAAA==' }, { ChecksumCRC32 }]) {
      await expect(complete(upload, parts, options)).rejects.toMatchObject({ name: 'BadDigest' });
    }
    expect(await complete(upload, parts, { ChecksumType, ChecksumCRC32 })).toMatchObject({ ChecksumCRC32 });
  });
});

describe('UploadPartCopy', () => {
  const copy = (upload: Upload, CopySourceRange?: string) =>
    running.s3.send(
      new UploadPartCopyCommand({
        ...upload,
        PartNumber: 1,
        CopySource: `${Bucket}/source`,
        CopySourceRange,
      }),
    );

  beforeEach(() => running.s3.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' })));

  it.each([
    ['bytes=0-8', '012345678'],
    ['bytes=9-9', '9'],
    [undefined, '0123456789'],
  ])('copies the range %s', async (range, content) => {
    const upload = await begin();
    const { CopyPartResult } = await copy(upload, range);
    await complete(upload, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    const { Body } = await running.s3.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect(await Body?.transformToString()).toBe(content);
  });

  // LocalStack's recording test_upload_part_copy_range.
  it.each([
    ...[
      '0-8',
      'bytes=1-0',
      'bytes=-1-',
      'bytes=0--1',
      'bytes=0-1,3-4,7-9',
      'bytes=-',
      'bytes=-0',
      'bytes=1-',
      'bytes=-2',
    ].map((range) => [range, 'InvalidArgument', /must be of the form/] as const),
    ['bytes=0-100', 'InvalidArgument', /not valid for source object of size: 10/],
    ['bytes=100-200', 'InvalidRequest', /invalid for the source object size/],
  ] as const)('refuses the range %s', async (range, name, message) => {
    await expect(copy(await begin(), range)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  // LocalStack's recording test_multipart_upload_part_copy_checksum.
  it('computes the checksum of the upload', async () => {
    const upload = await begin({ ChecksumAlgorithm: 'SHA256' });
    const { CopyPartResult } = await copy(upload);
    const ChecksumSHA256 = createHash('sha256').update('0123456789').digest('base64');
    expect(CopyPartResult).toMatchObject({ ChecksumSHA256 });
    const { Parts, ChecksumType } = await running.s3.send(new ListPartsCommand(upload));
    expect([Parts?.[0]?.ChecksumSHA256, ChecksumType]).toEqual([ChecksumSHA256, 'COMPOSITE']);
  });
});
