import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { RecoveryPipeline } from './recovery-pipeline.js';

/** A source of time that tests can replace. */
export interface RecoveryClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** @throws the reason of `signal` if it is aborted first. */
  sleep(millis: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: RecoveryClock = {
  now: () => Date.now(),
  sleep: (millis, signal) => sleep(millis, undefined, { signal }),
};

/** What every recovery command works with. */
export interface RecoveryContext {
  readonly pipeline: RecoveryPipeline;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly clock: RecoveryClock;
  /** The ARN of the caller: it stands in receipts, closures and jobs. */
  readonly caller: string;
}

/** Longest time that Lambda runs a function, and a margin for the request, in milliseconds. */
const invokeTimeoutMillis = 16 * 60_000;

/**
 * Longest wait for an answer of S3, in milliseconds. By default the SDK waits without limit: then a renewal of a lease could hang
 * until another run has it.
 */
const s3Timeouts = { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/**
 * Makes the clients of the recovery commands. A synchronous invocation may take 15 minutes without a byte, and is never sent a
 * second time by the SDK: the function could run twice at once.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, "For functions with a long timeout, your client might
 * disconnect" (read 2026-11-30).
 */
export function makeRecoveryClients(
  config: Pick<S3ClientConfig & LambdaClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
): Pick<RecoveryContext, 's3' | 'lambda'> {
  const requestHandler = new NodeHttpHandler({
    requestTimeout: invokeTimeoutMillis,
    throwOnRequestTimeout: true,
  });
  return {
    s3: new S3Client({ ...config, requestHandler: new NodeHttpHandler(s3Timeouts) }),
    lambda: new LambdaClient({ ...config, maxAttempts: 1, requestHandler }),
  };
}
