import type { TracedConsumer, TracedPipeline } from '@headwaters/ledger';
import {
  type PipelineNames,
  readPipelineNames,
  readBlueprint,
  readConfiguration,
} from '@headwaters/stack-simulator';
import { resolveUserPath } from '../command-line/environment.js';
import { TracedPipelineUnknownError } from '../errors.js';
import { readDeployedOutputs } from '../pipeline/deployed-outputs.js';
import { defaultStackFolder } from '../workspace-paths.js';

/** The options of `trace` that select a pipeline. */
export interface TracedPipelineOptions {
  /** Folder of a synthesized stack. Default: the dev stack. */
  readonly stack?: string;
  /** File with the output of `terraform output -json`. */
  readonly outputs?: string;
  readonly ledgerBucket?: string;
  readonly failuresBucket?: string;
  /** Each `NAME=FUNCTION`. */
  readonly consumer?: readonly string[];
}

/**
 * Finds the buckets and consumers to trace in a deployment's outputs or in a synthesized stack. The options for single
 * names take precedence over both.
 *
 * @returns the names, with the region of the stack if it is known.
 * @throws {@link TracedPipelineUnknownError} if a name is missing or an option is malformed.
 * @throws {@link OutputsInvalidError} if the file with the outputs is not of such a stack.
 */
export async function findTracedPipeline(
  options: TracedPipelineOptions,
): Promise<TracedPipeline & Pick<PipelineNames, 'region'>> {
  const names = await namePipeline(options);
  const {
    ledgerBucket = names.ledgerBucket,
    failuresBucket = names.failuresBucket,
    consumer: consumers,
  } = options;
  if (ledgerBucket === undefined || failuresBucket === undefined) {
    throw new TracedPipelineUnknownError(
      'The stack has no ledger bucket or no failures bucket. Name them with --ledger-bucket and --failures-bucket.',
    );
  }
  return {
    ledgerBucket,
    failuresBucket,
    region: names.region,
    consumers: consumers?.map(parseConsumer) ?? names.consumers,
  };
}

async function namePipeline(options: TracedPipelineOptions): Promise<PipelineNames> {
  const { stack, outputs, ledgerBucket, failuresBucket, consumer } = options;
  if (outputs !== undefined) return readOutputNames(resolveUserPath(outputs));
  const hasAllNames = ledgerBucket !== undefined && failuresBucket !== undefined && consumer !== undefined;
  if (stack === undefined && hasAllNames) {
    return { ledgerBucket, failuresBucket, consumers: [], region: undefined };
  }
  const folder = stack === undefined ? defaultStackFolder : resolveUserPath(stack);
  return readPipelineNames(readBlueprint(await readConfiguration(folder)));
}

function parseConsumer(option: string): TracedConsumer {
  const [name = '', functionName = '', ...rest] = option.split('=');
  if (name === '' || functionName === '' || rest.length > 0) {
    throw new TracedPipelineUnknownError(`--consumer is ${option}; it must be NAME=FUNCTION.`);
  }
  return { name, functionName };
}

/** Reads the names from the output of `terraform output -json`. */
async function readOutputNames(file: string): Promise<PipelineNames> {
  const outputs = await readDeployedOutputs(file);
  const functionNames = outputs.strings('consumer-functions');
  return {
    ledgerBucket: outputs.string('ledger-bucket'),
    failuresBucket: outputs.string('failures-bucket'),
    consumers: outputs.strings('consumer-names').map((name, index) => ({
      name,
      functionName: functionNames[index] ?? '',
    })),
    region: undefined,
  };
}
