import { S3Client } from '@aws-sdk/client-s3';
import { type Trace, parseSourceUri, traceObject } from '@headwaters/ledger';
import { printTrace, traceAsJson } from './print-trace.js';
import { traceClientConfig } from './trace-client-config.js';
import { type TracedPipelineOptions, tracedPipeline } from './traced-pipeline.js';

const exitCodes = { complete: 0, incomplete: 1, unusable: 2 } as const;

/**
 * `trace`: what became of every byte of a file, at every consumer. Exit code 0 if each has it whole, 1 if not, 2 if that
 * can't be told: no such object, no such bucket, access denied.
 */
export async function traceCommand(
  uri: string,
  { json, ...options }: { json?: true } & TracedPipelineOptions,
): Promise<void> {
  try {
    const trace = await readTrace(uri, options);
    process.stdout.write(json ? `${JSON.stringify(traceAsJson(trace), null, 2)}\n` : printTrace(trace));
    process.exitCode = trace.complete ? exitCodes.complete : exitCodes.incomplete;
  } catch (error) {
    process.stderr.write(`${complaintOf(error)}\n`);
    process.exitCode = exitCodes.unusable;
  }
}

async function readTrace(uri: string, options: TracedPipelineOptions): Promise<Trace> {
  const source = parseSourceUri(uri);
  const { region, ...pipeline } = await tracedPipeline(options);
  const s3 = new S3Client(traceClientConfig(process.env, region));
  try {
    return await traceObject(s3, source, pipeline);
  } finally {
    s3.destroy();
  }
}

/** What went wrong, in a sentence; only of a defect in this program the whole stack is wanted. */
function complaintOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TypeError || error instanceof RangeError) return error.stack ?? error.message;
  return '$metadata' in error ? `S3 answered ${error.name}: ${error.message}` : error.message;
}
