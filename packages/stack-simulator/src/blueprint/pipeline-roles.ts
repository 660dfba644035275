import {
  EnvironmentError,
  type RecordLayout,
  parseConsumerEnvironment,
  parseProducerEnvironment,
} from '@headwaters/pipeline-contract';
import { NotificationMissingError, PipelinePartMissingError } from '../errors.js';
import type { Blueprint } from './blueprint.js';

/** A function that reads a stream of the stack through an event source mapping. */
export interface StackConsumer {
  /** Its `CONSUMER_NAME`, which its receipts carry. A function without this variable has its own name. */
  readonly name: string;
  readonly functionName: string;
  /** The bucket it archives to; `undefined` if it has no valid `SINK` `archive`. */
  readonly archiveBucket: string | undefined;
  /** Whether it quarantines what it can't process, as the consumer of this project does. */
  readonly quarantines: boolean;
}

/** Lists the functions of the event source mappings, in order, whatever their environment is. */
export function listConsumers(blueprint: Pick<Blueprint, 'functions' | 'mappings'>): StackConsumer[] {
  return mappedFunctions(blueprint).map(({ functionName, environment }) => {
    const settings = valid(() => parseConsumerEnvironment(environment));
    return {
      name: environment['CONSUMER_NAME'] ?? functionName,
      functionName,
      archiveBucket: settings?.SINK === 'archive' ? settings.ARCHIVE_BUCKET : undefined,
      quarantines: settings !== undefined,
    };
  });
}

/**
 * Returns how the producer of this project splits files into records; `undefined` if the first function
 * that uploads invoke does not have the environment of that producer.
 */
export function readRecordLayout({
  functions,
  uploads,
}: Pick<Blueprint, 'functions' | 'uploads'>): RecordLayout | undefined {
  const producer = functions.find(({ name }) => name === uploads[0]?.functionName);
  return valid(() => parseProducerEnvironment(producer?.environment ?? {}))?.RECORD_LAYOUT;
}

/** Returns `undefined` for an environment that does not follow the contract: the function is not of this project. */
function valid<Settings>(parse: () => Settings): Settings | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof EnvironmentError) return undefined;
    throw error;
  }
}

/** The names needed to read the ledger of a pipeline. */
export interface PipelineNames {
  /** `undefined` if no consumer writes receipts. */
  readonly ledgerBucket: string | undefined;
  /** The first bucket that receives failure records. */
  readonly failuresBucket: string | undefined;
  /** The consumers that write receipts, in the order of the mappings. */
  readonly consumers: readonly { readonly name: string; readonly functionName: string }[];
  /** AWS region of the stack, if known. */
  readonly region: string | undefined;
}

/**
 * Reads the names of a pipeline's ledger, failures bucket and consumers from its stack.
 *
 * A consumer without `LEDGER_BUCKET` writes no receipts and is left out. Does not validate the consumers' environments.
 */
export function readPipelineNames(
  blueprint: Pick<Blueprint, 'functions' | 'mappings' | 'destinations' | 'region'>,
): PipelineNames {
  const consumers = mappedFunctions(blueprint).flatMap(({ functionName, environment }) => {
    const { CONSUMER_NAME: name, LEDGER_BUCKET: bucket } = environment;
    return name === undefined || bucket === undefined ? [] : [{ name, functionName, bucket }];
  });
  return {
    ledgerBucket: consumers[0]?.bucket,
    failuresBucket: blueprint.destinations.find(({ kind }) => kind === 's3')?.name,
    consumers: consumers.map(({ name, functionName }) => ({ name, functionName })),
    region: blueprint.region,
  };
}

/** A function of a pipeline, as its trigger invokes it. */
export interface RoleFunction {
  readonly functionName: string;
  /** The version or alias that the trigger invokes; `undefined` for the function itself. */
  readonly qualifier: string | undefined;
}

/** A consumer of a pipeline that writes receipts. */
export interface RoleConsumer extends RoleFunction {
  /** Its `CONSUMER_NAME`. */
  readonly name: string;
  /** UUIDs of its event source mappings. */
  readonly mappingIds: readonly string[];
}

/** What the recovery commands need to know of a pipeline: the shape of `RecoveryPipeline` in `@headwaters/recovery`. */
export interface RecoveryRoles {
  readonly sourceBucket: string;
  readonly ledgerBucket: string;
  readonly failuresBucket: string;
  /** Of the first consumer with the sink `archive`; `undefined` if there is none. */
  readonly archiveBucket: string | undefined;
  readonly archiveConsumer: string | undefined;
  readonly streamName: string;
  readonly streamArn: string;
  /** `undefined` if the stream is not part of the stack. */
  readonly retentionHours: number | undefined;
  readonly producer: RoleFunction;
  readonly consumers: readonly RoleConsumer[];
  /** The keys whose uploads invoke the producer, whatever carries the event. */
  readonly uploadFilters: readonly { readonly prefix: string; readonly suffix: string }[];
  /** Always `undefined`: a blueprint has no lifecycle rules, and objects of a local run do not expire. */
  readonly receiptDays: undefined;
  /** `CANARY_PREFIX` of the first function that has it. */
  readonly canaryPrefix: string | undefined;
}

