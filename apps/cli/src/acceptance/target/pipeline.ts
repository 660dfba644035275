import {
  type EventSourceMappingConfiguration,
  type LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { functionNameOfArn } from '@headwaters/pipeline-contract';
import { type Blueprint, listConsumers } from '@headwaters/stack-simulator';
import { EnvironmentUnknownError } from '../../errors.js';

/** A consumer that writes receipts. */
export interface PipelineConsumer {
  /** The actor of its receipts. */
  readonly name: string;
  readonly functionName: string;
}

/** The part of a bucket's keys whose uploads start the producer. */
export interface UploadRule {
  readonly prefix: string;
  readonly suffix: string;
}

/** The names of a deployed pipeline. */
export interface PipelineNames {
  readonly region: string;
  readonly sourceBucket: string;
  readonly archiveBucket: string | undefined;
  readonly failuresBucket: string;
  readonly ledgerBucket: string;
  readonly streamName: string;
  readonly producerFunction: string;
  /** At least one. */
  readonly consumers: readonly PipelineConsumer[];
}

/** A consumer with the id of its event source mapping. */
export interface MappedConsumer extends PipelineConsumer {
  readonly mappingId: string;
}

/** A deployed pipeline: its names, and what its synthesized stack declares. */
export interface AcceptancePipeline extends PipelineNames {
  readonly consumers: readonly MappedConsumer[];
  /** What S3 invokes: the producer, or its alias as `NAME:ALIAS`. */
  readonly producerReference: string;
  readonly uploadRules: readonly UploadRule[];
  /** Names of the consumers that archive what they receive. */
  readonly archivingConsumers: readonly string[];
  /** By function name. */
  readonly memoryMegabytes: ReadonlyMap<string, number>;
}

/**
 * Adds the event source mappings of the consumers, as Lambda lists them, and what the synthesized stack declares.
 *
 * @throws {@link EnvironmentUnknownError} if a consumer has no mapping that reads the stream.
 */
export async function describePipeline(
  names: PipelineNames,
  shape: PipelineShape,
  lambda: LambdaClient,
): Promise<AcceptancePipeline> {
  const mappings = await listMappings(lambda, names.streamName);
  const consumers = names.consumers.map((consumer) => {
    const mapping = mappings.find(
      (each) => functionNameOfArn(each.FunctionArn ?? '') === consumer.functionName,
    );
    if (mapping?.UUID !== undefined) return { ...consumer, mappingId: mapping.UUID };
    throw new EnvironmentUnknownError(
      `${consumer.functionName} has no event source mapping that reads the stream ${names.streamName}. ` +
        'Deploy the environment again, or pass the outputs of a deployed one.',
    );
  });
  const { producerQualifier, ...declared } = shape;
  const producerReference =
    producerQualifier === undefined
      ? names.producerFunction
      : `${names.producerFunction}:${producerQualifier}`;
  return { ...names, ...declared, consumers, producerReference };
}

/** The mappings that read the stream, directly or through a fan-out consumer of it. */
async function listMappings(
  client: LambdaClient,
  streamName: string,
): Promise<EventSourceMappingConfiguration[]> {
  const found: EventSourceMappingConfiguration[] = [];
  for await (const { EventSourceMappings: page = [] } of paginateListEventSourceMappings({ client }, {})) {
    found.push(...page.filter(({ EventSourceArn: arn = '' }) => arn.split('/')[1] === streamName));
  }
  return found;
}

/** What a synthesized stack declares of a pipeline, and its outputs do not contain. */
export interface PipelineShape {
  readonly uploadRules: readonly UploadRule[];
  readonly archivingConsumers: readonly string[];
  readonly memoryMegabytes: ReadonlyMap<string, number>;
  /** Version or alias of the producer that uploads invoke. */
  readonly producerQualifier: string | undefined;
}

/** Reads the shape of a pipeline from its synthesized stack. */
export function readShape(blueprint: Blueprint): PipelineShape {
  const { uploads, functions } = blueprint;
  const archiving = listConsumers(blueprint).filter(({ archiveBucket }) => archiveBucket !== undefined);
  return {
    uploadRules: uploads.map(({ prefix, suffix }) => ({ prefix, suffix })),
    archivingConsumers: archiving.map(({ name }) => name),
    memoryMegabytes: new Map(functions.map(({ name, memoryMegabytes }) => [name, memoryMegabytes])),
    producerQualifier: uploads[0]?.qualifier,
  };
}
