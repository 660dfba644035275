import { randomUUID } from 'node:crypto';
import { KinesisError } from '../errors.js';
import {
  BodyTooLargeError,
  type ServiceHandler,
  type ServiceRequest,
  type ServiceResponse,
  readBody,
} from '../network/service-handler.js';
import { getRecords, getShardIterator } from './operations/get-records.js';
import type { Operation } from './operations/operation.js';
import { putRecord, putRecords } from './operations/put-records.js';
import { Members } from './operations/request-reader.js';
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

/** What is served, by the name that follows `Kinesis_20131202.` in `X-Amz-Target`. All else is answered 501. */
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

/** Bytes of a request: 10 MiB of data as base64, and room for 500 entries' names and keys. */
const maxRequestBytes = 18 * 1024 * 1024;

/** Serves Kinesis' JSON protocol to every request whose `X-Amz-Target` names it. Signatures are not checked. */
export function createKinesisHandler(catalogue: StreamCatalogue): ServiceHandler {
  return async (request, response) => {
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string' || !target.startsWith(targetPrefix)) return false;
    try {
      const answer = await perform(target.slice(targetPrefix.length), request, catalogue);
      send(response, 200, answer === undefined ? '' : JSON.stringify(answer));
    } catch (error) {
      const { code, message, status } = asKinesisError(error);
      response.setHeader('x-amzn-ErrorType', code);
      send(response, status, JSON.stringify({ __type: code, message }));
    }
    return true;
  };
}

async function perform(name: string, request: ServiceRequest, catalogue: StreamCatalogue) {
  const body = await readBody(request, maxRequestBytes);
  const operation = operations.get(name);
  if (operation === undefined) {
    throw new KinesisError(
      'UnknownOperationException',
      `${name} is not served by these local services.`,
      501,
    );
  }
  return operation(new Members(parseObject(body)), catalogue);
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

function asKinesisError(error: unknown): KinesisError {
  if (error instanceof KinesisError) return error;
  if (error instanceof BodyTooLargeError)
    return new KinesisError('RequestEntityTooLargeException', error.message, 413);
  return new KinesisError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}

function send(response: ServiceResponse, status: number, body: string): void {
  response.statusCode = status;
  response.setHeader('content-type', contentType);
  response.setHeader('content-length', String(Buffer.byteLength(body)));
  response.setHeader('x-amzn-RequestId', randomUUID());
  response.end(body);
}
