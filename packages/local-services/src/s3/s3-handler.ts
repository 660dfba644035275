import type { ResponseHeaders, S3Response } from './protocol/s3-response.js';
import { randomBytes } from 'node:crypto';
import type { ServiceHandler, ServiceRequest } from '../network/service-handler.js';
import { accessKeyIdOf, type Authorize } from '../network/authorize.js';
import type { OnRequest, ServedRequest } from '../network/served-request.js';
import type { Storage } from './bucket/storage.js';
import { type AuthorizeCaller, checkPermissions, hideMissingObject } from './check-permissions.js';
import { corsHeaders, handlePreflight } from './cors-rules.js';
import { checkExpectedOwner } from './protocol/expected-owner.js';
import { readS3Request } from './protocol/s3-request.js';
import { requiredPermissions } from './required-permissions.js';
import { findRoute } from './routes.js';
import { type Exchange, errorResponse, sendResponse, toS3Error } from './send-response.js';

/** Options of {@link createS3Handler}. */
interface S3HandlerOptions {
  /** Default: every caller may do everything. */
  readonly authorize?: Authorize | undefined;
  readonly onRequest?: OnRequest | undefined;
}

/** Creates the handler of the S3 REST protocol, path style. It does not check signatures. */
export function createS3Handler(
  storage: Storage,
  { authorize = () => undefined, onRequest }: S3HandlerOptions = {},
): ServiceHandler {
  return async (request, response) => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    const exchange = { request, requestId, response };
    const accessKeyId = accessKeyIdOf(request);
    const authorizeCaller: AuthorizeCaller = (permission) => authorize({ ...permission, accessKeyId });
    const { answer, ...served } = await respond(exchange, storage, authorizeCaller);
    onRequest?.({ service: 's3', accessKeyId, status: answer.status, ...served });
    await sendResponse(answer, exchange);
    return true;
  };
}

/**
 * Answers the requests of foreign web pages to buckets that have CORS rules. The rules decide. Other handlers never see such a
 * request.
 */
export function answerPagesByCorsRules(storage: Storage, s3Handler: ServiceHandler): ServiceHandler {
  return (request, response) => hasCorsRules(request, storage) && s3Handler(request, response);
}

function hasCorsRules(request: ServiceRequest, storage: Storage): boolean {
  try {
    const bucket = storage.findBucket(readS3Request(request).bucketName ?? '');
    return bucket?.configurations.has('cors') ?? false;
  } catch {
    return false;
  }
}

interface Answer extends Pick<ServedRequest, 'operation' | 'resource' | 'errorCode'> {
  readonly answer: S3Response;
}

async function respond(exchange: Exchange, storage: Storage, authorize: AuthorizeCaller): Promise<Answer> {
  let cors: ResponseHeaders = {};
  let resource: string | undefined;
  let operation: string | undefined;
  const answerWith = ({ headers, ...response }: S3Response): S3Response => ({
    ...response,
    headers: { ...headers, ...cors },
  });
  try {
    const request = readS3Request(exchange.request);
    resource = request.bucketName;
    const bucket = storage.findBucket(resource ?? '');
    if (request.method === 'OPTIONS')
      return { answer: handlePreflight(request, bucket), operation, resource };
    cors = corsHeaders(request, bucket);
    const route = findRoute(request);
    operation = route.name;
    checkPermissions(requiredPermissions(request, route.name, route.selecting), authorize);
    if (bucket !== undefined) {
      checkExpectedOwner(request, 'x-amz-expected-bucket-owner', storage.options.accountId);
    }
    const result = await route.operation(request, storage, authorize);
    return { answer: answerWith(result), operation, resource };
  } catch (cause) {
    const error = toS3Error(hideMissingObject(cause, resource, authorize));
    const answer = answerWith(errorResponse(error, exchange));
    return { answer, operation, resource, errorCode: error.code };
  }
}
