import type { MultipartUpload } from '../multipart-upload.js';
import { S3Error } from '../s3-error.js';
import type { S3Request } from '../s3-request.js';
import type { Storage } from '../storage.js';
import { requestedBucket } from './requested.js';

/** @throws {@link S3Error} `NoSuchUpload`, also if it is for another key. */
export function requestedUpload(request: S3Request, storage: Storage): MultipartUpload {
  const uploadId = request.query.get('uploadId') ?? '';
  const upload = requestedBucket(request, storage).uploads.get(uploadId);
  if (upload !== undefined && upload.key === request.key) return upload;
  throw new S3Error(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );
}
