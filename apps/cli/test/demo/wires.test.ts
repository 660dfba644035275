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

/** Writes every kind of file, each in few files: each file starts a process of the producer. */
const everyKind = () => [
  file('packed.txt', gzipSync(lines)),
  file('empty.txt', ''),
  file('long.txt', `short\n${'x'.repeat(1_100_000)}\n${lines}last`),
  file('rows.csv', 'a,b\n1,"two\nlines"\n2,5" pipe\n'),
];
const rules = JSON.stringify([{ suffix: '.csv', recordLayout: 'csv' }, { suffix: '.txt' }]);

describe('headwaters demo --wire', () => {
  it.each([
    ["the stack's wire block", { WIRE: 'block' }, [], 7],
    ["the stack's wire kpl, without terminators", { WIRE: 'kpl', RECORD_TERMINATOR: 'remove' }, [], 7],
    ["the stack's wire plain, without terminators", { WIRE: 'plain', RECORD_TERMINATOR: 'remove' }, [], 86],
    ["--wire kpl, which overrides the stack's plain", { WIRE: 'plain' }, ['--wire', 'kpl'], 7],
    ["--wire plain, which overrides the stack's block", {}, ['--wire', 'plain'], 86],
  ])('delivers every byte of every file with %s', async (_, variables, words, kinesisRecords) => {
    const { code, summary } = await demo({ UPLOAD_RULES: rules, ...variables }, ...words, ...everyKind());
    expect(summary.files.map(({ key, records }) => [key, records])).toEqual([
      ['packed.txt', 40],
      ['empty.txt', 0],
      ['long.txt', 43],
      ['rows.csv', 3],
    ]);
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
