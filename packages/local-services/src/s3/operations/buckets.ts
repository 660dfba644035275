import { S3Error } from '../../errors.js';
import type { Storage } from '../bucket/storage.js';
import { readBodyString } from '../protocol/request-body.js';
import { parseXml, renderXml } from '../protocol/xml.js';
import { xmlResponse, type S3Response } from '../protocol/s3-response.js';
import { requestedBucket, requestedObject, type S3Operation } from './operation.js';

/** ListBuckets. */
export const listBuckets: S3Operation = (_request, storage) =>
  xmlResponse('ListAllMyBucketsResult', {
    Buckets: {
      Bucket: storage.buckets.map(({ name, createdMillis }) => ({
        Name: name,
        CreationDate: new Date(createdMillis).toISOString(),
      })),
    },
    Owner: { ID: storage.options.accountId },
  });

/** Valid bucket names. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** CreateBucket. Ignores the requested region. */
export const createBucket: S3Operation = async (request, storage) => {
  const name = request.bucketName ?? '';
  await readBodyString(request);
  if (!bucketName.test(name)) {
    throw new S3Error('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: name });
  }
  storage.createBucket(name);
  return { status: 200, headers: { location: `/${name}` } };
};

/** HeadBucket. */
export const headBucket: S3Operation = (request, storage) => {
  requestedBucket(request, storage);
  return { status: 200, headers: { 'x-amz-bucket-region': storage.options.region } };
};

/** DeleteBucket. */
export const deleteBucket: S3Operation = (request, storage) => {
  storage.deleteBucket(requestedBucket(request, storage));
  return { status: 204 };
};

/** GetBucketVersioning. */
export const getBucketVersioning: S3Operation = (request, storage) =>
  xmlResponse('VersioningConfiguration', { Status: requestedBucket(request, storage).versioning });

/** PutBucketVersioning. Existing versions stay. */
export const putBucketVersioning: S3Operation = async (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const status = parseXml(await readBodyString(request), 'VersioningConfiguration').text('Status');
  if (status !== 'Enabled' && status !== 'Suspended') {
    throw new S3Error(
      'IllegalVersioningConfigurationException',
      400,
      'The versioning status must be Enabled or Suspended.',
    );
  }
  bucket.versioning = status;
  return { status: 200 };
};

/** GetBucketLocation. Empty for us-east-1. */
export const getBucketLocation: S3Operation = (request, storage) => {
  requestedBucket(request, storage);
  const { region } = storage.options;
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: renderXml('LocationConstraint', region === 'us-east-1' ? undefined : region),
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
