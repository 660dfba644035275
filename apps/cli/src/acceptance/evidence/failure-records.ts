import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { parseFailedBatch, parseFailedUpload } from '@headwaters/ledger';
import { isJsonObject, type JsonObject } from '../observation/json-value.js';
import type { Observation } from '../observation/observation.js';
import type { AcceptanceTarget, AwsClients } from '../target/target.js';

/** What the failure record of an invocation says, in the words of Lambda. */
export interface FailureRecord {
  readonly condition: string;
  readonly invokeCount: number;
  /** `absent` if the record has no response. */
  readonly functionError: string | null;
  /** Whether the record contains the event. */
  readonly hasEvent: boolean;
  /** When Lambda wrote it. */
  readonly at: Date;
}

/** Clocks of AWS and of this machine may differ. */
const maxClockSkewMillis = 5 * 60_000;

/** Finds the failure records of asynchronous invocations of the producer for one key, written since a point in time. */
export async function findUploadFailures(
  target: AcceptanceTarget,
  key: string,
  since: Date,
): Promise<FailureRecord[]> {
  const prefix = `aws/lambda/async/${target.pipeline.producerFunction}`;
  const texts = await readSince(target, prefix, since);
  return texts
    .filter((text) => parseFailedUpload(text)?.sources.some((source) => source.key === key))
    .map(readFailureRecord);
}

/** Finds the failure records of a mapping that contain a Kinesis record with this data, written since a point in time. */
export async function findBatchFailures(
  target: AcceptanceTarget,
  { mappingId, data }: { readonly mappingId: string; readonly data: Uint8Array },
  since: Date,
): Promise<FailureRecord[]> {
  const texts = await readSince(target, `aws/lambda/${mappingId}/`, since);
  const contains = (text: string) =>
    parseFailedBatch(text)?.records.some((record) => Buffer.compare(record.data, data) === 0);
  return texts.filter(contains).map(readFailureRecord);
}

/** Converts a failure record to fields of an observation. Times are left out. */
export function observeFailure({
  condition,
  invokeCount,
  functionError,
  hasEvent,
}: FailureRecord): Observation {
  return { condition, invokeCount, functionError, hasEvent };
}

/** Converts an observed failure to the form of a conformance scenario. */
export function destinationOf({ condition, invokeCount, functionError, hasEvent }: JsonObject) {
  return {
    condition: typeof condition === 'string' ? condition : 'unknown',
    invokeCount: Number(invokeCount),
    functionError: typeof functionError === 'string' ? functionError : null,
    payload: hasEvent === true,
  };
}

async function readSince(target: AcceptanceTarget, prefix: string, since: Date): Promise<string[]> {
  const { clients, pipeline } = target;
  const oldestMillis = since.getTime() - maxClockSkewMillis;
  const request = { Bucket: pipeline.failuresBucket, Prefix: prefix };
  const texts: string[] = [];
  for await (const { Contents: page = [] } of paginateListObjectsV2({ client: clients.s3 }, request)) {
    for (const { Key: key = '', LastModified: written } of page)
      if (written !== undefined && written.getTime() >= oldestMillis)
        texts.push(await readText(clients, pipeline.failuresBucket, key));
  }
  return texts;
}

async function readText({ s3 }: AwsClients, bucket: string, key: string): Promise<string> {
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await body?.transformToString()) ?? '';
}

/**
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html (read 2026-11-24).
 */
function readFailureRecord(text: string): FailureRecord {
  const document: unknown = JSON.parse(text);
  const record = isJsonObject(document) ? document : {};
  const request = isJsonObject(record['requestContext']) ? record['requestContext'] : {};
  const { responseContext: response } = record;
  const error = isJsonObject(response) ? response['functionError'] : 'absent';
  return {
    condition: String(request['condition']),
    invokeCount: Number(request['approximateInvokeCount']),
    functionError: typeof error === 'string' ? error : null,
    hasEvent: 'payload' in record || 'requestPayload' in record,
    at: new Date(String(record['timestamp'])),
  };
}
