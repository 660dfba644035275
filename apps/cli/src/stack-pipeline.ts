import {
  pipelineOfBlueprint,
  readBlueprint,
  readConfiguration,
  type PipelineNames,
} from '@headwaters/stack-simulator';

/**
 * What a synthesized stack says of its ledger, with the names that it has on this machine.
 *
 * @throws `SimulationError` if the folder holds no synthesized stack.
 */
export async function stackPipeline(folder: string): Promise<PipelineNames> {
  return pipelineOfBlueprint(readBlueprint(await readConfiguration(folder)));
}
