import { parseConsumerEnvironment } from '@headwaters/pipeline-contract';
import type { Blueprint } from './blueprint.js';

/** A function that a stack's event source mapping feeds. */
export interface ConsumerOfStack {
  /** Its CONSUMER_NAME. */
  readonly name: string;
  readonly functionName: string;
  /** The bucket it archives to, if it does. */
  readonly archiveBucket: string | undefined;
}

/** The consumers of a stack, in the order of its mappings. */
export function consumersOfStack({ mappings, functions }: Blueprint): ConsumerOfStack[] {
  return mappings.map(({ functionName }) => {
    const environment = parseConsumerEnvironment(
      functions.find(({ name }) => name === functionName)?.environment ?? {},
    );
    return {
      name: environment.CONSUMER_NAME,
      functionName,
      archiveBucket: environment.SINK === 'archive' ? environment.ARCHIVE_BUCKET : undefined,
    };
  });
}

/**
 * The bucket whose uploads start a stack's flow: that of its first notification.
 *
 * @throws Error if the stack has no notification.
 */
export function sourceBucketOf({ notifications, stackName }: Blueprint): string {
  const [notification] = notifications;
  if (!notification)
    throw new Error(`${stackName} has no bucket notification: an upload would start nothing.`);
  return notification.bucketName;
}

/** The names by which a pipeline's ledger is read. */
export interface PipelineNames {
  readonly ledgerBucket: string | undefined;
  readonly failuresBucket: string | undefined;
  readonly consumers: readonly { readonly name: string; readonly functionName: string }[];
  /** Region of the stack, if known. */
  readonly region: string | undefined;
}

/**
 * What a stack says of its ledger. A consumer that is told no LEDGER_BUCKET writes no receipts, so there is nothing to trace
 * of it.
 */
export function pipelineOfBlueprint({
  functions,
  mappings,
  destinations,
  region,
}: Pick<Blueprint, 'functions' | 'mappings' | 'destinations' | 'region'>): PipelineNames {
  const environments = new Map(functions.map(({ name, environment }) => [name, environment]));
  const consumers = mappings.flatMap(({ functionName }) => {
    const { CONSUMER_NAME: name, LEDGER_BUCKET: bucket } = environments.get(functionName) ?? {};
    return name === undefined || bucket === undefined ? [] : [{ name, functionName, bucket }];
  });
  return {
    ledgerBucket: consumers[0]?.bucket,
    failuresBucket: destinations.find(({ kind }) => kind === 's3')?.name,
    consumers: consumers.map(({ name, functionName }) => ({ name, functionName })),
    region,
  };
}

/** Names without what they all begin with, up to a hyphen, for narrow lines. A single name stays whole. */
export function shortNames(names: readonly string[]): Map<string, string> {
  const words = names.map((name) => name.split('-'));
  const [first = [], ...others] = words;
  const differs = first.findIndex((word, index) => others.some((other) => other[index] !== word));
  const shared = others.length === 0 ? 0 : Math.max(differs, 0);
  return new Map(names.map((name, index) => [name, words[index]?.slice(shared).join('-') ?? name]));
}
