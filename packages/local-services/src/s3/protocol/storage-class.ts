import { S3Error } from '../../errors.js';
import type { StoredObject } from '../object/object-version.js';
import { withoutControls } from './header-value.js';
import { type S3Request, header } from './s3-request.js';

/**
 * Storage classes of general purpose buckets. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html (read
 * 2026-11-29).
 */
const storageClasses = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'GLACIER_IR',
  'DEEP_ARCHIVE',
];

/** An object of these classes must be restored before it is read. */
const archives = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * The storage class of a new object, or undefined for STANDARD, which S3 never returns in a header.
 *
 * @throws {@link S3Error} `InvalidStorageClass`. Source: LocalStack's recording `test_put_object_storage_class_outposts`.
 */
export function readStorageClass(request: S3Request): string | undefined {
  const storageClass = header(request, 'x-amz-storage-class');
  if (storageClass === undefined || storageClass === 'STANDARD') return undefined;
  if (storageClasses.includes(storageClass)) return storageClass;
  throw new S3Error('InvalidStorageClass', 400, 'The storage class you specified is not valid', {
    StorageClassRequested: withoutControls(storageClass),
  });
}

/**
 * Checks that the content of an object can be read. RestoreObject is unsupported, so an archived object never can.
 *
 * @throws {@link S3Error} `InvalidObjectState`. Source: LocalStack's recording `test_put_object_storage_class`.
 */
export function checkIsReadable({ headers }: StoredObject): void {
  const storageClass = headers['x-amz-storage-class'];
  if (storageClass === undefined || !archives.includes(storageClass)) return;
  throw new S3Error('InvalidObjectState', 403, "The operation is not valid for the object's storage class", {
    StorageClass: storageClass,
  });
}
