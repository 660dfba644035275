import { describe, expect, it } from '@jest/globals';
import { uploadEvent } from '../../src/backfill/upload-event.js';

const pipeline = { streamArn: 'arn:aws-cn:kinesis:cn-north-1:123456789012:stream/stream' };

describe('uploadEvent', () => {
  it('is a notification of S3 with a form-encoded key', () => {
    const source = { bucket: 'b', key: 'a b+c/ü&%.txt', versionId: 'v' };
    const version = { source, sizeBytes: 3, eTag: 'e', lastModified: new Date(0) };
    expect(uploadEvent([version], pipeline)).toEqual({
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'cn-north-1',
          eventTime: '1970-01-01T00:00:00.000Z',
          eventName: 'ObjectCreated:Put',
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: 'headwaters-backfill',
            bucket: { name: 'b', arn: 'arn:aws-cn:s3:::b' },
            object: { key: 'a+b%2Bc%2F%C3%BC%26%25.txt', size: 3, eTag: 'e', versionId: 'v' },
          },
        },
      ],
    });
  });

  it('has no versionId for the version null, so that the producer compares the ETag', () => {
    const version = { source: { bucket: 'b', key: 'k' }, sizeBytes: 3, eTag: 'e', lastModified: new Date(0) };
    expect(JSON.stringify(uploadEvent([version], pipeline))).not.toContain('versionId');
  });
});
