import type { Logger } from '@aws-lambda-powertools/logger';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ConsumerEnvironment } from '@headwaters/pipeline-contract';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Consumer } from './batch/consume-batch.js';
import { systemClock } from './batch/deadline.js';
import { s3AttemptMarkers } from './failure/attempt-markers.js';
import { s3Quarantine } from './failure/quarantine.js';
import { s3Ledger } from './ledger/ledger.js';
import { s3FindSource } from './record/source-lookup.js';

/** How long an attempt of a request may wait, in milliseconds. */
export interface TimeLimits {
  /** For a connection. */
  readonly connectMillis: number;
  /** For the first byte of a response to a read. */
  readonly firstByteMillis: number;
  /** Of a write, with no byte sent or received. */
  readonly idleMillis: number;
}

/**
 * A hanging connection fails an attempt within 10 seconds: the SDK watches a socket for limits of 6 seconds or more only after 3
 * seconds. By default it waits without limit.
 *
 * Source: `NodeHttpHandlerOptions` of \@smithy/types 4.x; setSocketTimeout in \@smithy/node-http-handler 4.14.2.
 */
const timeLimits: TimeLimits = { connectMillis: 3_000, firstByteMillis: 10_000, idleMillis: 7_000 };

/** The S3 clients of a consumer. */
export interface S3Clients {
  /** For writes: a large upload that makes progress is not interrupted, a socket without traffic is. */
  readonly writing: S3Client;
  /** Like `writing`, without retries. */
  readonly writingOnce: S3Client;
  /** Like `writing`, with twice as many attempts, within about 3 seconds if each fails at once. */
  readonly deleting: S3Client;
  /** For reads: limits the time to the first byte; {@link readUnlessStalled} limits the waits after it. */
  readonly reading: S3Client;
}

export function makeS3Clients(config: S3ClientConfig = {}, limits = timeLimits): S3Clients {
  const { connectMillis: connectionTimeout, firstByteMillis, idleMillis } = limits;
  const write = { connectionTimeout, socketTimeout: idleMillis };
  const read = { connectionTimeout, requestTimeout: firstByteMillis, throwOnRequestTimeout: true };
  return {
    writing: new S3Client({ ...config, requestHandler: new NodeHttpHandler(write) }),
    writingOnce: new S3Client({ ...config, maxAttempts: 1, requestHandler: new NodeHttpHandler(write) }),
    deleting: new S3Client({ ...config, maxAttempts: 6, requestHandler: new NodeHttpHandler(write) }),
    reading: new S3Client({ ...config, requestHandler: new NodeHttpHandler(read) }),
  };
}

/** A consumer's ledger, quarantine and lookup of objects in S3. */
export function failurePorts(
  environment: ConsumerEnvironment,
  { writing, writingOnce, deleting, reading }: S3Clients,
  logger: Pick<Logger, 'warn'>,
): Pick<Consumer, 'ledger' | 'findSource' | 'quarantine'> {
  const { CONSUMER_NAME: consumer, LEDGER_BUCKET, FAILURES_BUCKET, QUARANTINE_AFTER_SECONDS } = environment;
  const now = () => systemClock.now();
  const ledger =
    LEDGER_BUCKET === undefined
      ? undefined
      : s3Ledger(writing, { bucket: LEDGER_BUCKET, actor: consumer, now });
  const findSource =
    LEDGER_BUCKET === undefined ? undefined : s3FindSource(reading, { bucket: LEDGER_BUCKET });
  if (FAILURES_BUCKET === undefined) return { ledger, findSource, quarantine: undefined };
  const bucket = FAILURES_BUCKET;
  return {
    ledger,
    findSource,
    quarantine: {
      consumer,
      afterSeconds: QUARANTINE_AFTER_SECONDS,
      store: s3Quarantine(writing, { bucket, consumer, ledger, now }),
      markers: s3AttemptMarkers({ singleAttempt: writingOnce, retrying: deleting }, { bucket, logger, now }),
    },
  };
}
