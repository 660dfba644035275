import type { DestinationPlan } from './destination-plan.js';

/** A function as the stack declares it. */
export interface FunctionPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** `path/to/module.export` within the archive. */
  readonly handler: string;
  /** Such as `nodejs22.x`. */
  readonly runtime: string;
  /** The archive with the code: an absolute path. */
  readonly archivePath: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Largest number of invocations at a time; `undefined` is the account's share. */
  readonly reservedConcurrency: number | undefined;
  readonly logGroupName: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Whether it may call itself, directly or through others, without end. */
  readonly mayRecurse: boolean;
  readonly asynchronous: AsynchronousPlan;
}

/** What happens to a function's asynchronous invocations. */
export interface AsynchronousPlan {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly onSuccess: DestinationPlan | undefined;
  readonly onFailure: DestinationPlan | undefined;
}
