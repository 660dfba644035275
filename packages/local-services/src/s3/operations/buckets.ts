import { S3Error } from '../../errors.js';
import type { Storage } from '../bucket/storage.js';
import { readText } from '../request/request-body.js';
import { parseXml, renderXml } from '../request/xml.js';
import { type S3Answer, type S3Operation, requestedBucket, requestedObject, xmlAnswer } from './operation.js';

/** All buckets. */
export const listBuckets: S3Operation = (_request, storage) =>
  xmlAnswer('ListAllMyBucketsResult', {
    Buckets: {
      Bucket: storage.buckets.map(({ name, createdMillis }) => ({
        Name: name,
        CreationDate: new Date(createdMillis).toISOString(),
      })),
    },
    Owner: { ID: storage.options.accountId },
  });

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Makes a bucket. The region it asks for is not looked at: there is one here. */
export const createBucket: S3Operation = async (request, storage) => {
  const name = request.bucketName ?? '';
  await readText(request);
  if (!bucketName.test(name)) {
    throw new S3Error('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: name });
  }
  storage.createBucket(name);
  return { status: 200, headers: { location: `/${name}` } };
};

/** Whether a bucket is there. */
export const headBucket: S3Operation = (request, storage) => {
  requestedBucket(request, storage);
  return { status: 200, headers: { 'x-amz-bucket-region': storage.options.region } };
};

/** Removes a bucket that is empty. */
export const deleteBucket: S3Operation = (request, storage) => {
  storage.deleteBucket(requestedBucket(request, storage));
  return { status: 204 };
};

/** Whether a bucket keeps versions. */
export const getBucketVersioning: S3Operation = (request, storage) =>
  xmlAnswer('VersioningConfiguration', { Status: requestedBucket(request, storage).versioning });

/** Begins to keep versions, or stops. What is kept stays. */
export const putBucketVersioning: S3Operation = async (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const status = parseXml(await readText(request), 'VersioningConfiguration').text('Status');
  if (status !== 'Enabled' && status !== 'Suspended') {
    throw new S3Error(
      'IllegalVersioningConfigurationException',
      400,
      'The versioning status is Enabled or Suspended.',
    );
  }
  bucket.versioning = status;
  return { status: 200 };
};

/** The region, which for us-east-1 is written as nothing. */
export const getBucketLocation: S3Operation = (request, storage) => {
  requestedBucket(request, storage);
  const { region } = storage.options;
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: renderXml('LocationConstraint', region === 'us-east-1' ? undefined : region),
  };
};

/** The owner may do everything: access lists are switched off, as in every new bucket since 2023. */
export const getBucketAcl: S3Operation = (request, storage) => {
  requestedBucket(request, storage);
  return ownerOnly(storage);
};

/** The same, of an object. */
export const getObjectAcl: S3Operation = (request, storage) => {
  requestedObject(request, storage);
  return ownerOnly(storage);
};

/** The grantee's type is an attribute, which the XML writer knows nothing of. */
function ownerOnly({ options }: Storage): S3Answer {
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
