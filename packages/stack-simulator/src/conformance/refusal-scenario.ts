import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerraformReaderError } from '@headwaters/terraform-reader';
import { StackRefusedError } from '../errors.js';
import type { FunctionInvoker } from '../invocation/function-invoker.js';
import { startSimulation } from '../simulation/start-simulation.js';
import { scenarioStack } from './scenario-stack.js';
import type { RefusalExpectation, RefusalScenario } from './scenario.js';

/** Starts the stack of a scenario and returns why it is refused, in the form of its expectation. */
export async function observeRefusal(scenario: RefusalScenario): Promise<RefusalExpectation> {
  const stackDirectory = await mkdtemp(join(tmpdir(), 'scenario-'));
  try {
    await writeFile(join(stackDirectory, 'cdk.tf.json'), JSON.stringify(scenarioStack(scenario)));
    const simulation = await startSimulation({ stackDirectory, runsCode: false, invoker: neverInvoked });
    await simulation.stop();
    return { refused: [] };
  } catch (error) {
    return { refused: problemsOf(error) };
  } finally {
    await rm(stackDirectory, { recursive: true });
  }
}

/** Nothing happens in the stack that would invoke a function. */
const neverInvoked: FunctionInvoker = {
  invoke: () => Promise.reject(new Error('A scenario without steps invoked a function.')),
};

function problemsOf(error: unknown): string[] {
  if (error instanceof StackRefusedError) return error.problems.map(({ message }) => message);
  if (error instanceof TerraformReaderError) return [error.message];
  throw error;
}
