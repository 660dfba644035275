import type { Blueprint } from '@headwaters/stack-simulator';
import type { KnownPipeline } from './traced-pipeline.js';

/**
 * What a stack says of its ledger. A consumer that is told no LEDGER_BUCKET writes no receipts, so there is nothing to trace
 * of it.
 */
export function pipelineOfBlueprint({
  functions,
  mappings,
  destinations,
  region,
}: Pick<Blueprint, 'functions' | 'mappings' | 'destinations' | 'region'>): KnownPipeline {
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
