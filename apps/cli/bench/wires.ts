// Usage: npm run bench:wires [-- --megabytes N] [--stack FOLDER] [--json]
// Sends one file of 200-byte log lines through the synthesized stack with every wire and with the strategies object and spread,
// without the throughput limits of shards, and measures the producer. Compares with wire block and strategy object in the same run,
// because absolute figures differ from machine to machine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type WireProfile, wireProfiles } from '@headwaters/pipeline-contract';
import { putPayloadUnitBytes } from '@headwaters/record-codec';
import { type InvocationEvent, type KinesisEventRecord, startSimulation } from '@headwaters/stack-simulator';
import { logLineBytes, logLines } from '@headwaters/test-kit';
import { defaultStackFolder } from '../src/workspace-paths.js';

const { values } = parseArgs({
  options: { megabytes: { type: 'string' }, stack: { type: 'string' }, json: { type: 'boolean' } },
});

const bytesPerMegabyte = 1_000_000;
const strategies = ['object', 'spread'] as const;

/** Plain records of one object are sent one after the other, so a smaller file takes long enough. */
const plainObjectShare = 0.1;

interface Row {
  readonly wire: WireProfile;
  readonly strategy: (typeof strategies)[number];
  readonly lines: number;
  readonly kinesisRecords: number;
  readonly putUnits: number;
  /** Speed of the producer's invocations, in 10^6 bytes of the file per second of real time. */
  readonly megabytesPerSecond: number;
}

/** Counts what is on the stream by what one of the consumers receives, which is all of it. */
class WrittenRecords {
  #consumer: string | undefined;
  #kinesisRecords = 0;
  #putUnits = 0;

  add(consumer: string, records: readonly KinesisEventRecord[]): void {
    if (consumer !== (this.#consumer ??= consumer)) return;
    for (const { kinesis } of records) {
      const bytes = Buffer.byteLength(kinesis.data, 'base64') + Buffer.byteLength(kinesis.partitionKey);
      this.#kinesisRecords += 1;
      this.#putUnits += Math.ceil(bytes / putPayloadUnitBytes);
    }
  }

  count(): Pick<Row, 'kinesisRecords' | 'putUnits'> {
    return { kinesisRecords: this.#kinesisRecords, putUnits: this.#putUnits };
  }
}

async function measure({ wire, strategy }: Pick<Row, 'wire' | 'strategy'>, megabytes: number): Promise<Row> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'headwaters-bench-'));
  const variables = { WIRE: wire, PARTITION_STRATEGY: strategy };
  const simulation = await startSimulation({
    stackDirectory: values.stack ?? defaultStackFolder,
    dataDirectory,
    enforceLimits: false,
    overrideVariables: (environment) => ('CELL_BYTES' in environment ? variables : {}),
  });
  const { endpoint, region, blueprint } = simulation;
  const s3 = new S3Client({ endpoint, region, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } });
  const invocations: InvocationEvent[] = [];
  simulation.events.on('invocation', (event) => {
    if (event.trigger !== 'mapping') invocations.push(event);
  });
  const written = new WrittenRecords();
  simulation.events.on('acknowledged', ({ functionName, records }) => {
    written.add(functionName, records);
  });
  try {
    const [notification] = blueprint.notifications;
    const lines = Math.round((megabytes * bytesPerMegabyte) / logLineBytes);
    const body = Buffer.concat([...logLines(lines)]);
    await s3.send(
      new PutObjectCommand({
        Bucket: notification?.bucketName,
        Key: `lines${notification?.suffix ?? ''}`,
        Body: body,
      }),
    );
    await simulation.whenIdle();
    const failed = invocations.filter(({ outcome }) => outcome.kind !== 'succeeded');
    if (failed.length > 0) throw new Error(`The producer failed: ${JSON.stringify(failed[0]?.outcome)}`);
    const seconds = invocations.reduce((sum, { durationMillis }) => sum + durationMillis, 0) / 1_000;
    return { wire, strategy, lines, ...written.count(), megabytesPerSecond: megabytes / seconds };
  } finally {
    s3.destroy();
    await simulation.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

function format({ wire, strategy, ...row }: Row, base: Row): string {
  const perMillion = Math.round((row.putUnits / row.lines) * 1_000_000).toLocaleString('en');
  const columns = [
    `${wire}, ${strategy}`.padEnd(16),
    `${row.kinesisRecords.toLocaleString('en')} Kinesis records`.padStart(24),
    `${perMillion} PUT units per million lines`.padStart(40),
    `${row.megabytesPerSecond.toFixed(2)} MB/s`.padStart(14),
    `ratio ${(row.megabytesPerSecond / base.megabytesPerSecond).toFixed(3)}`.padStart(14),
  ];
  return `${columns.join('')}\n`;
}

const megabytes = Number(values.megabytes ?? 20);
const rows: Row[] = [];
for (const wire of wireProfiles) {
  for (const strategy of strategies) {
    const isSlow = wire === 'plain' && strategy === 'object';
    rows.push(await measure({ wire, strategy }, isSlow ? megabytes * plainObjectShare : megabytes));
  }
}
const [base] = rows;
if (values.json === true)
  process.stdout.write(`${JSON.stringify({ node: process.version, rows }, null, 2)}\n`);
else if (base !== undefined) {
  process.stdout.write(`Node ${process.version}, ${megabytes} MB of ${logLineBytes}-byte lines\n`);
  for (const row of rows) process.stdout.write(format(row, base));
}
