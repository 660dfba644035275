import { describe, expect, it } from '@jest/globals';
import { s3RequestItem } from '@headwaters/bill';

const item = (operation: string, status = 200, errorCode?: string) =>
  s3RequestItem({ operation, status, errorCode });

describe('s3RequestItem', () => {
  it('bills PUT, COPY, POST and LIST as writes, each part of a multipart upload too', () => {
    const writes = [
      ...['PutObject', 'CopyObject', 'PostObject', 'CreateMultipartUpload', 'UploadPart', 'UploadPartCopy'],
      ...[
        'CompleteMultipartUpload',
        'ListObjectsV2',
        'ListObjectVersions',
        'ListBuckets',
        'PutObjectTagging',
      ],
    ];
    expect(writes.filter((operation) => item(operation) !== 's3Writes')).toEqual([]);
  });

  it('bills GET and HEAD as reads, and deletions not at all', () => {
    expect(['GetObject', 'HeadObject', 'GetObjectTagging'].map((name) => item(name))).toEqual(
      Array(3).fill('s3Reads'),
    );
    expect(['DeleteObject', 'DeleteObjects', 'AbortMultipartUpload'].map((name) => item(name))).toEqual(
      Array(3).fill(undefined),
    );
  });

  it('bills 404, 412 and 403 like 200, not 500 and 503, and not errors that AWS lists as free', () => {
    expect(item('GetObject', 404, 'NoSuchKey')).toBe('s3Reads');
    expect(item('PutObject', 412, 'PreconditionFailed')).toBe('s3Writes');
    expect(item('PutObject', 403, 'AccessDenied')).toBe('s3Writes');
    expect(item('PutObject', 499, '')).toBe('s3Writes');
    expect(item('PutObject', 500, 'InternalError')).toBeUndefined();
    expect(item('PutObject', 503, 'SlowDown')).toBeUndefined();
    expect(item('GetObject', 416, 'InvalidRange')).toBeUndefined();
  });
});
