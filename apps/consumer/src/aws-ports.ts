import type { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { ConsumerEnvironment } from '@headwaters/pipeline-contract';
import { s3Ledger } from './ledger/ledger.js';
import { makeSink } from './sink/make-sink.js';

/** Where a consumer's records and receipts go, with clients made once for as long as the function lives. */
export function awsPorts(config: ConsumerEnvironment, logger: Logger) {
  const s3 = new S3Client();
  const { LEDGER_BUCKET: bucket, CONSUMER_NAME: actor } = config;
  return {
    sink: makeSink(config, { logger, s3 }),
    ledger: bucket === undefined ? undefined : s3Ledger(s3, { bucket, actor, now: () => new Date() }),
  };
}
