import { S3Error } from '../../errors.js';
import type { StoredObject } from '../object/object-version.js';
import { FormDataReader, type FormFields, boundaryOf } from '../request/form-data-reader.js';
import { readDescription } from '../request/object-description.js';
import { rawChunks } from '../request/request-body.js';
import { checkKeyLength, header } from '../request/s3-request.js';
import { renderPlainXml } from '../request/xml.js';
import { encryptionHeaders, versionHeader } from './object-headers.js';
import { type S3Answer, type S3Operation, requestedBucket } from './operation.js';

/** Fields that only a policy or its signature needs: neither is checked. */
const uncheckedFields =
  /^(?:policy|signature|awsaccesskeyid|x-amz-(?:algorithm|credential|date|signature|security-token))$/;

/** Stores the file of an HTML form. Its policy and signature are not checked. */
export const postObject: S3Operation = async (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const form = new FormDataReader(rawChunks(request), boundaryOf(header(request, 'content-type')));
  const parts = await form.readFields();
  const key = keyOf(parts);
  const description = readDescription({ ...request, headers: describingFields(parts) });
  const { body, md5 } = await storage.receiver.receive(form.readFile(), {});
  const object = bucket.put(key, { ...description, body, eTag: md5 }, storage.now());
  storage.announce('ObjectCreated:Post', bucket, object);
  const answer = formAnswer(parts.fields, bucket.name, object);
  return {
    ...answer,
    headers: {
      etag: `"${object.eTag}"`,
      ...encryptionHeaders,
      ...versionHeader(bucket, object.versionId),
      ...answer.headers,
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

const describingFields = ({ fields }: FormFields): Record<string, string> =>
  Object.fromEntries([...fields].filter(([name]) => !uncheckedFields.test(name)));

/** What the form asked to be answered: a redirect, or a status of 200, 201 or 204. */
function formAnswer(fields: FormFields['fields'], bucketName: string, { key, eTag }: StoredObject): S3Answer {
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

/** A target that is no URL counts as none, as in S3. */
function redirectTarget(text: string | undefined): URL | undefined {
  return text !== undefined && /^https?:/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}
