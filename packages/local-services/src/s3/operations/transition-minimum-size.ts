import { S3Error } from '../../errors.js';
import { header } from '../protocol/s3-request.js';
import { requestedBucket, type S3Operation } from './operation.js';

const headerName = 'x-amz-transition-default-minimum-object-size';

const allObjectsAbove128K = 'all_storage_classes_128K';

/**
 * Adds the header to an operation on the lifecycle configuration of a bucket: it is stored by PUT and always returned. Terraform
 * waits until it reads the value that it wrote. Source: API reference, PutBucketLifecycleConfiguration.
 */
export const withTransitionMinimumSize =
  (plain: S3Operation): S3Operation =>
  async (request, storage, authorize) => {
    const asked = header(request, headerName) ?? allObjectsAbove128K;
    if (asked !== allObjectsAbove128K && asked !== 'varies_by_storage_class') {
      const message = `Invalid value of ${headerName}.`;
      throw new S3Error('InvalidRequest', 400, message);
    }
    const response = await plain(request, storage, authorize);
    const bucket = requestedBucket(request, storage);
    if (request.method === 'PUT') bucket.transitionMinimumSize = asked;
    return { ...response, headers: { ...response.headers, [headerName]: bucket.transitionMinimumSize } };
  };
