/** The event that S3 sends for an upload. */
export function uploadEvent(
  bucket: string,
  upload: { key: string; versionId: string; size: number },
): unknown {
  const { key, versionId, size } = upload;
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: '2026-11-23T00:00:00.000Z',
        eventName: 'ObjectCreated:Put',
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'uploads.txt',
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: encodeURIComponent(key).replaceAll('%20', '+'),
            versionId,
            size,
            sequencer: '0055AED6DCD90281E5',
          },
        },
      },
    ],
  };
}
