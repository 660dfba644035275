import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import type { Blueprint } from './blueprint.js';

/** A function that reads a stream of the stack through an event source mapping. */
export interface StackConsumer {
  /** Its `CONSUMER_NAME`, which its receipts carry. */
  readonly name: string;
  readonly functionName: string;
  /** The bucket it archives to; `undefined` if its `SINK` is not `archive`. */
  readonly archiveBucket: string | undefined;
}

/**
 * Lists the consumers of a stack, in the order of its event source mappings.
 *
 * @throws EnvironmentError of `@headwaters/pipeline-contract` if the environment of a consumer is invalid.
 */
export function listConsumers(blueprint: Pick<Blueprint, 'functions' | 'mappings'>): StackConsumer[] {
  return mappedFunctions(blueprint).map(({ functionName, environment }) => {
    const settings = parseConsumerEnvironment(environment);
    return {
      name: settings.CONSUMER_NAME,
      functionName,
      archiveBucket: settings.SINK === 'archive' ? settings.ARCHIVE_BUCKET : undefined,
    };
  });
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

/**
 * Finds the bucket whose uploads start the pipeline: the bucket of the stack's first notification.
 *
 * @throws Error if the stack has no bucket notification.
 */
export function findSourceBucket({
  notifications,
  stackName,
}: Pick<Blueprint, 'notifications' | 'stackName'>): string {
  const [notification] = notifications;
  if (notification === undefined) {
    throw new Error(
      `${stackName} has no aws_s3_bucket_notification, so an upload would invoke no function. Add one.`,
    );
  }
  return notification.bucketName;
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

function mappedFunctions({ functions, mappings }: Pick<Blueprint, 'functions' | 'mappings'>) {
  const environments = new Map(functions.map(({ name, environment }) => [name, environment]));
  return mappings.map(({ functionName }) => ({
    functionName,
    environment: environments.get(functionName) ?? {},
  }));
}
