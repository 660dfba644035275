import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { traceObject } from '@headwaters/ledger';
import { csvColumnKey, decodeRecord, jsonPointerKey } from '@headwaters/record-codec';
import { type Simulation, createLocalS3Client, startSimulation } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runDemo } from '../../src/demo/run-demo.js';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';

jest.setTimeout(60_000);

const consumers = { archive: archivingTo('archive'), audit: { SINK: 'log' } };
const byField = { PARTITION_STRATEGY: 'field', PARTITION_SLOTS: '5', CELL_BYTES: '16384' };

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

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-field-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Collects the records that a consumer acknowledges before an earlier record with the same field value. */
function collectReordered(simulation: Simulation, keyOf: (record: Uint8Array) => string): string[] {
  const furthest = new Map<string, number>();
  const seen = new Set<string>();
  const reordered: string[] = [];
  simulation.events.on('acknowledged', ({ functionName, records }) => {
    for (const { kinesis } of records) {
      const decoded = decodeRecord(Buffer.from(kinesis.data, 'base64'));
      if (decoded.profile !== 'block') continue;
      for (const { id, offset, bytes } of decoded.records()) {
        const key = `${functionName} ${keyOf(bytes)}`;
        if (!seen.has(`${functionName} ${id}`) && offset < (furthest.get(key) ?? 0)) reordered.push(id);
        furthest.set(key, Math.max(offset, furthest.get(key) ?? 0));
        seen.add(`${functionName} ${id}`);
      }
    }
  });
  return reordered;
}

async function demo(
  file: { name: string; content: string },
  { producer, keyOf }: { producer: Record<string, string>; keyOf: (record: Uint8Array) => string },
) {
  const path = join(folder, file.name);
  writeFileSync(path, file.content);
  const stackDirectory = writePipelineStack({
    shardCount: 3,
    producer: { ...byField, ...producer },
    consumers,
  });
  const simulation = await startSimulation({ stackDirectory, enforceLimits: false });
  const s3 = createLocalS3Client(simulation);
  try {
    const reordered = collectReordered(simulation, keyOf);
    const summary = await runDemo(simulation, [path], () => undefined);
    const traced = { ledgerBucket: 'ledger', failuresBucket: 'failures' };
    const names = Object.keys(consumers).map((name) => ({ name, functionName: `consumer-${name}` }));
    const trace = await traceObject(
      s3,
      { bucket: 'source', key: file.name },
      { ...traced, consumers: names },
    );
    return { summary, trace, reordered };
  } finally {
    s3.destroy();
    await simulation.stop();
    rmSync(stackDirectory, { recursive: true });
  }
}

describe('PARTITION_STRATEGY=field', () => {
  it.each([
    [
      'JSON lines by a JSON pointer, with an oversize line',
      { name: 'events.txt', content: json },
      { producer: { PARTITION_FIELD: '/user/id' }, keyOf: jsonPointerKey('/user/id') },
      { records: 2_002 },
    ],
    [
      'CSV by a column name in the header',
      { name: 'table.csv', content: csv },
      {
        producer: { RECORD_LAYOUT: 'csv', CSV_HEADER: 'first-row', PARTITION_FIELD: 'user, in full' },
        keyOf: csvColumnKey(1),
      },
      { records: 2_001 },
    ],
    [
      'CSV by a column index',
      { name: 'numbered.csv', content: csv },
      { producer: { RECORD_LAYOUT: 'csv', PARTITION_FIELD: '1' }, keyOf: csvColumnKey(1) },
      { records: 2_001 },
    ],
  ])(
    'delivers every byte to both consumers, records with the same value in order: %s',
    async (_, file, settings, { records }) => {
      const { summary, trace, reordered } = await demo(file, settings);
      const [{ sha256 } = { sha256: '' }] = summary.files;
      const complete = {
        bytes: Buffer.byteLength(file.content),
        records,
        sha256,
        duplicates: 0,
        missing: [],
      };
      expect(summary).toMatchObject({
        ok: true,
        files: [{ records, sha256 }],
        consumers: [
          { name: 'archive', deadLettered: 0, files: [{ ...complete, archiveSha256: sha256 }] },
          { name: 'audit', deadLettered: 0, files: [complete] },
        ],
      });
      expect(reordered).toEqual([]);
      expect(trace).toMatchObject({
        complete: true,
        sizeBytes: complete.bytes,
        consumers: [{ gaps: [] }, { gaps: [] }],
      });
    },
  );
});
