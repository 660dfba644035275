import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { writeForeignStack } from '../support/foreign-stack.js';
import { runCli } from '../support/run-cli.js';

jest.setTimeout(120_000);

describe('headwaters demo of a stack of another team', () => {
  let folder: string;
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headwaters-foreign-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function demo(stack: string, ...words: string[]) {
    try {
      return await runCli(['demo', '--stack', stack, ...words]);
    } finally {
      rmSync(stack, { recursive: true });
    }
  }

  it('uploads below the prefix of the notification, shows invocations and Kinesis records, says that contents are not checked, and exits with 0', async () => {
    const notification = {
      bucket: '${aws_s3_bucket.source.id}',
      lambda_function: [
        {
          lambda_function_arn: '${aws_lambda_function.producer.arn}',
          events: ['s3:ObjectCreated:*'],
          filter_prefix: 'in/',
        },
      ],
    };
    const withPrefix = writeForeignStack({
      resources: { aws_s3_bucket_notification: { uploads: notification } },
    });
    const { code, stdout } = await demo(withPrefix, file('a.txt', 'a\nb\nc\n'));
    expect(stdout.split('\n').slice(1)).toEqual([
      expect.stringMatching(/^ {2}in\/a\.txt: 6 bytes, /),
      expect.stringMatching(/^stream stream: 3 Kinesis records, 6 bytes, /),
      expect.stringMatching(/^producer importer: 1 invocation, /),
      expect.stringMatching(/^this would have cost \$0\.00/),
      'consumer billing: 3 Kinesis records processed in 1 invocation, 0 of them failed',
      '  content not checked: the Kinesis records are not in the format of Headwaters',
      'ok',
      '',
    ]);
    expect(code).toBe(0);
  });

  it('counts failed invocations and dead-lettered Kinesis records, and exits with 1', async () => {
    const { code, stdout } = await demo(writeForeignStack(), file('b.txt', 'poison\n'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      consumers: [
        {
          name: 'billing',
          function: 'billing',
          files: [],
          invocations: 1,
          failedInvocations: 1,
          acknowledged: 0,
          deadLettered: 1,
        },
      ],
    });
    expect(code).toBe(1);
  });

  it('exits with 2 and one line if no bucket notifies a function', async () => {
    const stack = writeForeignStack({
      resources: { aws_s3_bucket_notification: { uploads: { bucket: '${aws_s3_bucket.source.id}' } } },
    });
    const { code, stdout, stderr } = await demo(stack, file('d.txt', 'd\n'));
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^foreign has no aws_s3_bucket_notification [^\n]*\n$/),
    });
  });
});
