import { S3Error } from '../../errors.js';
import type { StoredObject } from '../object/object-version.js';
import { FormDataReader, type FormFields, boundaryOf } from '../protocol/form-data-reader.js';
import { readDescription } from '../protocol/object-description.js';
import { rawChunks } from '../protocol/request-body.js';
import { checkKeyLength, header } from '../protocol/s3-request.js';
import { encryptionHeaders, versionHeader, type S3Response } from '../protocol/s3-response.js';
import { renderPlainXml } from '../protocol/xml.js';
import { requestedBucket, type S3Operation } from './operation.js';

/** Fields of a policy and its signature, which are not checked. */
const uncheckedFields =
  /^(?:policy|signature|awsaccesskeyid|x-amz-(?:algorithm|credential|date|signature|security-token))$/;

/** POST Object: stores the file of an HTML form. Does not check its policy and signature. */
export const postObject: S3Operation = async (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const form = new FormDataReader(rawChunks(request), boundaryOf(header(request, 'content-type')));
  const formFields = await form.readFields();
  const key = keyOf(formFields);
  const description = readDescription({ ...request, headers: toHeaders(formFields) });
  const { body, md5 } = await storage.receiver.receive(form.readFile(), {});
  const object = bucket.put(key, { ...description, body, eTag: md5 }, storage.now());
  storage.notify('ObjectCreated:Post', bucket, object);
  const response = formResponse(formFields.fields, bucket.name, object);
  return {
    ...response,
    headers: {
      etag: `"${object.eTag}"`,
      ...encryptionHeaders,
      ...versionHeader(bucket, object.versionId),
      ...response.headers,
    },
  };
};

function keyOf({ fields, fileName }: FormFields): string {
  const key = fields.get('key')?.replaceAll('${filename}', fileName);
  if (key === undefined || key === '') {
    throw new S3Error('InvalidArgument', 400, "Bucket POST must contain a field named 'key'.");
  }
  checkKeyLength(key);
  return key;
}

const toHeaders = ({ fields }: FormFields): Record<string, string> =>
  Object.fromEntries([...fields].filter(([name]) => !uncheckedFields.test(name)));

/** The response that the form requests: a redirect, or status 200, 201 or 204. */
function formResponse(
  fields: FormFields['fields'],
  bucketName: string,
  { key, eTag }: StoredObject,
): S3Response {
  const location = `/${bucketName}/${encodeURIComponent(key)}`;
  const target = redirectTarget(fields.get('success_action_redirect'));
  if (target !== undefined) {
    target.search = new URLSearchParams({ bucket: bucketName, key, etag: `"${eTag}"` }).toString();
    return { status: 303, headers: { location: target.href } };
  }
  const status = fields.get('success_action_status');
  if (status !== '201') return { status: status === '200' ? 200 : 204, headers: { location } };
  return {
    status: 201,
    headers: { location, 'content-type': 'application/xml' },
    body: renderPlainXml('PostResponse', {
      Location: location,
      Bucket: bucketName,
      Key: key,
      ETag: `"${eTag}"`,
    }),
  };
}

/** Like S3, ignores a target that is not a URL. */
function redirectTarget(url: string | undefined): URL | undefined {
  return url !== undefined && /^https?:/.test(url) && URL.canParse(url) ? new URL(url) : undefined;
}
