import type { Logger } from '@aws-lambda-powertools/logger';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ConsumerEnvironment } from '@headwaters/pipeline-contract';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { QuarantinePolicy } from './batch/consume-batch.js';
import { systemClock } from './batch/deadline.js';
import { s3AttemptMarkers } from './failure/attempt-markers.js';
import { s3Quarantine } from './failure/quarantine.js';
import { s3Ledger, type Ledger } from './ledger/ledger.js';

/** Time within which a connection must be established, in milliseconds. */
const connectionTimeout = 3_000;

/** The S3 clients of a consumer. A hanging connection fails an attempt within 10 seconds. */
export interface S3Clients {
  /**
   * For writes. Without a limit for the complete request: a large upload that makes progress is not interrupted, a socket without
   * traffic is. The SDK watches a socket only after 3 seconds, and then allows 7 without traffic.
   */
  readonly writing: S3Client;
  /** Like `writing`, without retries. */
  readonly writingOnce: S3Client;
  /** For reads. Limits the time to the first byte; {@link readUnlessStalled} limits the waits after it. */
  readonly reading: S3Client;
}

export function makeS3Clients(config: S3ClientConfig = {}): S3Clients {
  const client = (timeouts: NodeHttpHandlerOptions, maxAttempts?: number) =>
    new S3Client({
      ...config,
      ...(maxAttempts !== undefined && { maxAttempts }),
      requestHandler: new NodeHttpHandler({ connectionTimeout, ...timeouts }),
    });
  const idle = { socketTimeout: 7_000 };
  return {
    writing: client(idle),
    writingOnce: client(idle, 1),
    reading: client({ requestTimeout: 10_000, throwOnRequestTimeout: true }),
  };
}

/** A consumer's ledger and quarantine in S3. */
export function failurePorts(
  environment: ConsumerEnvironment,
  { writing, writingOnce }: S3Clients,
  logger: Pick<Logger, 'warn'>,
): { ledger: Ledger | undefined; quarantine: QuarantinePolicy | undefined } {
  const { CONSUMER_NAME: consumer, LEDGER_BUCKET, FAILURES_BUCKET, QUARANTINE_AFTER_SECONDS } = environment;
  const now = () => systemClock.now();
  const ledger =
    LEDGER_BUCKET === undefined
      ? undefined
      : s3Ledger(writing, { bucket: LEDGER_BUCKET, actor: consumer, now });
  if (FAILURES_BUCKET === undefined) return { ledger, quarantine: undefined };
  const bucket = FAILURES_BUCKET;
  return {
    ledger,
    quarantine: {
      consumer,
      afterSeconds: QUARANTINE_AFTER_SECONDS,
      store: s3Quarantine(writing, { bucket, consumer, ledger, now }),
      markers: s3AttemptMarkers({ singleAttempt: writingOnce, retrying: writing }, { bucket, logger, now }),
    },
  };
}
