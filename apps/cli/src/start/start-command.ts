import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { startConsole, startWatchedPipeline } from '@headwaters/console';
import {
  type Simulation,
  createLocalS3Client,
  readPipelineNames,
  shortenNames,
} from '@headwaters/stack-simulator';
import { Command } from 'commander';
import { waitForInterrupt } from '../command-line/exit.js';
import { parsePort } from '../command-line/option-values.js';
import { measureContent } from '../pipeline/measure-content.js';
import { readSourceRange } from '../pipeline/read-source-range.js';
import {
  addStackOptions,
  type StackOptions,
  simulationOptions,
  traceWords,
} from '../pipeline/stack-options.js';
import { uploadFile } from '../pipeline/upload-file.js';
import {
  type UploadTarget,
  chooseKey,
  describePatterns,
  findRule,
  findUploadTarget,
} from '../pipeline/upload-target.js';
import { type WireOption, checkWire, createWireOption, wireOverride } from '../pipeline/wire-option.js';
import { consolePageFolder, sampleFile } from '../workspace-paths.js';
import { StatusLine } from './status-line.js';
import { UploadWatch, type WatchedUpload } from './upload-watch.js';

const statusIntervalMillis = 500;

interface StartOptions extends StackOptions, WireOption {
  /** Port of the local AWS endpoint. Default: a free one. */
  readonly port?: number;
  /** Port of the console. Default: a free one. */
  readonly consolePort?: number;
}

/** `start`: runs the pipeline and its console until Ctrl-C. */
export function createStartCommand(): Command {
  return addStackOptions(new Command('start'))
    .description('run the pipeline and its web console on this machine until Ctrl-C')
    .addOption(createWireOption())
    .option('--port <number>', 'port of the local AWS endpoint (default: a free port)', parsePort)
    .option('--console-port <number>', 'port of the console (default: a free port)', parsePort)
    .action(start);
}

/** Uploads the sample file and prints how to upload others, what the functions log, and each completed file. */
async function start({ port, consolePort, ...stack }: StartOptions): Promise<void> {
  const interrupted = waitForInterrupt();
  const pipeline = await startWatchedPipeline({
    ...simulationOptions(stack),
    ...wireOverride(stack),
    ...(port === undefined ? {} : { port }),
  });
  const { simulation, faults } = pipeline;
  const s3 = createLocalS3Client(simulation);
  try {
    checkWire(stack, findUploadTarget(simulation.blueprint));
    const console = await startConsole({
      simulation,
      s3,
      faults,
      pageFolder: consolePageFolder,
      ...(consolePort === undefined ? {} : { port: consolePort }),
    });
    try {
      await watch(simulation, { s3, consoleUrl: console.url, interrupted, stack });
    } finally {
      await console.close();
    }
  } finally {
    s3.destroy();
    await pipeline.stop();
  }
}

interface WatchOptions {
  readonly s3: S3Client;
  readonly consoleUrl: string;
  readonly interrupted: Promise<void>;
  /** The options that selected the stack. */
  readonly stack: StackOptions;
}

async function watch(
  simulation: Simulation,
  { s3, consoleUrl, interrupted, stack }: WatchOptions,
): Promise<void> {
  const target = findUploadTarget(simulation.blueprint);
  const statusLine = new StatusLine(process.stderr);
  const print = (line: string) => {
    statusLine.print(line, process.stdout);
  };

  print(formatIntroduction(simulation, target, stack));
  print(`Console: ${consoleUrl}\n`);
  const names = shortenNames(simulation.blueprint.functions.map(({ name }) => name));
  simulation.events.on('log', ({ functionName, line }) => {
    // Lines of Lambda contain tabs.
    print(`${names.get(functionName) ?? functionName} | ${line.replaceAll('\t', ' ')}`);
  });
  const uploads = new UploadWatch(simulation, {
    readReference: (block) => readSourceRange(s3, block),
    measureContent: (upload) => measureUpload(s3, target, upload),
    print,
    producer: target.producer,
  });
  const refresh = setInterval(() => {
    statusLine.show(uploads.status());
  }, statusIntervalMillis);

  const key = chooseKey(target, sampleFile);
  if (key === undefined) print(`No sample was uploaded: the stack accepts ${describePatterns(target)}.`);
  else await uploadFile(s3, target, { file: sampleFile, key });
  await interrupted;
  clearInterval(refresh);
  statusLine.clear();
}

async function measureUpload(
  s3: S3Client,
  target: UploadTarget,
  { bucket, key, versionId }: WatchedUpload,
): Promise<number> {
  const { Body: body } = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
  );
  const chunks = body as unknown as AsyncIterable<Uint8Array>;
  return (await measureContent(chunks, findRule(target, key))).bytes;
}

/** Formats the data flow, how to upload and trace a file, and what the stack declares but is not simulated. */
function formatIntroduction(
  simulation: Simulation,
  { bucket, producer }: UploadTarget,
  stack: StackOptions,
): string {
  const { endpoint, stackName, blueprint, unsupported } = simulation;
  const consequences = [...new Set(unsupported.map(({ consequence }) => consequence))];
  const names = readPipelineNames(blueprint);
  return [
    `${stackName} is running at ${endpoint}`,
    ...blueprint.mappings.map(
      ({ streamName, functionName }) => `  ${bucket} -> ${streamName} -> ${functionName}`,
    ),
    '',
    ...formatUploadAdvice(simulation, bucket),
    ...(names.ledgerBucket !== undefined
      ? [
          'Trace every byte of it to every consumer:',
          `  AWS_ENDPOINT_URL=${endpoint} npm run -s trace -- ${[...traceWords(stack, names), `s3://${bucket}/FILE.txt`].join(' ')}`,
          '',
        ]
      : []),
    ...(producer === undefined
      ? ['The producer is not the one of Headwaters: invocations are shown, contents are not checked.', '']
      : []),
    ...(consequences.length === 0 ? [] : ['Declared by the stack, but not simulated:']),
    ...consequences.map((consequence) => `  - ${consequence}`),
    '',
  ].join('\n');
}

function formatUploadAdvice({ endpoint, region }: Simulation, bucket: string): readonly string[] {
  return [
    'Upload a text file from another terminal, with curl or the AWS CLI:',
    `  curl -T FILE.txt ${endpoint}/${bucket}/`,
    `  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=${region} \\`,
    `    aws --endpoint-url ${endpoint} s3 cp FILE.txt s3://${bucket}/`,
    '',
  ];
}
