import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ChangeJournal } from '../changes/change-journal.js';
import type { ReadDenial } from '../changes/read-denial.js';
import type { WaitContext } from '../wait/wait-for.js';
import type { AcceptancePipeline } from './pipeline.js';

/** The clients that the steps use. No step reaches an environment in another way. */
export interface AwsClients {
  readonly s3: S3Client;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly cloudWatch: CloudWatchClient;
}

/** Closes the connections of the clients. */
export function destroyClients({ s3, kinesis, lambda, cloudWatch }: AwsClients): void {
  for (const client of [s3, kinesis, lambda, cloudWatch]) client.destroy();
}

/** How much the steps send. */
export interface RunLoad {
  readonly smallFiles: number;
  readonly largeFileBytes: number;
}

/** The environment that the steps run against. */
export interface AcceptanceTarget extends WaitContext {
  readonly pipeline: AcceptancePipeline;
  readonly clients: AwsClients;
  readonly load: RunLoad;
  readonly startedAt: Date;
  /** Letters and digits. A part of every key that the run writes to the source bucket. */
  readonly runId: string;
  readonly changes: ChangeJournal;
  readonly readDenial: ReadDenial;
  /** Aborts when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Why the target has no CloudWatch; `undefined` if it has. */
  readonly withoutCloudWatch: string | undefined;
}
