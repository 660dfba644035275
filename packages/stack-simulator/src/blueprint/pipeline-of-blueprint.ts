import type { Blueprint } from './blueprint.js';

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
