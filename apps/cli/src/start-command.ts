import { startSimulation, type Simulation } from '@headwaters/stack-simulator';
import { introduction } from './introduction.js';
import { localS3Client } from './local-s3-client.js';
import { readSourceRange } from './read-source-range.js';
import { shortNames } from './short-names.js';
import { sourceBucketOf } from './source-bucket-of.js';
import { StatusLine } from './status-line.js';
import { untilInterrupted } from './until-interrupted.js';
import { uploadFile } from './upload-file.js';
import { UploadWatch } from './upload-watch.js';
import { sampleFile, stackFolder } from './workspace-paths.js';

const statusEveryMillis = 500;

/** `start`: runs the pipeline until Ctrl-C, shows what the functions log, and says how to upload. */
export async function startCommand({ port }: { port?: number }): Promise<void> {
  const interrupted = untilInterrupted();
  const simulation = await startSimulation({
    stackDirectory: stackFolder,
    ...(port === undefined ? {} : { port }),
  });
  try {
    await watch(simulation, interrupted);
  } finally {
    await simulation.stop();
  }
}

async function watch(simulation: Simulation, interrupted: Promise<void>): Promise<void> {
  const s3 = localS3Client(simulation);
  const sourceBucket = sourceBucketOf(simulation.blueprint);
  const statusLine = new StatusLine(process.stderr);
  const print = (line: string) => {
    statusLine.print(line, process.stdout);
  };

  print(introduction(simulation, sourceBucket));
  const names = shortNames(simulation.blueprint.functions.map(({ name }) => name));
  simulation.events.on('log', ({ functionName, line }) => {
    print(`${names.get(functionName) ?? functionName} | ${line}`);
  });
  const uploads = new UploadWatch(simulation, (block) => readSourceRange(s3, block), print);
  const refresh = setInterval(() => {
    statusLine.show(uploads.status());
  }, statusEveryMillis);

  await uploadFile(s3, sourceBucket, sampleFile);
  await interrupted;
  clearInterval(refresh);
  statusLine.clear();
  s3.destroy();
}
