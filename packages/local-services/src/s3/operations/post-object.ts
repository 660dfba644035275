import { S3Error } from '../../errors.js';
import { readVirtualHostedBucket } from '../../network/loopback-names.js';
import type { Bucket } from '../bucket/bucket.js';
import type { ObjectDescription, StoredObject } from '../object/object-version.js';
import { FormDataReader, type FormFields, boundaryOf } from '../protocol/form-data-reader.js';
import { readFormDescription } from '../protocol/object-description.js';
import { checkPostedSize, checkPostPolicy } from '../protocol/post-policy.js';
import { rawChunks, readFormExpectation } from '../protocol/request-body.js';
import { type S3Request, checkKeyLength, header } from '../protocol/s3-request.js';
import {
  checksumHeaders,
  objectEncryption,
  writtenVersionHeader,
  type S3Response,
} from '../protocol/s3-response.js';
import { parseFormTagging } from '../protocol/tagging.js';
import { renderPlainXml } from '../protocol/xml.js';
import { headersOfForm } from './form-fields.js';
import { requestedBucket, type S3Operation } from './operation.js';

/** ACLs that grant full control to the owner and nothing else. */
const ownerOnlyAcls = [undefined, 'private', 'bucket-owner-full-control'];

/** POST Object: stores the file of an HTML form. Checks its policy, and not its signature. */
export const postObject: S3Operation = async (request, storage) => {
  const { name: bucketName } = requestedBucket(request, storage);
  const form = new FormDataReader(rawChunks(request), boundaryOf(header(request, 'content-type')));
  const formFields = await form.readFields();
  const key = keyOf(formFields);
  const { fields } = formFields;
  const range = checkPostPolicy({ fields, bucketName, key, nowMillis: storage.now() });
  const headers = headersOfForm(fields);
  const description = describe({ ...request, headers }, formFields);
  const received = await storage.receiver.receive(form.readFile(), readFormExpectation({ headers }));
  const { body, md5, checksum } = received;
  const content = {
    body,
    eTag: md5,
    ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' as const } }),
  };
  let bucket: Bucket;
  try {
    checkPostedSize(body.size, range);
    // Another request may have deleted the bucket in the meantime.
    bucket = requestedBucket(request, storage);
  } catch (error) {
    await body.release();
    throw error;
  }
  const object = bucket.put(key, { ...description, ...content }, storage.now());
  storage.notify('ObjectCreated:Post', bucket, object);
  return respond(request, { fields, bucket, object });
};

function describe(form: S3Request, { fields }: FormFields): ObjectDescription {
  if (!ownerOnlyAcls.includes(fields.get('acl'))) {
    throw new S3Error('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
  }
  const description = readFormDescription(form);
  const tagging = fields.get('tagging');
  return tagging === undefined ? description : { ...description, tags: parseFormTagging(tagging) };
}

function keyOf({ fields, fileName }: FormFields): string {
  const key = fields.get('key')?.replaceAll('${filename}', () => fileName);
  if (key === undefined || key === '') {
    throw new S3Error('InvalidArgument', 400, "Bucket POST must contain a field named 'key'.");
  }
  checkKeyLength(key);
  return key;
}

/** What was stored by a form. */
interface Posted {
  readonly fields: FormFields['fields'];
  readonly bucket: Bucket;
  readonly object: StoredObject;
}

/** The response that the form requests: a redirect, or status 200, 201 or 204. */
function respond(request: S3Request, { fields, bucket, object }: Posted): S3Response {
  const location = locationOf(request, object.key);
  const headers = {
    location,
    etag: `"${object.eTag}"`,
    ...objectEncryption(object),
    ...writtenVersionHeader(object),
    ...checksumHeaders(object.checksum),
  };
  const content = { Bucket: bucket.name, Key: object.key, ETag: headers.etag };
  const target = redirectTarget(fields.get('success_action_redirect') ?? fields.get('redirect'));
  if (target !== undefined) {
    target.search = new URLSearchParams({
      bucket: bucket.name,
      key: object.key,
      etag: headers.etag,
    }).toString();
    return { status: 303, headers: { ...headers, location: target.href } };
  }
  const status = fields.get('success_action_status');
  if (status !== '201') return { status: status === '200' ? 200 : 204, headers };
  return {
    status: 201,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: renderPlainXml('PostResponse', { Location: location, ...content }),
  };
}

/** URL of an object in the bucket to which the form was sent. */
function locationOf(request: S3Request, key: string): string {
  const host = header(request, 'host') ?? '';
  const bucket = readVirtualHostedBucket(host) === undefined ? `/${request.bucketName ?? ''}` : '';
  return `http://${host}${bucket}/${encodeURIComponent(key)}`;
}

/** Like S3, ignores a target that is not a URL. */
function redirectTarget(url: string | undefined): URL | undefined {
  return url !== undefined && /^https?:/.test(url) && URL.canParse(url) ? new URL(url) : undefined;
}
