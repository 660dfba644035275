// Usage: npm run bench:bill [-- --megabytes N] [--batch-records N] [--json]
// Sends one file of 200-byte log lines through the synthesized stack and prints what AWS would bill for a TB of them, as the meter of the
// simulation counts it, without what costs by time alone: shards, retention, alarms, keys, metrics, stored data.
// The consumers are paused until the file is on the stream, so that all batches but the last are full. With --batch-records, batches end
// after that many Kinesis records, and consumers do not wait for more.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Usage, type UsageItem, priceUsage, scaleUsage } from '@headwaters/bill';
import { type Simulation, createLocalS3Client, startSimulation } from '@headwaters/stack-simulator';
import { logLineBytes, logLines } from '@headwaters/test-kit';
import { defaultStackFolder } from '../src/workspace-paths.js';

const { values } = parseArgs({
  options: { megabytes: { type: 'string' }, 'batch-records': { type: 'string' }, json: { type: 'boolean' } },
});

const bytesPerMegabyte = 1_000_000;
const bytesPerTerabyte = 1e12;

/** Items that a run of another duration would have other quantities of. Requests to KMS are among them: see the meter. */
const itemsByTime: readonly UsageItem[] = [
  ...(['kinesisShardHours', 'kinesisRetentionShardHours', 'kinesisFanOutShardHours'] as const),
  ...(['onDemandStreamHours', 's3GigabyteMonths'] as const),
  ...(['kmsRequests', 'kmsKeyMonths', 'metricMonths', 'alarmMonths'] as const),
];

interface Configuration {
  readonly resource: { readonly aws_lambda_event_source_mapping: Readonly<Record<string, object>> };
}

/** Copies the stack, with other batches. */
function copyStack(folder: string, batchRecords: number): string {
  cpSync(defaultStackFolder, folder, { recursive: true });
  const file = join(folder, 'cdk.tf.json');
  const configuration = JSON.parse(readFileSync(file, 'utf8')) as Configuration;
  for (const mapping of Object.values(configuration.resource.aws_lambda_event_source_mapping))
    Object.assign(mapping, { batch_size: batchRecords, maximum_batching_window_in_seconds: 0 });
  writeFileSync(file, JSON.stringify(configuration));
  return folder;
}

async function upload(simulation: Simulation, megabytes: number): Promise<number> {
  const { blueprint } = simulation;
  const s3 = createLocalS3Client(simulation);
  const [notification] = blueprint.notifications;
  const body = Buffer.concat([...logLines(Math.round((megabytes * bytesPerMegabyte) / logLineBytes))]);
  const object = { Bucket: notification?.bucketName, Key: `lines${notification?.suffix ?? ''}` };
  await s3.send(new PutObjectCommand({ ...object, Body: body }));
  s3.destroy();
  return body.length;
}

interface Measurement {
  readonly bytes: number;
  readonly usage: Usage;
  /** Invocations of each function, and their mean duration. */
  readonly functions: Readonly<Record<string, { readonly invocations: number; readonly millis: number }>>;
}

async function measure(megabytes: number): Promise<Measurement> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'headwaters-bench-'));
  const batchRecords = values['batch-records'];
  const simulation = await startSimulation({
    stackDirectory:
      batchRecords === undefined
        ? defaultStackFolder
        : copyStack(join(dataDirectory, 'stack'), Number(batchRecords)),
    dataDirectory,
    enforceLimits: false,
  });
  const functions: Record<string, { invocations: number; millis: number }> = {};
  let failures = 0;
  simulation.events.on('invocation', ({ functionName, durationMillis, outcome }) => {
    const { invocations, millis } = functions[functionName] ?? { invocations: 0, millis: 0 };
    functions[functionName] = { invocations: invocations + 1, millis: millis + durationMillis };
    if (outcome.kind !== 'succeeded') failures += 1;
  });
  const setConsumers = (enabled: boolean): void => {
    for (const { address } of simulation.blueprint.mappings) simulation.setMappingEnabled(address, enabled);
  };
  try {
    setConsumers(false);
    const bytes = await upload(simulation, megabytes);
    await simulation.whenIdle();
    setConsumers(true);
    await simulation.whenIdle();
    if (failures > 0) throw new Error(`${failures} invocations failed.`);
    return { bytes, usage: simulation.usage(), functions };
  } finally {
    await simulation.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

function withoutTime(usage: Usage): Usage {
  return Object.fromEntries(
    Object.entries(usage).filter(([item]) => !itemsByTime.includes(item as UsageItem)),
  );
}

const megabytes = Number(values.megabytes ?? 200);
const { bytes, usage, functions } = await measure(megabytes);
const perTerabyte = priceUsage(scaleUsage(withoutTime(usage), bytesPerTerabyte / bytes));
if (values.json === true) {
  process.stdout.write(
    `${JSON.stringify({ node: process.version, bytes, usage, functions, perTerabyte }, null, 2)}\n`,
  );
} else {
  process.stdout.write(
    `Node ${process.version}, ${megabytes} MB of ${logLineBytes}-byte lines; per TB, without what costs by time alone:\n`,
  );
  for (const { name, quantity, unit, dollars } of perTerabyte.items) {
    const amount = quantity.toLocaleString('en', { maximumFractionDigits: quantity < 100 ? 2 : 0 });
    process.stdout.write(`  ${`$${dollars.toFixed(2)}`.padStart(7)}  ${name}: ${amount} ${unit}\n`);
  }
  process.stdout.write(`  ${`$${perTerabyte.dollars.toFixed(2)}`.padStart(7)}  total\n`);
  for (const [name, { invocations, millis }] of Object.entries(functions))
    process.stdout.write(`${name}: ${invocations} invocations of ${Math.round(millis / invocations)} ms\n`);
}
