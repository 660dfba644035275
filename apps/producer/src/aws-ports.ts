import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { ProducerEnvironment } from '@headwaters/pipeline-contract';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { lambdaInvokeContinuation } from './event/task.js';
import { kinesisPutRecords } from './lane/put-records.js';
import { s3Ledger, s3ReadProgress } from './ledger/ledger.js';

/** The producer's access to AWS. Makes the clients: call it once, outside the handler. */
export function awsPorts(environment: ProducerEnvironment) {
  // The lanes retry, so the client must not. HTTP/1.1: an idle HTTP/2 session does not survive a frozen function.
  const kinesis = new KinesisClient({ maxAttempts: 1, requestHandler: new NodeHttpHandler() });
  // `readObject` retries too, from the byte where the body broke off.
  const objects = new S3Client({ maxAttempts: 1 });
  return {
    s3: objects,
    putRecords: kinesisPutRecords(kinesis, environment.STREAM_NAME),
    ...ledgerPorts(environment),
    invokeContinuation: lambdaInvokeContinuation(new LambdaClient()),
  };
}

function ledgerPorts({ LEDGER_BUCKET: bucket }: ProducerEnvironment) {
  if (bucket === undefined) return { ledger: undefined, readProgress: undefined };
  const s3 = new S3Client();
  return { ledger: s3Ledger(s3, bucket, () => new Date()), readProgress: s3ReadProgress(s3, bucket) };
}
