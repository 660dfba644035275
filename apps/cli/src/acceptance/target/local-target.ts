import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  createLocalS3Client,
  findSourceBucket,
  listConsumers,
  readPipelineNames,
  type Simulation,
} from '@headwaters/stack-simulator';
import { EnvironmentUnknownError } from '../../errors.js';
import { ChangeJournal } from '../changes/change-journal.js';
import { undoChange } from '../changes/undo-change.js';
import type { TargetClock } from '../wait/wait-for.js';
import type { LocalPipeline } from './local-pipeline.js';
import { describePipeline, type PipelineNames, readShape } from './pipeline.js';
import type { AcceptanceTarget, AwsClients, RunLoad } from './target.js';

/** What a run passes to each of its targets. */
export interface RunSettings {
  readonly runId: string;
  readonly load: RunLoad;
  readonly report: (line: string) => void;
  /** Aborts when the run is interrupted. */
  readonly signal: AbortSignal;
}

/**
 * A stack in the simulator as the target of a run. Waits take no time: they advance its clock. It has no CloudWatch, and an
 * object is made unreadable by refusing its reads to the functions, because the local S3 does not evaluate policies.
 *
 * @throws {@link EnvironmentUnknownError} if the stack is not such a pipeline.
 */
export async function localTarget(
  { simulation, clock, denied }: LocalPipeline,
  { runId, load, report, signal }: RunSettings,
): Promise<AcceptanceTarget> {
  const clients = createLocalClients(simulation);
  const targetClock: TargetClock = {
    now: () => clock.now(),
    pause: async (millis) => {
      signal.throwIfAborted();
      await clock.advance(millis, () => simulation.whenSettled());
    },
  };
  const names = namesOf(simulation);
  return {
    pipeline: await describePipeline(names, readShape(simulation.blueprint), clients.lambda),
    clients,
    clock: targetClock,
    load,
    runId,
    startedAt: new Date(clock.now()),
    report,
    changes: new ChangeJournal({
      file: undefined,
      undo: (change) => undoChange({ clients, clock: targetClock, report }, change),
    }),
    readDenial: {
      during: async (object, act) => {
        denied.add(object);
        try {
          return await act();
        } finally {
          denied.delete(object);
        }
      },
    },
    signal,
    withoutCloudWatch: 'the simulator has no CloudWatch',
  };
}

function createLocalClients({ endpoint, region }: Simulation): AwsClients {
  const configuration = { endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  return {
    s3: createLocalS3Client({ endpoint, region }),
    kinesis: new KinesisClient(configuration),
    lambda: new LambdaClient(configuration),
    cloudWatch: new CloudWatchClient(configuration),
  };
}

/** Names the parts of a stack as its outputs would. */
function namesOf({ blueprint, stackName }: Simulation): PipelineNames {
  const { ledgerBucket, failuresBucket, consumers } = readPipelineNames(blueprint);
  const [route] = blueprint.uploads;
  const [mapping] = blueprint.mappings;
  if (ledgerBucket === undefined || failuresBucket === undefined || !route || !mapping)
    throw new EnvironmentUnknownError(
      `${stackName} is not a complete pipeline: it needs a way from a bucket to a function, a consumer with LEDGER_BUCKET, and a failures bucket.`,
    );
  return {
    region: blueprint.region,
    sourceBucket: findSourceBucket(blueprint),
    archiveBucket: listConsumers(blueprint).find(({ archiveBucket }) => archiveBucket !== undefined)
      ?.archiveBucket,
    failuresBucket,
    ledgerBucket,
    streamName: mapping.streamName,
    producerFunction: route.functionName,
    consumers,
  };
}
