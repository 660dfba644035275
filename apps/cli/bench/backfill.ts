// Usage: npm run bench:backfill [-- --objects N[,N...]] [--concurrency N] [--consumers] [--json]
// Backfills small objects that are in the bucket but had no event, with the real producer of the synthesized dev stack. The stack runs in
// a process of its own, so that the memory is that of the backfill alone. The consumers are paused, unless --consumers is given. Exit code 1 if the ledger does not show every object as
// published, or if the heap grows with the number of objects.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type RecoveryPipeline,
  type RecoveryResult,
  backfill,
  makeRecoveryClients,
  systemClock,
} from '@headwaters/recovery';
import { createLocalS3Client, readRecoveryPipeline, startSimulation } from '@headwaters/stack-simulator';
import { defaultStackFolder } from '../src/workspace-paths.js';

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '10000,100000' },
    concurrency: { type: 'string', default: '2' },
    consumers: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const bytesPerMebibyte = 1_048_576;
const sampleMillis = 100;

/** Largest growth of the heap with ten times as many objects, in MiB. */
const maxGrowthMebibytes = 40;

/** What the process with the stack says when it has started. */
interface StartedStack {
  readonly endpoint: string;
  readonly region: string;
  readonly pipeline: RecoveryPipeline;
}

/** Runs the stack with objects in its bucket until the parent ends. S3 reports no upload, as if it had happened before the stack existed. */
async function runStack({ objects, consumers }: { objects: number; consumers: boolean }): Promise<void> {
  const simulation = await startSimulation({
    stackDirectory: defaultStackFolder,
    enforceLimits: false,
    notificationDelays: () => [],
  });
  const { endpoint, region, blueprint } = simulation;
  if (!consumers) {
    for (const { address } of blueprint.mappings) simulation.setMappingEnabled(address, false);
  }
  const pipeline = readRecoveryPipeline(blueprint);
  const s3 = createLocalS3Client({ endpoint, region });
  await putObjects(s3, pipeline.sourceBucket, objects);
  s3.destroy();
  const started: StartedStack = { endpoint, region, pipeline };
  process.send?.(started);
  await once(process, 'disconnect');
  await simulation.stop();
}

/** The peaks of a process while something runs. */
class MemorySamples {
  heapBytes = 0;
  residentBytes = 0;
  readonly #timer = setInterval(() => {
    this.#sample();
  }, sampleMillis);

  #sample(): void {
    const { heapUsed, rss } = process.memoryUsage();
    this.heapBytes = Math.max(this.heapBytes, heapUsed);
    this.residentBytes = Math.max(this.residentBytes, rss);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#sample();
  }
}

interface Figures {
  readonly objects: number;
  readonly complete: boolean;
  readonly seconds: number;
  readonly objectsPerSecond: number;
  readonly peakHeapMebibytes: number;
  readonly peakResidentMebibytes: number;
  readonly listRequests: number;
  readonly invocations: number;
}

async function putObjects(s3: S3Client, bucket: string, count: number): Promise<void> {
  const pending = new Set<Promise<unknown>>();
  for (let index = 0; index < count; index += 1) {
    const Key = `backfill/${String(index).padStart(7, '0')}.txt`;
    const put = s3.send(
      new PutObjectCommand({ Bucket: bucket, Key, Body: `line 1 of ${Key}\nline 2 of ${Key}\n` }),
    );
    const running = put.finally(() => pending.delete(running));
    pending.add(running);
    if (pending.size >= 32) await Promise.race(pending);
  }
  await Promise.all(pending);
}

async function measure(objects: number): Promise<Figures> {
  const child = fork(fileURLToPath(import.meta.url), [], {
    env: { ...process.env, BACKFILL_BENCH_STACK: JSON.stringify({ objects, consumers: values.consumers }) },
  });
  try {
    const [{ endpoint, region, pipeline }] = (await once(child, 'message')) as [StartedStack];
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const clients = makeRecoveryClients({ endpoint, region, credentials });
    const counted = { lists: 0, invocations: 0 };
    clients.s3.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          if (commandName.startsWith('List')) counted.lists += 1;
          return next(args);
        },
      { step: 'initialize' },
    );
    clients.lambda.middlewareStack.add(
      (next) => (args) => {
        counted.invocations += 1;
        return next(args);
      },
      { step: 'initialize' },
    );
    const memory = new MemorySamples();
    const start = performance.now();
    const result: RecoveryResult = await backfill(
      { ...clients, pipeline, clock: systemClock, caller: 'local' },
      { prefix: 'backfill/', versions: 'latest' },
      {
        apply: true,
        concurrency: Number(values.concurrency),
        report: (report) => {
          if (report.type !== 'progress' || report.done % 10_000 >= 100) return;
          process.stderr.write(
            `${report.done} ${report.unit}, ${Math.round((performance.now() - start) / 1_000)} s\n`,
          );
        },
      },
    );
    const seconds = (performance.now() - start) / 1_000;
    memory.stop();
    clients.s3.destroy();
    clients.lambda.destroy();
    return {
      objects,
      complete: result.complete && result.counts['published'] === objects,
      seconds,
      objectsPerSecond: objects / seconds,
      peakHeapMebibytes: memory.heapBytes / bytesPerMebibyte,
      peakResidentMebibytes: memory.residentBytes / bytesPerMebibyte,
      listRequests: counted.lists,
      invocations: counted.invocations,
    };
  } finally {
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
  }
}

function format(figures: Figures): string {
  return (
    `${figures.objects} objects: ${figures.complete ? 'all published' : 'NOT COMPLETE'} in ${figures.seconds.toFixed(1)} s, ` +
    `${figures.objectsPerSecond.toFixed(0)} objects/s, peak heap ${figures.peakHeapMebibytes.toFixed(1)} MiB, ` +
    `peak RSS ${figures.peakResidentMebibytes.toFixed(0)} MiB, ${figures.listRequests} LIST requests, ` +
    `${figures.invocations} invocations\n`
  );
}

async function main(): Promise<void> {
  const rows: Figures[] = [];
  for (const count of values.objects.split(',')) {
    const figures = await measure(Number(count));
    rows.push(figures);
    if (!values.json) process.stdout.write(format(figures));
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ node: process.version, rows }, null, 2)}\n`);
  const heaps = rows.map(({ peakHeapMebibytes }) => peakHeapMebibytes);
  const growth = Math.max(...heaps) - Math.min(...heaps);
  process.exitCode = rows.every(({ complete }) => complete) && growth <= maxGrowthMebibytes ? 0 : 1;
}

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const stack = process.env['BACKFILL_BENCH_STACK'];
if (stack === undefined) await main();
else await runStack(JSON.parse(stack) as Parameters<typeof runStack>[0]);
