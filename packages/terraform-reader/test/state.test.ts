import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStack, readState } from '@headwaters/terraform-reader';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:producer';
const state = {
  values: {
    root_module: {
      resources: [
        {
          address: 'aws_lambda_function.f',
          mode: 'managed',
          type: 'aws_lambda_function',
          name: 'f',
          values: { arn },
        },
        { address: 'data.aws_region.here', mode: 'data', type: 'aws_region', name: 'here', values: {} },
      ],
      child_modules: [
        {
          resources: [
            {
              address: 'module.in.aws_sqs_queue.q[0]',
              mode: 'managed',
              type: 'aws_sqs_queue',
              name: 'q',
              values: { name: '${not.one}' },
            },
          ],
        },
      ],
    },
  },
};

let folder: string;
let stateFile: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
  stateFile = join(folder, 'state.json');
  writeFileSync(stateFile, JSON.stringify(state));
  writeFileSync(join(folder, 'cdk.tf.json'), '{"//": {"metadata": {"stackName": "declared"}}}');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('readState', () => {
  it('reads managed resources of the root module and its child modules, without data sources', async () => {
    const { resources, dataSources, isResolved } = await readState(stateFile, folder);
    expect([...resources.keys()]).toEqual(['aws_lambda_function.f', 'module.in.aws_sqs_queue.q[0]']);
    expect(resources.get('module.in.aws_sqs_queue.q[0]')).toEqual({
      address: 'module.in.aws_sqs_queue.q[0]',
      type: 'aws_sqs_queue',
      name: 'q',
      attributes: { name: '${not.one}' },
    });
    expect({ dataSources, isResolved }).toEqual({ dataSources: new Map(), isResolved: true });
  });

  it('takes region and account from the ARN of a function', async () => {
    expect(await readState(stateFile, folder)).toMatchObject({
      region: 'eu-west-1',
      accountId: '123456789012',
    });
  });

  it.each([
    ['a file that is not a state', 'cdk.tf.json', 'Create it with `terraform show -json`'],
    ['a missing file', 'missing.json', "can't be read as the state of a stack"],
  ])('rejects %s', async (_, file, message) => {
    const reading = readState(join(folder, file), folder);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code: 'SIMULATION_STACK_UNREADABLE' });
  });
});

describe('readStack', () => {
  it('reads the state if there is one', async () => {
    expect((await readStack({ stackDirectory: folder, stateFile })).isResolved).toBe(true);
  });

  it('reads the configuration if there is no state', async () => {
    expect((await readStack({ stackDirectory: folder })).stackName).toBe('declared');
  });
});
