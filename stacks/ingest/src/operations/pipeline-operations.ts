import { resolve } from 'node:path';
import type { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import type { NodeFunction } from '../functions/node-function.js';
import type { FailureDestination } from '../functions/outcome-permissions.js';
import type { StreamConsumer } from '../functions/stream-consumer.js';
import {
  type FunctionConsumerSettings,
  hasFunction,
  writesAllReceipts,
} from '../settings/consumer-settings.js';
import type { IngestSettings } from '../settings/ingest-settings.js';
import { consumerPart, metricsNamespaceOf, resourceNameOf } from '../settings/resource-names.js';
import { uploadFiltersOf } from '../settings/upload-filters.js';
import type { SinkTargets } from '../sinks/consumer-sink.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { UploadBucket } from '../storage/upload-bucket.js';
import { Canary } from './canary.js';
import { OperatorRole } from './operator-role.js';
import { Reconciler } from './reconciler.js';

export interface OperatedPipeline {
  readonly settings: IngestSettings;
  readonly platform: FunctionPlatform;
  /** Paths of archives are relative to it. */
  readonly workspaceFolder: string;
  readonly source: UploadBucket;
  readonly targets: SinkTargets;
  readonly failures: FailureDestination;
  readonly ledger: PrivateBucket;
  readonly consumers: readonly StreamConsumer[];
}

/** What operates a pipeline. Undefined is what its settings leave out. */
export interface PipelineOperations {
  readonly reconciler: NodeFunction | undefined;
  readonly canary: NodeFunction | undefined;
  readonly operatorRoleArn: string | undefined;
}

const archives = {
  reconciler: 'apps/reconciler/dist/reconciler.zip',
  canary: 'apps/canary/dist/canary.zip',
};

/** Creates the reconciler, the canary and the role of the operators, as far as the settings have them. */
export function operatePipeline(scope: Construct, pipeline: OperatedPipeline): PipelineOperations {
  return {
    reconciler: createReconciler(scope, pipeline)?.function,
    canary: createCanary(scope, pipeline)?.function,
    operatorRoleArn: createOperatorRole(scope, pipeline)?.arn,
  };
}

function createReconciler(scope: Construct, pipeline: OperatedPipeline): Reconciler | undefined {
  const { settings, workspaceFolder, failures } = pipeline;
  const { reconcile, buckets, canary } = settings;
  if (reconcile === undefined) return undefined;
  return new Reconciler(scope, 'reconciler', {
    ...pipeline,
    name: resourceNameOf(settings, 'reconciler'),
    archiveFile: resolve(workspaceFolder, archives.reconciler),
    schedule: reconcile.schedule,
    variables: {
      ...sharedVariables(pipeline),
      FAILURES_BUCKET: failures.bucket.name,
      PRODUCER_FUNCTION: producerNameOf(settings),
      CONSUMERS: JSON.stringify(
        consumersOf(settings)
          .filter(writesAllReceipts)
          .map(({ name }) => ({ name, functionName: resourceNameOf(settings, consumerPart(name)) })),
      ),
      SINCE_DAYS: String(reconcile.sinceDays),
      RECEIPT_DAYS: String(buckets.receiptDays),
      ...(canary === undefined ? {} : { CANARY_PREFIX: canary.prefix }),
    },
  });
}

function createCanary(scope: Construct, pipeline: OperatedPipeline): Canary | undefined {
  const { settings, workspaceFolder } = pipeline;
  const { canary } = settings;
  if (canary === undefined) return undefined;
  return new Canary(scope, 'canary', {
    ...pipeline,
    name: resourceNameOf(settings, 'canary'),
    archiveFile: resolve(workspaceFolder, archives.canary),
    settings: canary,
    variables: {
      ...sharedVariables(pipeline),
      CONSUMERS: JSON.stringify(
        consumersOf(settings)
          .filter(isFollowed)
          .map(({ name }) => name),
      ),
      CANARY_PREFIX: canary.prefix,
    },
  });
}

// The names, not the attributes of the functions: `cdktf synth --hcl` breaks strings that contain both quotes and references.
const producerNameOf = (settings: IngestSettings) => resourceNameOf(settings, 'producer');
const consumersOf = ({ consumers }: IngestSettings) => consumers.filter(hasFunction);

/** The canary waits for the receipts of these consumers. */
const isFollowed = (consumer: FunctionConsumerSettings) => writesAllReceipts(consumer) && consumer.enabled;

function sharedVariables({ settings, source, ledger }: OperatedPipeline): Record<string, string> {
  return {
    SOURCE_BUCKET: source.name,
    LEDGER_BUCKET: ledger.name,
    UPLOAD_FILTERS: JSON.stringify(uploadFiltersOf(settings)),
    LOG_LEVEL: 'INFO',
    METRICS_NAMESPACE: metricsNamespaceOf(settings),
  };
}

function createOperatorRole(scope: Construct, pipeline: OperatedPipeline): OperatorRole | undefined {
  const { settings, targets, failures, consumers } = pipeline;
  if (settings.operators === undefined) return undefined;
  return new OperatorRole(scope, 'operator', {
    ...pipeline,
    name: resourceNameOf(settings, 'operator'),
    principals: settings.operators.principals,
    failures: failures.bucket,
    archive: targets.archive,
    functionNames: [
      producerNameOf(settings),
      ...consumersOf(settings).map(({ name }) => resourceNameOf(settings, consumerPart(name))),
    ],
    mappingIds: consumers.map(({ mappingId }) => mappingId),
  });
}
