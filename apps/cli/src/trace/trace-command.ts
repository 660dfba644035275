import { S3Client } from '@aws-sdk/client-s3';
import { parseSourceUri, traceObject, type Trace } from '@headwaters/ledger';
import { Command } from 'commander';
import { readAwsEnvironment } from '../command-line/environment.js';
import { printableLines } from '../command-line/printable.js';
import { exitCodes } from '../command-line/exit.js';
import { describeError } from '../errors.js';
import { formatTrace, isTraceUnknown, traceAsJson } from './format-trace.js';
import { clientConfig } from '../command-line/client-config.js';
import { findTracedPipeline, type TracedPipelineOptions } from './traced-pipeline.js';

interface TraceOptions extends TracedPipelineOptions {
  readonly json?: true;
}

/**
 * `trace`: shows what happened to every byte of a file at every consumer. Exit code 0 if each consumer has the complete
 * file, 1 if one does not, also if an operator discarded the rest, 2 if that is unknown: no such object or bucket, access denied, records that are sent without offsets.
 */
export function createTraceCommand(): Command {
  return new Command('trace')
    .description('show what happened to every byte of an uploaded file at every consumer, since when and why')
    .argument('<uri>', 's3://BUCKET/KEY; add ?versionId=ID for a version other than the latest')
    .option('--json', 'print the trace as JSON')
    .option('--stack <folder>', 'folder of the synthesized stack that runs locally (default: ingest-dev)')
    .option('--outputs <file>', 'output of "terraform output -json", for a deployed stack')
    .option('--ledger-bucket <name>', 'bucket with the receipts')
    .option('--failures-bucket <name>', 'bucket with the dead-lettered records')
    .option('--consumer <name=function...>', 'consumers to trace (default: all that write receipts)')
    .action(trace);
}

async function trace(uri: string, { json, ...options }: TraceOptions): Promise<void> {
  try {
    const found = await readTrace(uri, options);
    process.stdout.write(
      printableLines(json ? `${JSON.stringify(traceAsJson(found), null, 2)}\n` : formatTrace(found)),
    );
    process.exitCode = exitCodeOf(found);
  } catch (error) {
    process.stderr.write(`${printableLines(describeError(error))}\n`);
    process.exitCode = exitCodes.cannotRun;
  }
}

function exitCodeOf(trace: Trace): number {
  if (trace.complete) return exitCodes.ok;
  return isTraceUnknown(trace) ? exitCodes.cannotRun : exitCodes.failed;
}

async function readTrace(uri: string, options: TracedPipelineOptions): Promise<Trace> {
  const source = parseSourceUri(uri);
  const { region, ...pipeline } = await findTracedPipeline(options);
  const s3 = new S3Client(clientConfig(readAwsEnvironment(), region));
  try {
    return await traceObject(s3, source, pipeline);
  } finally {
    s3.destroy();
  }
}
