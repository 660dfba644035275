import type { ResponseHeaders, S3Response } from './protocol/s3-response.js';
import { randomBytes } from 'node:crypto';
import type { ServiceHandler, ServiceRequest } from '../network/service-handler.js';
import { accessKeyIdOf, type Authorize } from '../network/authorize.js';
import type { Storage } from './bucket/storage.js';
import { type AuthorizeCaller, checkPermissions, hideMissingObject } from './check-permissions.js';
import { corsHeaders, handlePreflight } from './cors-rules.js';
import { checkExpectedOwner } from './protocol/expected-owner.js';
import { readS3Request } from './protocol/s3-request.js';
import { requiredPermissions } from './required-permissions.js';
import { findRoute } from './routes.js';
import { type Exchange, errorResponse, sendResponse } from './send-response.js';

/**
 * Creates the handler of the S3 REST protocol, path style. It does not check signatures.
 *
 * @param authorize - Default: every caller may do everything.
 */
export function createS3Handler(storage: Storage, authorize: Authorize = () => undefined): ServiceHandler {
  return async (request, response) => {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    const exchange = { request, requestId, response };
    const accessKeyId = accessKeyIdOf(request);
    const authorizeCaller: AuthorizeCaller = (permission) => authorize({ ...permission, accessKeyId });
    await sendResponse(await respond(exchange, storage, authorizeCaller), exchange);
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

async function respond(
  exchange: Exchange,
  storage: Storage,
  authorize: AuthorizeCaller,
): Promise<S3Response> {
  let cors: ResponseHeaders = {};
  let bucketName: string | undefined;
  try {
    const request = readS3Request(exchange.request);
    bucketName = request.bucketName;
    const bucket = storage.findBucket(bucketName ?? '');
    if (request.method === 'OPTIONS') return handlePreflight(request, bucket);
    cors = corsHeaders(request, bucket);
    const { name, operation, selecting } = findRoute(request);
    checkPermissions(requiredPermissions(request, name, selecting), authorize);
    if (bucket !== undefined) {
      checkExpectedOwner(request, 'x-amz-expected-bucket-owner', storage.options.accountId);
    }
    const result = await operation(request, storage, authorize);
    return { ...result, headers: { ...result.headers, ...cors } };
  } catch (error) {
    const result = errorResponse(hideMissingObject(error, bucketName, authorize), exchange);
    return { ...result, headers: { ...result.headers, ...cors } };
  }
}
