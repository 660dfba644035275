import { readText } from '../read-text.js';
import { S3Error } from '../s3-error.js';
import { xmlAnswer, type S3Answer, type S3Operation } from '../s3-operation.js';
import { requestedBucket, requestedObject } from './requested.js';
import { parseXml, renderXml } from '../xml.js';
import type { Storage } from '../storage.js';

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
