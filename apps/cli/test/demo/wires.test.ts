import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DemoSummary } from '../../src/demo/demo-summary.js';
import { writeForeignStack } from '../support/foreign-stack.js';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';
import { runCli } from '../support/run-cli.js';

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

const lines = Array.from({ length: 60 }, (_, index) => `{"number":${index},"user":"u${index % 5}"}\r\n`).join(
  '',
);

describe('headwaters demo --wire', () => {
  it.each([
    ['block', 'keep'],
    ['kpl', 'keep'],
    ['kpl', 'remove'],
    ['plain', 'keep'],
    ['plain', 'remove'],
  ])('delivers every byte of every file with wire %s, RECORD_TERMINATOR=%s', async (wire, terminator) => {
    const files = [
      file('lines.txt', `${lines}last`),
      file('packed.txt', gzipSync(lines)),
      file('empty.txt', ''),
      file('long.txt', `short\n${'x'.repeat(1_100_000)}\nshort\n`),
      file('rows.csv', 'a,b\n1,"two\nlines"\n2,5" pipe\n'),
    ];
    const rules = JSON.stringify([{ suffix: '.csv', recordLayout: 'csv' }, { suffix: '.txt' }]);
    const variables = { WIRE: wire, RECORD_TERMINATOR: terminator, UPLOAD_RULES: rules };
    const { code, summary } = await demo(variables, ...files);
    expect(summary.files.map(({ key, records }) => [key, records])).toEqual([
      ['lines.txt', 61],
      ['packed.txt', 60],
      ['empty.txt', 0],
      ['long.txt', 3],
      ['rows.csv', 3],
    ]);
    const delivered = summary.files.map(({ key, bytes, records, sha256 }) => {
      return { key, bytes, records, sha256, duplicates: 0, missing: [] };
    });
    expect(summary.consumers).toMatchObject([
      { name: 'archive', files: delivered.map((each) => ({ ...each, archiveSha256: each.sha256 })) },
      { name: 'audit', files: delivered },
    ]);
    expect({ code, ok: summary.ok }).toEqual({ code: 0, ok: true });
  });

  it("overrides the stack's wire", async () => {
    const { code, summary } = await demo({}, '--wire', 'plain', file('lines.txt', lines));
    expect(code).toBe(0);
    expect(summary.stream.records).toBe(60);
    const kpl = await demo({ WIRE: 'plain' }, '--wire', 'kpl', file('lines.txt', lines));
    expect(kpl.summary).toMatchObject({ ok: true, stream: { records: 2 } });
  });

  it('compares records without offsets if plain partition keys are the values of a field', async () => {
    const variables = { PARTITION_STRATEGY: 'field', PARTITION_FIELD: '/user' };
    const files = [file('lines.txt', lines), file('others.txt', `${lines}{"user":5}\n{}`)];
    const { code, summary } = await demo(variables, '--wire', 'plain', ...files);
    const summed = summary.summed;
    expect(summed).toMatchObject({ records: 122 });
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
    const unknown = await runCli(['demo', '--wire', 'avro', path]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/^error: option '--wire <profile>' argument 'avro' is invalid[^\n]*\n$/);
  });
});
