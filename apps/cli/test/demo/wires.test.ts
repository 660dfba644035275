import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DemoSummary } from '../../src/demo/demo-summary.js';
import { writeForeignStack } from '../support/foreign-stack.js';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';
import { runCli } from '../support/run-cli.js';
import { runInProcess } from '../support/run-in-process.js';

jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-wires-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Runs the demo with consumers `archive` and `audit`, and returns its JSON, or its output if it printed none. */
async function demo(
  producer: Record<string, string>,
  ...words: string[]
): Promise<{ code: number | null; summary: DemoSummary }> {
  const stack = writePipelineStack({
    shardCount: 2,
    batchSize: 10,
    producer,
    consumers: { archive: archivingTo('archive'), audit: { SINK: 'log' } },
  });
  try {
    const run = await runCli(['demo', '--json', '--no-limits', '--stack', stack, ...words]);
    if (run.stdout === '') throw new Error(run.stderr);
    return { code: run.code, summary: JSON.parse(run.stdout) as DemoSummary };
  } finally {
    rmSync(stack, { recursive: true });
  }
}

const lines = Array.from({ length: 40 }, (_, index) => `{"number":${index},"user":"u${index % 5}"}\r\n`).join(
  '',
);

/** Files of every kind, and the number of their records. They are few: each starts a process of the producer. */
const kinds: Readonly<Record<string, { content: string | Uint8Array; records: number }>> = {
  'packed.txt': { content: gzipSync(lines), records: 40 },
  'empty.txt': { content: '', records: 0 },
  'long.txt': { content: `short\n${'x'.repeat(1_100_000)}\n${lines}last`, records: 43 },
  'rows.csv': { content: 'a,b\n1,"two\nlines"\n2,5" pipe\n', records: 3 },
};
const rules = JSON.stringify([{ suffix: '.csv', recordLayout: 'csv' }, { suffix: '.txt' }]);

interface WireRun {
  /** Value of `--wire`. Default: none. */
  readonly wire?: string;
  /** Default: a file of each kind. */
  readonly names?: readonly string[];
  readonly kinesisRecords: number;
}

describe('headwaters demo --wire', () => {
  it.each<[string, Record<string, string>, WireRun]>([
    ["the stack's wire block", { WIRE: 'block' }, { kinesisRecords: 7 }],
    [
      "the stack's wire kpl, RECORD_TERMINATOR=remove",
      { WIRE: 'kpl', RECORD_TERMINATOR: 'remove' },
      { kinesisRecords: 7 },
    ],
    [
      "the stack's wire plain, RECORD_TERMINATOR=remove",
      { WIRE: 'plain', RECORD_TERMINATOR: 'remove' },
      { kinesisRecords: 86 },
    ],
    [
      "--wire kpl, which overrides the stack's plain",
      { WIRE: 'plain' },
      { wire: 'kpl', names: ['long.txt', 'rows.csv'], kinesisRecords: 5 },
    ],
    [
      "--wire plain, which overrides the stack's block",
      {},
      { wire: 'plain', names: ['long.txt', 'rows.csv'], kinesisRecords: 46 },
    ],
  ])('delivers every byte of every file with %s', async (_, variables, run) => {
    const { wire, names = Object.keys(kinds), kinesisRecords } = run;
    const files = names.map((name) => file(name, kinds[name]?.content ?? ''));
    const words = wire === undefined ? files : ['--wire', wire, ...files];
    const { code, summary } = await demo({ UPLOAD_RULES: rules, ...variables }, ...words);
    expect(summary.files.map(({ key, records }) => [key, records])).toEqual(
      names.map((name) => [name, kinds[name]?.records]),
    );
    const delivered = summary.files.map(({ key, bytes, records, sha256 }) => {
      return { key, bytes, records, sha256, duplicates: 0, missing: [] };
    });
    expect(summary.consumers).toMatchObject([
      { name: 'archive', files: delivered.map((each) => ({ ...each, archiveSha256: each.sha256 })) },
      { name: 'audit', files: delivered },
    ]);
    expect(summary.stream.records).toBe(kinesisRecords);
    expect({ code, ok: summary.ok }).toEqual({ code: 0, ok: true });
  });

  it('compares records without offsets if plain partition keys are the values of a field', async () => {
    const variables = { PARTITION_STRATEGY: 'field', PARTITION_FIELD: '/user' };
    const files = [file('lines.txt', lines), file('others.txt', `${lines}{"user":5}\n{}`)];
    const { code, summary } = await demo(variables, '--wire', 'plain', ...files);
    const summed = summary.summed;
    expect(summed).toMatchObject({ records: 82 });
    expect(summary.consumers).toMatchObject([
      { files: [], summed, archiveSummed: summed },
      { files: [], summed },
    ]);
    expect(summary.producer.recordsWithoutField).toBe(1);
    expect(code).toBe(0);
  });

  it('exits with 2 and one line for a stack whose producer is of another project, and for an unknown wire', async () => {
    const stack = writeForeignStack();
    const path = file('a.txt', 'a\n');
    const foreign = await runCli(['demo', '--wire', 'kpl', '--stack', stack, path]);
    rmSync(stack, { recursive: true });
    expect(foreign).toEqual({
      code: 2,
      stdout: '',
      stderr: '--wire needs the producer of Headwaters, which this stack does not have.\n',
    });
    const unknown = await runInProcess(['demo', '--wire', 'avro', path]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/^error: option '--wire <profile>' argument 'avro' is invalid[^\n]*\n$/);
  });
});
