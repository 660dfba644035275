import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { traceObject } from '@headwaters/ledger';
import { csvColumnKey, decodeRecord, jsonPointerKey } from '@headwaters/record-codec';
import { type Simulation, createLocalS3Client, startSimulation } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DemoSummary } from '../../src/demo/demo-summary.js';
import { runDemo } from '../../src/demo/run-demo.js';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';

jest.setTimeout(120_000);

const consumers = { archive: archivingTo('archive'), audit: { SINK: 'log' } };

const users = Array.from({ length: 40 }, (_, index) => `user ${index}`);
const events = Array.from(
  { length: 2_000 },
  (_, index) => `{"number":${index},"user":{"id":"${users[(index * 7) % 40] ?? ''}"}}\r\n`,
);
const json = [
  ...events,
  `{"long":"${'x'.repeat(1_100_000)}"}\n`,
  '{"user":{"id":"last, without an end"}}',
].join('');
const rows = Array.from(
  { length: 2_000 },
  (_, index) => `${index},"${users[(index * 7) % 40] ?? ''}\nsecond line"\n`,
);
const csv = ['number,"user, in full"\n', ...rows].join('');

/** A file, the rule of its uploads, and the key of each of its records. */
interface KeyedFile {
  readonly name: string;
  readonly content: string;
  readonly rule: object;
  readonly keyOf: (record: Uint8Array) => string;
  readonly records: number;
}

const files: readonly (readonly [string, KeyedFile])[] = [
  [
    'JSON lines by a JSON pointer, with an oversize line',
    {
      name: 'events.txt',
      content: json,
      rule: { suffix: '.txt', partitionField: '/user/id' },
      keyOf: jsonPointerKey('/user/id'),
      records: 2_002,
    },
  ],
  [
    'CSV by a column name in the header',
    {
      name: 'table.csv',
      content: csv,
      rule: {
        suffix: 'table.csv',
        recordLayout: 'csv',
        csvHeader: 'first-row',
        partitionField: 'user, in full',
      },
      keyOf: csvColumnKey(1),
      records: 2_001,
    },
  ],
  [
    'CSV by a column index',
    {
      name: 'numbered.csv',
      content: csv,
      rule: { suffix: 'numbered.csv', recordLayout: 'csv', partitionField: '1' },
      keyOf: csvColumnKey(1),
      records: 2_001,
    },
  ],
];

/** Collects the records that a consumer acknowledges before an earlier record of the same file with the same field value. */
function collectReordered(simulation: Simulation): string[] {
  const furthest = new Map<string, number>();
  const seen = new Set<string>();
  const reordered: string[] = [];
  simulation.events.on('acknowledged', ({ functionName, records }) => {
    for (const { kinesis } of records) {
      const decoded = decodeRecord(Buffer.from(kinesis.data, 'base64'));
      if (decoded.profile !== 'block') continue;
      const [, file] = files.find(([, { name }]) => name === decoded.block.source.key) ?? [];
      for (const { id, offset, bytes } of decoded.records()) {
        const key = `${functionName} ${file?.name} ${file?.keyOf(bytes)}`;
        if (!seen.has(`${functionName} ${id}`) && offset < (furthest.get(key) ?? 0)) reordered.push(id);
        furthest.set(key, Math.max(offset, furthest.get(key) ?? 0));
        seen.add(`${functionName} ${id}`);
      }
    }
  });
  return reordered;
}

describe('PARTITION_STRATEGY=field', () => {
  let folder: string;
  let stackDirectory: string;
  let simulation: Simulation;
  let s3: S3Client;
  let summary: DemoSummary;
  let reordered: readonly string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headwaters-field-'));
    const rules = files.map(([, { rule }]) => ({ ...rule, partitionStrategy: 'field', partitionSlots: 5 }));
    stackDirectory = writePipelineStack({
      shardCount: 3,
      producer: { CELL_BYTES: '16384', UPLOAD_RULES: JSON.stringify(rules) },
      consumers,
    });
    simulation = await startSimulation({ stackDirectory, enforceLimits: false });
    s3 = createLocalS3Client(simulation);
    reordered = collectReordered(simulation);
    const paths = files.map(([, { name, content }]) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    });
    summary = await runDemo(simulation, paths, () => undefined);
  });
  afterAll(async () => {
    s3.destroy();
    await simulation.stop();
    for (const temporary of [folder, stackDirectory]) rmSync(temporary, { recursive: true });
  });

  it.each(files)('delivers every byte to both consumers: %s', async (_, { name, content, records }) => {
    const index = files.findIndex(([, file]) => file.name === name);
    const sha256 = summary.files[index]?.sha256;
    const bytes = Buffer.byteLength(content);
    expect(summary.files[index]).toMatchObject({ key: name, bytes, records });
    const complete = { key: name, bytes, records, sha256, duplicates: 0, missing: [] };
    const [archive, audit] = summary.consumers;
    expect(archive?.files[index]).toMatchObject({ ...complete, archiveSha256: sha256 });
    expect(audit?.files[index]).toMatchObject(complete);
    const traced = { ledgerBucket: 'ledger', failuresBucket: 'failures' };
    const names = Object.keys(consumers).map((consumer) => {
      return { name: consumer, functionName: `consumer-${consumer}` };
    });
    const trace = await traceObject(s3, { bucket: 'source', key: name }, { ...traced, consumers: names });
    expect(trace).toMatchObject({
      complete: true,
      sizeBytes: bytes,
      consumers: [{ gaps: [] }, { gaps: [] }],
    });
  });

  it('delivers records with the same value in order, and dead-letters none', () => {
    expect(reordered).toEqual([]);
    expect(summary).toMatchObject({ ok: true, consumers: [{ deadLettered: 0 }, { deadLettered: 0 }] });
  });
});