/**
 * Reads from a stack what the recovery commands need. The producer is the first function that uploads invoke, and the stream that of
 * the first event source mapping. A consumer without `CONSUMER_NAME` or `LEDGER_BUCKET` writes no receipts and is left out.
 *
 * @throws {@link NotificationMissingError} if no upload invokes a function.
 * @throws {@link PipelinePartMissingError} if the stack has no consumer with receipts, or no bucket for failures.
 */
export function readRecoveryPipeline(blueprint: Blueprint): RecoveryRoles {
  const { functions, mappings, streams, stackName } = blueprint;
  const sourceBucket = findSourceBucket(blueprint);
  const { ledgerBucket, failuresBucket, consumers } = readPipelineNames(blueprint);
  const mapping = mappings.find(({ functionName }) => functionName === consumers[0]?.functionName);
  if (ledgerBucket === undefined || mapping === undefined)
    throw new PipelinePartMissingError(stackName, 'consumer with CONSUMER_NAME and LEDGER_BUCKET');
  if (failuresBucket === undefined) throw new PipelinePartMissingError(stackName, 'bucket for failures');
  const archive = listConsumers(blueprint).find(({ archiveBucket }) => archiveBucket !== undefined);
  const { streamName, streamArn } = mapping;
  return {
    sourceBucket,
    ledgerBucket,
    failuresBucket,
    archiveBucket: archive?.archiveBucket,
    archiveConsumer: archive?.name,
    streamName,
    streamArn,
    retentionHours: streams.find(({ arn }) => arn === streamArn)?.retentionHours,
    ...readProducerRole(blueprint, sourceBucket),
    consumers: consumers.map((consumer) => roleOfConsumer(consumer, mappings)),
    receiptDays: undefined,
    canaryPrefix: functions.map(({ environment }) => environment['CANARY_PREFIX']).find(Boolean),
  };
}

function readProducerRole(
  { uploads }: Blueprint,
  sourceBucket: string,
): Pick<RecoveryRoles, 'producer' | 'uploadFilters'> {
  const routes = uploads.filter(({ bucketName }) => bucketName === sourceBucket);
  const { functionName = '', qualifier } = routes[0] ?? {};
  return {
    producer: { functionName, qualifier },
    uploadFilters: routes
      .filter((route) => route.functionName === functionName)
      .map(({ prefix, suffix }) => ({ prefix, suffix })),
  };
}

function roleOfConsumer(
  { name, functionName }: PipelineNames['consumers'][number],
  mappings: Blueprint['mappings'],
): RoleConsumer {
  const own = mappings.filter((mapping) => mapping.functionName === functionName);
  return { name, functionName, qualifier: own[0]?.qualifier, mappingIds: own.map(({ uuid }) => uuid) };
}

/**
 * Finds the bucket whose uploads start the pipeline: the first one whose uploads invoke a function, by a notification, a rule of
 * EventBridge or a queue.
 *
 * @throws {@link NotificationMissingError} if no upload invokes a function.
 */
export function findSourceBucket({ uploads, stackName }: Pick<Blueprint, 'uploads' | 'stackName'>): string {
  const [route] = uploads;
  if (route === undefined) throw new NotificationMissingError(stackName);
  return route.bucketName;
}

/**
 * Shortens names for display: removes the hyphen-separated words that all of them start with. A single name is unchanged.
 *
 * @returns The short name of each name, in the same order.
 */
export function shortenNames(names: readonly string[]): Map<string, string> {
  const words = names.map((name) => name.split('-'));
  const [first = [], ...others] = words;
  const firstDifference = first.findIndex((word, index) => others.some((other) => other[index] !== word));
  const sharedWords = Math.max(firstDifference, 0);
  return new Map(names.map((name, index) => [name, words[index]?.slice(sharedWords).join('-') ?? name]));
}

/** A function with several mappings is listed once. */
function mappedFunctions({ functions, mappings }: Pick<Blueprint, 'functions' | 'mappings'>) {
  const environments = new Map(functions.map(({ name, environment }) => [name, environment]));
  const names = new Set(mappings.map(({ functionName }) => functionName));
  return [...names].map((functionName) => ({
    functionName,
    environment: environments.get(functionName) ?? {},
  }));
}
