import type { PipelineNames } from '@headwaters/stack-simulator';
import { readFile } from 'node:fs/promises';
import { TracedPipelineUnknownError } from './traced-pipeline-unknown-error.js';

type Outputs = Readonly<Record<string, { readonly value?: unknown } | undefined>>;

/**
 * What a deployment's outputs say of its ledger.
 *
 * @param file - What `terraform output -json` printed.
 * @throws {@link TracedPipelineUnknownError} if it is something else.
 */
export async function outputsPipeline(file: string): Promise<PipelineNames> {
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
