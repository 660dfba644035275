import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  makeRecoveryClients,
  type PipelineConsumer,
  type RecoveryContext,
  type RecoveryPipeline,
  systemClock,
  type UploadFilter,
} from '@headwaters/recovery';
import { readBlueprint, readConfiguration, readRecoveryPipeline } from '@headwaters/stack-simulator';
import { type AwsEnvironment, readAwsEnvironment, resolveUserPath } from '../command-line/environment.js';
import { OutputsInvalidError } from '../errors.js';
import { isLocalEndpoint, clientConfig } from '../command-line/client-config.js';
import { defaultStackFolder } from '../workspace-paths.js';
import { type DeployedOutputs, readDeployedOutputs } from './deployed-outputs.js';

/** The options that select the pipeline of a recovery command. */
export interface PipelineOptions {
  /** Folder of a synthesized stack. Default: the dev stack. */
  readonly stack?: string;
  /** File with the output of `terraform output -json`. */
  readonly outputs?: string;
}

/** A pipeline with clients. The caller closes them. */
export interface OpenPipeline {
  readonly context: RecoveryContext;
  close(): void;
}

/** The caller of a local pipeline, which has no identities. */
const localCaller = 'local';

/**
 * Finds a pipeline by the outputs of its deployment or by its synthesized stack, and makes clients for it from the ordinary
 * configuration of AWS: variables, profiles, and `AWS_ENDPOINT_URL` for a local run.
 *
 * @throws {@link OutputsInvalidError} if the file with the outputs is not of such a stack.
 * @throws the errors of `stack-simulator` if the stack can't be read, and those of STS if the caller is unknown.
 */
export async function openRecoveryPipeline(options: PipelineOptions): Promise<OpenPipeline> {
  const pipeline = await findRecoveryPipeline(options);
  const environment = readAwsEnvironment();
  const config = clientConfig(environment, pipeline.streamArn.split(':')[3]);
  const caller = await findCaller(environment, config);
  const { s3, lambda } = makeRecoveryClients(config);
  return {
    context: { pipeline, s3, lambda, clock: systemClock, caller },
    close: () => {
      s3.destroy();
      lambda.destroy();
    },
  };
}

/**
 * Finds the names of a pipeline.
 *
 * @throws {@link OutputsInvalidError} if the file with the outputs is not of such a stack.
 */
export async function findRecoveryPipeline({ stack, outputs }: PipelineOptions): Promise<RecoveryPipeline> {
  if (outputs !== undefined) {
    const file = resolveUserPath(outputs);
    return pipelineOfOutputs(await readDeployedOutputs(file), file);
  }
  const folder = stack === undefined ? defaultStackFolder : resolveUserPath(stack);
  return readRecoveryPipeline(readBlueprint(await readConfiguration(folder)));
}

/** The local pipeline has no STS. */
async function findCaller(environment: AwsEnvironment, config: ReturnType<typeof clientConfig>) {
  const sts = new STSClient({ ...config, ...(isLocalEndpoint(environment) && { maxAttempts: 1 }) });
  try {
    const { Arn: arn } = await sts.send(new GetCallerIdentityCommand({}));
    return arn ?? localCaller;
  } catch (error) {
    if (isLocalEndpoint(environment)) return localCaller;
    throw error;
  } finally {
    sts.destroy();
  }
}

function pipelineOfOutputs(outputs: DeployedOutputs, file: string): RecoveryPipeline {
  const optional = new OptionalOutputs(outputs, file);
  const qualifier = optional.string('function-alias');
  return {
    sourceBucket: outputs.string('source-bucket'),
    ledgerBucket: outputs.string('ledger-bucket'),
    failuresBucket: outputs.string('failures-bucket'),
    archiveBucket: optional.string('archive-bucket'),
    archiveConsumer: optional.string('archive-consumer'),
    streamName: outputs.string('stream-name'),
    streamArn: outputs.string('stream-arn'),
    retentionHours: optional.number('retention-hours'),
    producer: { functionName: outputs.string('producer-function'), qualifier },
    consumers: consumersOf(outputs, file, qualifier),
    uploadFilters: filtersOf(outputs, file),
    receiptDays: optional.number('receipt-days'),
    canaryPrefix: optional.string('canary-prefix'),
  };
}

/** Outputs that a stack need not have. Terraform leaves out those that are null. */
class OptionalOutputs {
  constructor(
    private readonly outputs: DeployedOutputs,
    private readonly file: string,
  ) {}

  string(name: string): string | undefined {
    const value = this.outputs.find(name) ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw new OutputsInvalidError(`The output ${name} of ${this.file} is not a string.`);
  }

  number(name: string): number | undefined {
    const value = this.outputs.find(name) ?? undefined;
    if (value === undefined || typeof value === 'number') return value;
    throw new OutputsInvalidError(`The output ${name} of ${this.file} is not a number.`);
  }
}

/** The lists of the names, the functions and the mappings are in the same order. */
function consumersOf(
  outputs: DeployedOutputs,
  file: string,
  qualifier: string | undefined,
): readonly PipelineConsumer[] {
  const functionNames = outputs.strings('consumer-functions');
  const mappingIds = outputs.strings('consumer-mapping-ids');
  return outputs.strings('consumer-names').map((name, index) => {
    const functionName = functionNames[index];
    const mappingId = mappingIds[index];
    if (functionName === undefined || mappingId === undefined)
      throw new OutputsInvalidError(`${file} has no function or no mapping of the consumer ${name}.`);
    return { name, functionName, qualifier, mappingIds: [mappingId] };
  });
}

function filtersOf(outputs: DeployedOutputs, file: string): readonly UploadFilter[] {
  const filters = outputs.find('upload-filters');
  if (Array.isArray(filters) && filters.every(isUploadFilter)) return filters;
  throw new OutputsInvalidError(
    `${file} has no list upload-filters of prefixes and suffixes. Deploy the stack with this release, and write its outputs again.`,
  );
}

function isUploadFilter(value: unknown): value is UploadFilter {
  const { prefix, suffix } = (value ?? {}) as Partial<Record<keyof UploadFilter, unknown>>;
  return typeof prefix === 'string' && typeof suffix === 'string';
}
