import { routes, type Route } from './routes.js';
import { S3Error } from './s3-error.js';
import { header, type S3Request } from './s3-request.js';

/** Names that any query may have: the operation's, as SDKs note it, and a presigned link's. */
const alwaysTaken = /^(?:x-id|x-amz-.*|AWSAccessKeyId|Signature|Expires)$/i;

/** Headers that ask for something this service would only pretend to do. */
const refusedHeaders =
  /^x-amz-(?:server-side-encryption-customer-|object-lock-|bucket-object-lock-enabled|grant-)/;

/** Access lists that say no more than that the owner may do everything. */
const harmlessAcls = new Set([undefined, 'private', 'bucket-owner-full-control']);

/**
 * The route of a request. It must know every name of the query: a sub-resource that is not served never acts as the
 * plain request would.
 *
 * @throws {@link S3Error} `NotImplemented` (501) if none does; `AccessControlListNotSupported`.
 */
export function findRoute(request: S3Request): Route {
  const names = [...request.query.keys()].filter((name) => !alwaysTaken.test(name));
  const level = levelOf(request);
  const copies = header(request, 'x-amz-copy-source') !== undefined;
  const found = routes.find(
    (route) =>
      route.level === level &&
      route.method === request.method &&
      route.copies === copies &&
      route.needs.every((name) => names.includes(name)) &&
      names.every((name) => route.needs.includes(name) || route.takes.includes(name)),
  );
  const refused = Object.keys(request.headers).find((name) => refusedHeaders.test(name));
  if (found === undefined || refused !== undefined) {
    const what = [`${request.method} of a ${level}`, ...names, ...(refused === undefined ? [] : [refused])];
    throw new S3Error('NotImplemented', 501, `These local services do not serve ${what.join(' with ')}.`);
  }
  if (!harmlessAcls.has(header(request, 'x-amz-acl'))) {
    throw new S3Error('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
  }
  return found;
}

function levelOf({ bucketName, key }: S3Request): Route['level'] {
  if (bucketName === undefined) return 'service';
  return key === undefined ? 'bucket' : 'object';
}
