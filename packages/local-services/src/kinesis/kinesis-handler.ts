import { randomUUID } from 'node:crypto';
import { BodyTooLargeError, KinesisError } from '../errors.js';
import {
  readBody,
  type ServiceHandler,
  type ServiceRequest,
  type ServiceResponse,
} from '../network/service-handler.js';
import { getRecords, getShardIterator } from './operations/get-records.js';
import type { Operation } from './operations/operation.js';
import { putRecord, putRecords } from './operations/put-records.js';
import { RequestReader } from './operations/request-reader.js';
import { mergeShards, splitShard, updateShardCount } from './operations/resharding.js';
import { listShards } from './operations/shards.js';
import {
  decreaseRetention,
  describeLimits,
  disableEnhancedMonitoring,
  enableEnhancedMonitoring,
  increaseRetention,
  startStreamEncryption,
  stopStreamEncryption,
  updateStreamMode,
} from './operations/stream-settings.js';
import {
  createStream,
  deleteStream,
  describeStream,
  describeStreamSummary,
  listStreams,
} from './operations/streams.js';
import { listTagsForResource, listTagsForStream, tagStream, untagStream } from './operations/tags.js';
import type { StreamCatalogue } from './stream/stream-catalogue.js';

/** Supported operations by name. The response to any other operation is 501. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ['AddTagsToStream', tagStream],
  ['CreateStream', createStream],
  ['DecreaseStreamRetentionPeriod', decreaseRetention],
  ['DeleteStream', deleteStream],
  ['DescribeLimits', describeLimits],
  ['DescribeStream', describeStream],
  ['DescribeStreamSummary', describeStreamSummary],
  ['DisableEnhancedMonitoring', disableEnhancedMonitoring],
  ['EnableEnhancedMonitoring', enableEnhancedMonitoring],
  ['GetRecords', getRecords],
  ['GetShardIterator', getShardIterator],
  ['IncreaseStreamRetentionPeriod', increaseRetention],
  ['ListShards', listShards],
  ['ListStreams', listStreams],
  ['ListTagsForResource', listTagsForResource],
  ['ListTagsForStream', listTagsForStream],
  ['MergeShards', mergeShards],
  ['PutRecord', putRecord],
  ['PutRecords', putRecords],
  ['RemoveTagsFromStream', untagStream],
  ['SplitShard', splitShard],
  ['StartStreamEncryption', startStreamEncryption],
  ['StopStreamEncryption', stopStreamEncryption],
  ['TagResource', tagStream],
  ['UntagResource', untagStream],
  ['UpdateShardCount', updateShardCount],
  ['UpdateStreamMode', updateStreamMode],
]);

const targetPrefix = 'Kinesis_20131202.';
const contentType = 'application/x-amz-json-1.1';

/** Largest request: 10 MiB of data in base64, plus the keys and JSON of 500 entries. */
const maxRequestBytes = 18 * 1024 * 1024;

/**
 * Creates the handler of the Kinesis JSON protocol, for requests with an `X-Amz-Target` of Kinesis. It does not check
 * signatures.
 */
export function createKinesisHandler(catalogue: StreamCatalogue): ServiceHandler {
  return async (request, response) => {
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string' || !target.startsWith(targetPrefix)) return false;
    try {
      const result = await execute(target.slice(targetPrefix.length), request, catalogue);
      send(response, 200, result === undefined ? '' : JSON.stringify(result));
    } catch (error) {
      const { code, message, status } = toKinesisError(error);
      response.setHeader('x-amzn-ErrorType', code);
      send(response, status, JSON.stringify({ __type: code, message }));
    }
    return true;
  };
}

async function execute(name: string, request: ServiceRequest, catalogue: StreamCatalogue) {
  const body = await readBody(request, maxRequestBytes);
  const operation = operations.get(name);
  if (operation === undefined) {
    throw new KinesisError('UnknownOperationException', `The local services do not support ${name}.`, 501);
  }
  return operation(new RequestReader(parseObject(body)), catalogue);
}

function parseObject(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body.length === 0 ? '{}' : body.toString('utf8'));
  } catch {
    throw new KinesisError('SerializationException', 'The request body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KinesisError('SerializationException', 'The request body is not a JSON object.');
  }
  return value as Record<string, unknown>;
}

function toKinesisError(error: unknown): KinesisError {
  if (error instanceof KinesisError) return error;
  if (error instanceof BodyTooLargeError) {
    return new KinesisError('RequestEntityTooLargeException', error.message, 413);
  }
  return new KinesisError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}

function send(response: ServiceResponse, status: number, body: string): void {
  response.statusCode = status;
  response.setHeader('content-type', contentType);
  response.setHeader('content-length', String(Buffer.byteLength(body)));
  response.setHeader('x-amzn-RequestId', randomUUID());
  response.end(body);
}
