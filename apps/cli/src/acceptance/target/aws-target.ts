import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { DeployedOutputs } from '../../pipeline/deployed-outputs.js';
import { ChangeJournal } from '../changes/change-journal.js';
import { BucketPolicyDenial } from '../changes/read-denial.js';
import { type UndoContext, undoChange } from '../changes/undo-change.js';
import type { TargetClock } from '../wait/wait-for.js';
import type { RunSettings } from './local-target.js';
import { describePipeline, type PipelineNames, type PipelineShape } from './pipeline.js';
import type { AcceptanceTarget, AwsClients } from './target.js';

/** A deployed environment as the target of a run. */
export interface AwsTargetOptions extends RunSettings {
  readonly outputs: DeployedOutputs;
  readonly region: string;
  /** What the synthesized stack of the environment declares. */
  readonly shape: PipelineShape;
  /** Where changes are noted until they are undone. */
  readonly undoFile: string;
}

/**
 * A deployed environment as the target of a run. Credentials, profile and endpoints come from the environment variables that
 * the AWS SDK reads.
 *
 * @throws {@link OutputsInvalidError} or {@link EnvironmentUnknownError} if the outputs are those of another stack.
 */
export async function awsTarget(options: AwsTargetOptions): Promise<AcceptanceTarget> {
  const { outputs, region, shape, undoFile, runId, load, report, signal } = options;
  const clients = createAwsClients(region);
  const names = namesOf(outputs, region);
  const pipeline = await describePipeline(names, shape, clients.lambda);
  const clock = realClock(signal);
  const undoContext = { clients, clock: realClock(), report };
  const changes = new ChangeJournal({ file: undoFile, undo: (change) => undoChange(undoContext, change) });
  return {
    pipeline,
    clients,
    clock,
    load,
    runId,
    startedAt: new Date(),
    report,
    changes,
    readDenial: new BucketPolicyDenial({
      s3: clients.s3,
      partition: partitionOf(region),
      changes,
      runId,
      clock,
      report,
    }),
    signal,
    withoutCloudWatch: undefined,
  };
}

/** What undoing the changes of an earlier run needs. */
export function awsUndoContext(region: string | undefined, report: (line: string) => void): UndoContext {
  return { clients: createAwsClients(region), clock: realClock(), report };
}

function createAwsClients(region: string | undefined): AwsClients {
  const configuration = region === undefined ? {} : { region };
  return {
    s3: new S3Client(configuration),
    kinesis: new KinesisClient(configuration),
    lambda: new LambdaClient(configuration),
    cloudWatch: new CloudWatchClient(configuration),
  };
}

function namesOf(outputs: DeployedOutputs, region: string): PipelineNames {
  const functionNames = outputs.strings('consumer-functions');
  return {
    region,
    sourceBucket: outputs.string('source-bucket'),
    archiveBucket: outputs.string('archive-bucket'),
    failuresBucket: outputs.string('failures-bucket'),
    ledgerBucket: outputs.string('ledger-bucket'),
    streamName: outputs.string('stream-name'),
    producerFunction: outputs.string('producer-function'),
    consumers: outputs
      .strings('consumer-names')
      .map((name, index) => ({ name, functionName: functionNames[index] ?? '' })),
  };
}

/** @param signal - Ends a pause early, with its reason. Without it, a pause can't be ended. */
function realClock(signal?: AbortSignal): TargetClock {
  return {
    now: () => Date.now(),
    pause: async (millis) => {
      await sleep(millis, undefined, { ...(signal && { signal }) }).catch(() => signal?.throwIfAborted());
    },
  };
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (read 2026-11-24). */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
