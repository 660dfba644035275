import type { S3Client } from '@aws-sdk/client-s3';
import { startConsole, startWatchedPipeline } from '@headwaters/console';
import {
  type Simulation,
  createLocalS3Client,
  shortenNames,
  findSourceBucket,
} from '@headwaters/stack-simulator';
import { readSourceRange } from '../pipeline/read-source-range.js';
import { type StackOptions, simulationOptions } from '../pipeline/stack-options.js';
import { uploadFile, uploadTargetOf } from '../pipeline/upload-file.js';
import { untilInterrupted } from '../program/until-interrupted.js';
import { consolePageFolder, sampleFile } from '../workspace-paths.js';
import { introduction } from './introduction.js';
import { StatusLine } from './status-line.js';
import { UploadWatch } from './upload-watch.js';

const statusEveryMillis = 500;

/** Which stack, and the ports to listen on, where it should not be any free one. */
interface StartOptions extends StackOptions {
  readonly port?: number;
  readonly consolePort?: number;
}

/** `start`: runs the pipeline and its console until Ctrl-C, shows what the functions log, and says how to upload. */
export async function startCommand({ port, consolePort, ...stack }: StartOptions): Promise<void> {
  const interrupted = untilInterrupted();
  const pipeline = await startWatchedPipeline({
    ...simulationOptions(stack),
    ...(port === undefined ? {} : { port }),
  });
  const { simulation, faults } = pipeline;
  const s3 = createLocalS3Client(simulation);
  try {
    const console = await startConsole({
      simulation,
      s3,
      faults,
      pageFolder: consolePageFolder,
      ...(consolePort === undefined ? {} : { port: consolePort }),
    });
    try {
      await watch(simulation, { s3, consoleUrl: console.url, interrupted });
    } finally {
      await console.close();
    }
  } finally {
    s3.destroy();
    await pipeline.stop();
  }
}

async function watch(
  simulation: Simulation,
  { s3, consoleUrl, interrupted }: { s3: S3Client; consoleUrl: string; interrupted: Promise<void> },
): Promise<void> {
  const sourceBucket = findSourceBucket(simulation.blueprint);
  const statusLine = new StatusLine(process.stderr);
  const print = (line: string) => {
    statusLine.print(line, process.stdout);
  };

  print(introduction(simulation, sourceBucket));
  print(`Console: ${consoleUrl}\n`);
  const names = shortenNames(simulation.blueprint.functions.map(({ name }) => name));
  simulation.events.on('log', ({ functionName, line }) => {
    print(`${names.get(functionName) ?? functionName} | ${line}`);
  });
  const uploads = new UploadWatch(simulation, (block) => readSourceRange(s3, block), print);
  const refresh = setInterval(() => {
    statusLine.show(uploads.status());
  }, statusEveryMillis);

  await uploadFile(s3, uploadTargetOf(simulation.blueprint), sampleFile);
  await interrupted;
  clearInterval(refresh);
  statusLine.clear();
}
