import { constants } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { builtProgram } from '../../test/support/run-cli.js';

// 600 MB through a pipe, on a busy machine.
jest.setTimeout(120_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-query-output-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Starts `query` on an empty archive. The caller reads standard output. */
function startQuery(format: string, sql: string) {
  const words = ['query', '--archive', folder, '--format', format, sql];
  const child = spawn(process.execPath, [builtProgram, ...words], { env: { PATH: process.env['PATH'] } });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, stdout: child.stdout, closed, stderr: text(child.stderr) };
}

/** 6,000 rows of 100 KB: more than the longest string of Node.js. */
const rowCharacters = 100_000;
const largeResult = `SELECT repeat('x', ${rowCharacters}) AS a FROM range(6000)`;

describe('headwaters query, output', () => {
  it.each([
    ['csv', 'a\n'.length, 1],
    ['json', '[\n]\n'.length - 1, '\n  {"a":""},'.length],
  ])('prints a result above the longest string: %s', async (format, frameBytes, rowBytes) => {
    const { stdout, closed, stderr } = startQuery(format, largeResult);
    let bytes = 0;
    for await (const chunk of stdout) bytes += (chunk as Buffer).length;
    expect({ code: await closed, stderr: await stderr }).toEqual({ code: 0, stderr: '' });
    expect(bytes).toBe(frameBytes + 6_000 * (rowCharacters + rowBytes));
    expect(bytes).toBeGreaterThan(constants.MAX_STRING_LENGTH);
  });

  it.each(['csv', 'json', 'table'])(
    'ends quietly if its reader goes away, as after | head: %s',
    async (format) => {
      const { stdout, closed, stderr } = startQuery(format, 'SELECT range AS n FROM range(300000)');
      stdout.once('data', () => stdout.destroy());
      expect({ code: await closed, stderr: await stderr }).toEqual({ code: 0, stderr: '' });
    },
  );

  it.each(['csv', 'json', 'table'])('ends quietly if it has no reader from the start: %s', async (format) => {
    const { stdout, closed, stderr } = startQuery(format, 'SELECT range AS n FROM range(300000)');
    stdout.destroy();
    expect({ code: await closed, stderr: await stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('makes no more output than its reader takes, so that Ctrl-C ends it while the reader waits', async () => {
    const { child, stdout, closed, stderr } = startQuery('csv', largeResult);
    let bytes = 0;
    await once(stdout, 'readable');
    child.kill('SIGINT');
    stdout.on('data', (chunk: Buffer) => (bytes += chunk.length));
    const interrupted = { code: 130, stderr: 'Interrupted\n' };
    expect({ code: await closed, stderr: await stderr }).toEqual(interrupted);
    expect(bytes).toBeLessThan(10_000_000);
  });
});
