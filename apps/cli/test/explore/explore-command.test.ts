import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { worlds, writeViolation } from '@headwaters/stack-explorer';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runCli } from '../support/run-cli.js';

jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-explore-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('headwaters explore', () => {
  it('prints the states of a world and their sum', async () => {
    const { code, stdout, stderr } = await runCli(['explore', '--world', 'no-retries']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^no-retries +(\d+) states +\d+ events +\d+ ends\n\1 states\n$/);
  });

  it('exits with 1 if fewer states are reached than --at-least', async () => {
    const words = ['explore', '--world', 'no-retries', '--max-states', '20', '--at-least', '100'];
    const { code, stdout, stderr } = await runCli(words);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'Fewer than 100 states were reached.\n' });
    expect(stdout).toContain('(not complete)');
  });
});

describe('headwaters simulate --check', () => {
  it('plays the stack and the script that explore writes, and reports violations only', async () => {
    const [world] = worlds;
    if (world === undefined) throw new TypeError('There is no world.');
    const put = { stream: 'stream', records: [{ data: 'pass', repeat: 1, explicitHashKey: '0' }] };
    const violation = { invariant: 'E1', detail: 'none', steps: [{ putRecords: put }] } as const;
    await writeViolation(world, violation, folder);
    const words = ['simulate', '--stack', folder, '--script', join(folder, 'script.json'), '--check'];
    const { code, stdout, stderr } = await runCli(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('"type":"checkpoint"');
  });
});
