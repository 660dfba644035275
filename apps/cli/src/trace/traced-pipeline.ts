import { readFile } from 'node:fs/promises';
import type { TracedConsumer, TracedPipeline } from '@headwaters/ledger';
import {
  type PipelineNames,
  readPipelineNames,
  readBlueprint,
  readConfiguration,
} from '@headwaters/stack-simulator';
import { TracedPipelineUnknownError } from '../errors.js';
import { fromWhereCalled, stackFolder } from '../workspace-paths.js';

/** How a person says which pipeline to trace. */
export interface TracedPipelineOptions {
  /** The folder of a synthesized stack; the dev stack's if nothing else is said. */
  readonly stack?: string;
  /** The file with what `terraform output -json` printed. */
  readonly outputs?: string;
  readonly ledgerBucket?: string;
  readonly failuresBucket?: string;
  /** `NAME=FUNCTION` each. */
  readonly consumer?: readonly string[];
}

/**
 * Finds the names of the pipeline to trace: from a deployment's outputs, or from a synthesized stack, as it runs on this
 * machine; single options win over either.
 *
 * @throws {@link TracedPipelineUnknownError} if a name is missing, or an option is not what it must be.
 */
export async function tracedPipeline(
  options: TracedPipelineOptions,
): Promise<TracedPipeline & Pick<PipelineNames, 'region'>> {
  const known = await knownPipeline(options);
  const {
    ledgerBucket = known.ledgerBucket,
    failuresBucket = known.failuresBucket,
    consumer: consumers,
  } = options;
  if (ledgerBucket === undefined || failuresBucket === undefined) {
    throw new TracedPipelineUnknownError(
      'The stack names no ledger or no failures bucket; give --ledger-bucket and --failures-bucket.',
    );
  }
  return {
    ledgerBucket,
    failuresBucket,
    region: known.region,
    consumers: consumers?.map(readConsumer) ?? known.consumers,
  };
}

async function knownPipeline(options: TracedPipelineOptions): Promise<PipelineNames> {
  const { stack, outputs, ledgerBucket, failuresBucket, consumer } = options;
  if (outputs !== undefined) return outputsPipeline(fromWhereCalled(outputs));
  const isAllGiven = ledgerBucket !== undefined && failuresBucket !== undefined && consumer !== undefined;
  if (stack === undefined && isAllGiven) {
    return { ledgerBucket, failuresBucket, consumers: [], region: undefined };
  }
  return stackPipeline(stack === undefined ? stackFolder : fromWhereCalled(stack));
}

function readConsumer(option: string): TracedConsumer {
  const [name = '', functionName = '', ...rest] = option.split('=');
  if (name === '' || functionName === '' || rest.length > 0) {
    throw new TracedPipelineUnknownError(`--consumer is ${option}; it must be NAME=FUNCTION.`);
  }
  return { name, functionName };
}

/**
 * What a synthesized stack says of its ledger, with the names that it has on this machine.
 *
 * @throws `SimulationError` if the folder holds no synthesized stack.
 */
async function stackPipeline(folder: string): Promise<PipelineNames> {
  return readPipelineNames(readBlueprint(await readConfiguration(folder)));
}

type Outputs = Readonly<Record<string, { readonly value?: unknown } | undefined>>;

/**
 * What a deployment's outputs say of its ledger.
 *
 * @param file - What `terraform output -json` printed.
 * @throws {@link TracedPipelineUnknownError} if it is something else.
 */
async function outputsPipeline(file: string): Promise<PipelineNames> {
  const outputs = await readOutputs(file);
  const text = (name: string) => {
    const value = outputs[name]?.value;
    if (typeof value === 'string') return value;
    throw new TracedPipelineUnknownError(`${file} has no output ${name}; was it made by this stack?`);
  };
  const texts = (name: string) => {
    const value = outputs[name]?.value;
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
    throw new TracedPipelineUnknownError(`${file} has no list ${name}; was it made by this stack?`);
  };
  const functionNames = texts('consumer-functions');
  return {
    ledgerBucket: text('ledger-bucket'),
    failuresBucket: text('failures-bucket'),
    consumers: texts('consumer-names').map((name, index) => ({
      name,
      functionName: functionNames[index] ?? '',
    })),
    region: undefined,
  };
}

async function readOutputs(file: string): Promise<Outputs> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Outputs;
  } catch (cause) {
    throw new TracedPipelineUnknownError(
      `${file} can't be read as what "terraform output -json" prints: ${String(cause)}`,
      { cause },
    );
  }
}
