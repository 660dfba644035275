import { readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { pipelineOfBlueprint } from './pipeline-of-blueprint.js';
import type { KnownPipeline } from './traced-pipeline.js';

/**
 * What a synthesized stack says of its ledger, with the names that it has on this machine.
 *
 * @throws `SimulationError` if the folder holds no synthesized stack.
 */
export async function stackPipeline(folder: string): Promise<KnownPipeline> {
  return pipelineOfBlueprint(readBlueprint(await readConfiguration(folder)));
}
