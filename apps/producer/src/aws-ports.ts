import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { ProducerEnvironment } from '@headwaters/pipeline-contract';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { lambdaInvokeContinuation } from './event/task.js';
import { kinesisPutRecords } from './lane/put-records.js';
import { s3Ledger, s3ReadProgress } from './ledger/ledger.js';
import { s3RecordSource } from './ledger/record-source.js';

/** Longest wait for a connection, in milliseconds. */
const connectTimeoutMillis = 3_000;

/** Longest wait of one attempt for the headers of the response, in milliseconds, connecting and sending included. */
const headersTimeoutMillis = 10_000;

/** The same, for receipts and continuations: two attempts fit into the time that each of them has. */
const shortHeadersTimeoutMillis = 900;

/** The same, for a source record, which is stored at the start of an upload: there is time for more attempts. */
const sourceRecordAttempts = { maxAttempts: 5, headersTimeoutMillis: 2_000 };

/** The producer's access to AWS. Makes the clients: call it once, outside the handler. */
export function awsPorts(environment: ProducerEnvironment) {
  // The lanes retry, so the client must not. HTTP/1.1: an idle HTTP/2 session does not survive a frozen function.
  const kinesis = new KinesisClient({ maxAttempts: 1, requestHandler: httpHandler(headersTimeoutMillis) });
  // `readObject` retries too, from the byte where the body broke off.
  const objects = new S3Client({ maxAttempts: 1, requestHandler: httpHandler(headersTimeoutMillis) });
  const lambda = new LambdaClient({ requestHandler: httpHandler(shortHeadersTimeoutMillis) });
  return {
    s3: objects,
    putRecords: kinesisPutRecords(kinesis, environment.STREAM_NAME),
    ...ledgerPorts(environment),
    invokeContinuation: lambdaInvokeContinuation(lambda),
  };
}

function ledgerPorts({ LEDGER_BUCKET: bucket }: ProducerEnvironment) {
  if (bucket === undefined) return { ledger: undefined, readProgress: undefined, recordSource: undefined };
  const s3 = new S3Client({ requestHandler: httpHandler(shortHeadersTimeoutMillis) });
  const { maxAttempts, headersTimeoutMillis: timeoutMillis } = sourceRecordAttempts;
  const persistent = new S3Client({ maxAttempts, requestHandler: httpHandler(timeoutMillis) });
  return {
    ledger: s3Ledger(s3, bucket, () => new Date()),
    readProgress: s3ReadProgress(s3, bucket),
    recordSource: s3RecordSource(persistent, bucket),
  };
}

/**
 * Returns a handler whose requests fail if the connection or the headers of the response are late. By default the SDK waits
 * without limit, and `requestTimeout` alone only logs a warning. Neither limits the body of a response: `readChunks` does.
 *
 * Source: `NodeHttpHandlerOptions` of \@smithy/types 4.x, and setRequestTimeout in \@smithy/node-http-handler 4.14.2.
 */
function httpHandler(requestTimeout: number): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: connectTimeoutMillis,
    requestTimeout,
    throwOnRequestTimeout: true,
  });
}
