import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { ProducerEnvironment } from '@headwaters/pipeline-contract';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { kinesisPutRecords } from './lane/put-records.js';
import { s3Ledger } from './ledger/ledger.js';
import { lambdaInvokeAgain } from './work/invoke-again.js';

/** What the producer does to AWS, with clients made once for as long as the function lives. */
export function awsPorts(config: ProducerEnvironment) {
  // The lanes retry, so the client must not. HTTP/1.1: an idle HTTP/2 session does not survive a frozen function.
  const kinesis = new KinesisClient({ maxAttempts: 1, requestHandler: new NodeHttpHandler() });
  const s3 = new S3Client();
  const { LEDGER_BUCKET: ledgerBucket } = config;
  return {
    s3,
    putRecords: kinesisPutRecords(kinesis, config.STREAM_NAME),
    ledger: ledgerBucket === undefined ? undefined : s3Ledger(s3, ledgerBucket, () => new Date()),
    invokeAgain: lambdaInvokeAgain(new LambdaClient()),
  };
}
