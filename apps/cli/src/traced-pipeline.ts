import type { PipelineNames } from '@headwaters/stack-simulator';
import type { TracedConsumer, TracedPipeline } from '@headwaters/ledger';
import { outputsPipeline } from './outputs-pipeline.js';
import { stackPipeline } from './stack-pipeline.js';
import { TracedPipelineUnknownError } from './traced-pipeline-unknown-error.js';
import { fromWhereCalled, stackFolder } from './workspace-paths.js';

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
