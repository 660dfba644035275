import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWatchedPipeline } from '@headwaters/console';
import { afterAll, describe, expect, it } from '@jest/globals';

const stackDirectory = mkdtempSync(join(tmpdir(), 'watched-pipeline-'));
afterAll(() => {
  rmSync(stackDirectory, { recursive: true });
});

const writeFunction = (settings: object) => {
  const worker = { function_name: 'worker', filename: 'absent.zip', handler: 'index.handler', ...settings };
  const role = { name: 'role' };
  const resource = {
    aws_iam_role: { role },
    aws_lambda_function: { worker: { ...worker, role: '${aws_iam_role.role.arn}' } },
  };
  writeFileSync(join(stackDirectory, 'cdk.tf.json'), JSON.stringify({ resource }));
};

const openPorts = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;

describe('startWatchedPipeline', () => {
  it('leaves no port open if an archive is missing', async () => {
    writeFunction({ runtime: 'nodejs22.x' });
    const before = openPorts();
    await expect(startWatchedPipeline({ stackDirectory })).rejects.toThrow('absent.zip');
    expect(openPorts()).toBe(before);
  });

  it('refuses functions that it can not run, before it looks for their archives', async () => {
    writeFunction({ runtime: 'python3.12' });
    await expect(startWatchedPipeline({ stackDirectory })).rejects.toThrow(
      'aws_lambda_function.worker.runtime: a local run executes Node.js functions, and this is python3.12',
    );
  });
});
