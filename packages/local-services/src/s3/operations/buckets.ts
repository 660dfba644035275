import { S3Error } from '../../errors.js';
import type { Storage } from '../bucket/storage.js';
import { readBodyString } from '../protocol/request-body.js';
import { malformedXml, parseXml, renderXml } from '../protocol/xml.js';
import { xmlResponse, type S3Response } from '../protocol/s3-response.js';
import { requestedBucket, requestedObject, type S3Operation } from './operation.js';

/** HeadBucket. */
export const headBucket: S3Operation = (request, storage) => {
  const { name, region } = requestedBucket(request, storage);
  return {
    status: 200,
    headers: {
      'content-type': 'application/xml',
      'x-amz-access-point-alias': 'false',
      'x-amz-bucket-arn': `arn:aws:s3:::${name}`,
      'x-amz-bucket-region': region,
    },
  };
};

/** DeleteBucket. */
export const deleteBucket: S3Operation = (request, storage) => {
  storage.deleteBucket(requestedBucket(request, storage));
  return { status: 204 };
};

/** GetBucketVersioning. */
export const getBucketVersioning: S3Operation = (request, storage) =>
  xmlResponse('VersioningConfiguration', { Status: requestedBucket(request, storage).versioning });

/** PutBucketVersioning. Existing versions stay. Source of errors: LocalStack's recording test_bucket_versioning_crud. */
export const putBucketVersioning: S3Operation = async (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const configuration = parseXml(await readBodyString(request), 'VersioningConfiguration');
  const status = configuration.text('Status');
  if (status === undefined) {
    const message = 'The Versioning element must be specified';
    throw new S3Error('IllegalVersioningConfigurationException', 400, message);
  }
  if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
  if (configuration.text('MfaDelete') === 'Enabled') {
    throw new S3Error('NotImplemented', 501, 'The local services do not support MfaDelete.');
  }
  bucket.versioning = status;
  return { status: 200 };
};

/** GetBucketLocation. Empty for us-east-1. */
export const getBucketLocation: S3Operation = (request, storage) => {
  const { location } = requestedBucket(request, storage);
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: renderXml('LocationConstraint', location === 'us-east-1' ? undefined : location),
  };
};

/** GetBucketAcl. Full control for the owner: ACLs are disabled, as in all new buckets since 2023. */
export const getBucketAcl: S3Operation = (request, storage) => {
  requestedBucket(request, storage);
  return ownerOnly(storage);
};

/** GetObjectAcl, as {@link getBucketAcl}. */
export const getObjectAcl: S3Operation = (request, storage) => {
  requestedObject(request, storage);
  return ownerOnly(storage);
};

/** Builds the XML by hand, because the type of the grantee is an attribute, which `renderXml` does not support. */
function ownerOnly({ options }: Storage): S3Response {
  const owner = `<ID>${options.accountId}</ID>`;
  const type = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"';
  const grant = `<Grant><Grantee ${type}>${owner}</Grantee><Permission>FULL_CONTROL</Permission></Grant>`;
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body:
      '<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      `<Owner>${owner}</Owner><AccessControlList>${grant}</AccessControlList></AccessControlPolicy>`,
  };
}
