// Prints how long a simulation takes to start, a record to reach its function, and what an idle one costs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { strToU8, zipSync } from 'fflate';
import { startSimulation } from '@headwaters/stack-simulator';

const samples = 300;
const idleMillis = 5_000;

/** Tells when its handler begins, and of which record. */
const source = `export const handler = async ({ Records: [{ kinesis }] }) => {
  const at = performance.timeOrigin + performance.now();
  console.log('BEGAN ' + at + ' ' + Buffer.from(kinesis.data, 'base64'));
};`;

const stack = {
  resource: {
    aws_kinesis_stream: { stream: { name: 'stream', shard_count: 1 } },
    aws_lambda_function: {
      reader: {
        function_name: 'reader',
        filename: 'code.zip',
        handler: 'handler.handler',
        runtime: 'nodejs22.x',
        role: 'arn:aws:iam::123456789012:role/reader',
      },
    },
    aws_lambda_event_source_mapping: {
      mapping: {
        event_source_arn: '${aws_kinesis_stream.stream.arn}',
        function_name: 'reader',
        starting_position: 'LATEST',
      },
    },
  },
};

const now = (): number => performance.timeOrigin + performance.now();
const round = (value: number): number => Math.round(value * 100) / 100;

const stackDirectory = mkdtempSync(join(tmpdir(), 'bench-'));
writeFileSync(join(stackDirectory, 'cdk.tf.json'), JSON.stringify(stack));
writeFileSync(join(stackDirectory, 'code.zip'), zipSync({ 'handler.mjs': strToU8(source) }));

const startedAt = now();
const simulation = await startSimulation({ stackDirectory });
const startMillis = now() - startedAt;

const beganAt = new Map<string, number>();
simulation.events.on('log', ({ line }) => {
  const [, at, record] = /BEGAN ([\d.]+) (\d+)/.exec(line) ?? [];
  if (record !== undefined) beganAt.set(record, Number(at));
});
const { endpoint, region } = simulation;
const client = new KinesisClient({
  endpoint,
  region,
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
});
const latencies: number[] = [];
for (let sample = 0; sample < samples; sample += 1) {
  const putAt = now();
  const Data = Buffer.from(String(sample));
  await client.send(new PutRecordCommand({ StreamName: 'stream', PartitionKey: 'key', Data }));
  await simulation.whenIdle();
  latencies.push((beganAt.get(String(sample)) ?? NaN) - putAt);
}
latencies.sort((one, other) => one - other);

const before = process.cpuUsage();
await new Promise((resolve) => setTimeout(resolve, idleMillis));
const { user, system } = process.cpuUsage(before);
const stoppedAt = now();
await simulation.stop();
const stopMillis = now() - stoppedAt;
client.destroy();
rmSync(stackDirectory, { recursive: true });

process.stdout.write(
  `${JSON.stringify({
    startMillis: round(startMillis),
    putToInvokeMillis: {
      samples,
      median: round(latencies[Math.floor(samples / 2)] ?? NaN),
      p95: round(latencies[Math.floor(samples * 0.95)] ?? NaN),
    },
    idleCpuPercent: round((user + system) / 10 / idleMillis),
    stopMillis: round(stopMillis),
  })}\n`,
);
