import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js';
import type { PrivateBucket, PrivateBucketOptions } from './private-bucket.js';

/** Parts of an upload that never ended cost money and show in no listing. */
const unfinishedUploadDays = 3;

type Storage = Pick<PrivateBucketOptions, 'replacedVersionDays' | 'expiryDays' | 'infrequentAccessDays'>;

/** Versions objects, so that an upload being read is not replaced under the reader, and lets go what is not needed. */
export function keepVersions(bucket: PrivateBucket, storage: Storage): void {
  const { replacedVersionDays, expiryDays, infrequentAccessDays } = storage;
  const versioning = new S3BucketVersioningA(bucket, 'versioning', {
    bucket: bucket.name,
    versioningConfiguration: { status: 'Enabled' },
  });
  new S3BucketLifecycleConfiguration(bucket, 'lifecycle', {
    bucket: bucket.name,
    dependsOn: [versioning],
    rule: [
      {
        id: 'expire-what-is-no-longer-needed',
        status: 'Enabled',
        filter: [{}], // every object; scanners take an empty prefix for a part of them
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: unfinishedUploadDays }],
        noncurrentVersionExpiration: [{ noncurrentDays: replacedVersionDays }],
        ...(expiryDays === undefined ? {} : { expiration: [{ days: expiryDays }] }),
        ...(infrequentAccessDays === undefined
          ? {}
          : { transition: [{ days: infrequentAccessDays, storageClass: 'STANDARD_IA' }] }),
      },
    ],
  });
}
