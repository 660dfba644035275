import { isSimulationError, readConfiguration, startSimulation } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { surveySupport } from '../../src/blueprint/support-survey.js';
import { writeStack } from '../support/write-stack.js';

const survey = async (resource: object) => surveySupport(await readConfiguration(writeStack({ resource })));

describe('surveySupport', () => {
  it('lists ignored features with their consequence', async () => {
    const { accepted, refused } = await survey({
      aws_iam_role: { role: { name: 'r' } },
      aws_lambda_function: { f: { function_name: 'f', architectures: ['arm64'], tags: {}, layers: [] } },
    });
    expect(refused).toEqual([]);
    expect(accepted).toEqual([
      { address: 'aws_iam_role.role', consequence: 'permissions are not enforced: every call is allowed' },
      {
        address: 'aws_lambda_function.f',
        attribute: 'architectures',
        consequence: "functions run on this machine's architecture",
      },
    ]);
  });

  it('refuses an unknown resource type and an unknown attribute', async () => {
    const { refused } = await survey({
      aws_dynamodb_table: { table: { name: 't' } },
      aws_lambda_function: { f: { function_name: 'f', layers: ['arn:aws:lambda:layer'] } },
    });
    expect(refused.map(({ address, attribute }) => [address, attribute])).toEqual([
      ['aws_dynamodb_table.table', undefined],
      ['aws_lambda_function.f', 'layers'],
    ]);
  });
});

describe('startSimulation', () => {
  const stackDirectory = writeStack({ resource: { aws_dynamodb_table: { table: { name: 't' } } } });

  it('rejects an unsupported stack with the address and the consequence', async () => {
    const refusal: unknown = await startSimulation({ stackDirectory }).catch((error: unknown) => error);
    expect(isSimulationError(refusal)).toBe(true);
    expect(refusal).toMatchObject({
      code: 'SIMULATION_STACK_UNSUPPORTED',
      message: expect.stringContaining(
        'aws_dynamodb_table.table: resources of type aws_dynamodb_table are not supported',
      ),
    });
  });

  it('runs an unsupported stack with allowUnsupported, and lists the feature', async () => {
    const simulation = await startSimulation({ stackDirectory, allowUnsupported: true });
    await simulation.stop();
    expect(simulation.unsupported.map(({ address }) => address)).toEqual(['aws_dynamodb_table.table']);
  });
});
