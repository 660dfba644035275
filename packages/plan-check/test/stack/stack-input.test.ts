import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkStack, readPlanFile, readStackFolder, type StackInput } from '@headwaters/plan-check';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'terraform-stack-'));
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'broken'));
  mkdirSync(join(folder, 'modules'));
  writeFileSync(
    join(folder, 'modules/m.tf.json'),
    JSON.stringify(
      { resource: { aws_sqs_queue: { d: {} } }, module: { consumer: { source: './fn' } } },
      undefined,
      2,
    ),
  );
  writeFileSync(join(folder, 'broken/main.tf.json'), '{');
  writeFileSync(join(folder, 'a.tf.json'), '{"resource": {"aws_sqs_queue": {"a": {}}}}');
  writeFileSync(join(folder, 'b.tf.json'), '{"resource": {"aws_sqs_queue": {"b": {}}}}');
  writeFileSync(
    join(folder, 'plan.json'),
    JSON.stringify({
      resource_changes: [
        {
          address: 'aws_sqs_queue.c',
          type: 'aws_sqs_queue',
          change: { actions: ['create'], before: null, after: {} },
        },
      ],
    }),
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const addressesOf = ({ stack }: StackInput) => stack.resources.map(({ address }) => address);

describe('readStackFolder', () => {
  it('reads all .tf.json files of a folder', () => {
    expect(addressesOf(readStackFolder(folder))).toEqual(['aws_sqs_queue.a', 'aws_sqs_queue.b']);
  });

  it('says of a called module that its resources are unknown', () => {
    const { notChecked } = checkStack(readStackFolder(join(folder, 'modules')).stack);
    expect(notChecked.map(({ id, address }) => `${id} ${address}`)).toEqual(['modules module.consumer']);
  });

  it('refuses a file without a JSON object, which would have no findings', () => {
    mkdirSync(join(folder, 'null'));
    writeFileSync(join(folder, 'null/cdk.tf.json'), 'null');
    expect(() => readStackFolder(join(folder, 'null'))).toThrow('must contain a JSON object');
  });

  it('finds the line of a resource', () => {
    const { locate } = readStackFolder(join(folder, 'modules'));
    expect(locate('aws_sqs_queue.d["x"]')).toEqual({ file: join(folder, 'modules/m.tf.json'), line: 4 });
    expect(locate('aws_sqs_queue.other')).toMatchObject({ line: 1 });
  });

  it.each([
    ['a missing folder', 'missing', "can't be read"],
    ['a folder without a .tf.json file', 'empty', 'There is no .tf.json file'],
    ['a file that is not JSON', 'broken', "can't be read as JSON"],
  ])('rejects %s', (_, name, message) => {
    const read = () => readStackFolder(join(folder, name));
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ code: 'HEADWATERS_PLAN_UNREADABLE' }));
  });
});

describe('readPlanFile', () => {
  it('reads the resources that a plan changes', () => {
    expect(addressesOf(readPlanFile(join(folder, 'plan.json')))).toEqual(['aws_sqs_queue.c']);
  });

  it.each([
    [
      'a configuration',
      'a.tf.json',
      'is not a plan. Create one with `terraform show -json PLAN > plan.json`',
    ],
    ['a missing file', 'missing.json', "can't be read as JSON"],
  ])('rejects %s', (_, name, message) => {
    const read = () => readPlanFile(join(folder, name));
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ code: 'HEADWATERS_PLAN_UNREADABLE' }));
  });
});
