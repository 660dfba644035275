import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import { makeRecoveryClients } from '@headwaters/recovery';
import type { CallCounter } from './call-counter.js';

/** The machine of an operator is switched off. */
export class OperatorKilledError extends Error {
  override readonly name = 'OperatorKilledError';
}

interface OperatorOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly counter: CallCounter;
  /** Default: that of the recovery package. */
  readonly makeClients?: typeof makeRecoveryClients;
  /** Number of calls after which every call fails. Default: none does. */
  readonly killedAfterCalls?: number | undefined;
}

/** The clients of one run of a recovery command. */
export interface OperatorClients {
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  /** Whether its calls fail. */
  readonly isKilled: () => boolean;
  readonly close: () => void;
}

/**
 * Makes the clients of one run. A run that is killed executes its last call, but never learns the result; all further calls fail at
 * once, so that it can't release its lease.
 */
export function makeOperatorClients({
  endpoint,
  region,
  counter,
  makeClients = makeRecoveryClients,
  killedAfterCalls = Infinity,
}: OperatorOptions): OperatorClients {
  // The local services accept any credentials.
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' };
  const { s3, lambda } = makeClients({ endpoint, region, credentials });
  let calls = 0;
  const throwIfKilled = (): void => {
    if (calls >= killedAfterCalls) throw new OperatorKilledError(`Killed after ${calls} calls.`);
  };
  const call = async <Result>(send: () => Promise<Result>): Promise<Result> => {
    throwIfKilled();
    calls += 1;
    counter.begin();
    try {
      return await send();
    } finally {
      counter.end();
      throwIfKilled();
    }
  };
  for (const client of [s3, lambda] as readonly Pick<S3Client, 'middlewareStack'>[]) {
    client.middlewareStack.add((next) => (args) => call(() => next(args)), {
      step: 'initialize',
      priority: 'high',
      name: 'countOperatorCalls',
    });
  }
  return {
    s3,
    lambda,
    isKilled: () => calls >= killedAfterCalls,
    close: () => {
      s3.destroy();
      lambda.destroy();
    },
  };
}
