import { readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import type { KnownPipeline } from './traced-pipeline.js';

/**
 * What a synthesized stack says of its ledger, with the names that it has on this machine. A consumer that is told no
 * LEDGER_BUCKET writes no receipts, so there is nothing to trace of it.
 *
 * @throws `SimulationError` if the folder holds no synthesized stack.
 */
export async function stackPipeline(folder: string): Promise<KnownPipeline> {
  const { functions, mappings, destinations, region } = readBlueprint(await readConfiguration(folder));
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
