import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { strToU8, zipSync } from 'fflate';
import { startSimulation, type Simulation } from '@headwaters/stack-simulator';
import type { Figure } from './figure.js';

const samples = 300;

/** A handler that logs when it starts, and for which record. */
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

/** Measures the median time from PutRecord to the first statement of the handler, in a warm process. */
export async function measurePutToInvoke(): Promise<Figure> {
  const stackDirectory = mkdtempSync(join(tmpdir(), 'bench-'));
  writeFileSync(join(stackDirectory, 'cdk.tf.json'), JSON.stringify(stack));
  writeFileSync(join(stackDirectory, 'code.zip'), zipSync({ 'handler.mjs': strToU8(source) }));
  const simulation = await startSimulation({ stackDirectory });
  try {
    const millis = (await latencies(simulation)).sort((one, other) => one - other);
    return {
      what: `put to invoke, window 0, median of ${samples}`,
      value: millis[Math.floor(samples / 2)] ?? NaN,
      unit: 'ms',
      atMost: 20,
    };
  } finally {
    await simulation.stop();
    rmSync(stackDirectory, { recursive: true });
  }
}

async function latencies(simulation: Simulation): Promise<number[]> {
  const beganAt = new Map<string, number>();
  simulation.events.on('log', ({ line }) => {
    const [, at, record] = /BEGAN ([\d.]+) (\d+)/.exec(line) ?? [];
    if (record !== undefined) beganAt.set(record, Number(at));
  });
  const { endpoint, region } = simulation;
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const client = new KinesisClient({ endpoint, region, credentials });
  const millis: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const putAt = now();
    const Data = Buffer.from(String(sample));
    await client.send(new PutRecordCommand({ StreamName: 'stream', PartitionKey: 'key', Data }));
    await simulation.whenIdle();
    millis.push((beganAt.get(String(sample)) ?? NaN) - putAt);
  }
  client.destroy();
  return millis;
}
