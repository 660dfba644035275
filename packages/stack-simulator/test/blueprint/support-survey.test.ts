import { isSimulationError, readConfiguration, startSimulation } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { surveySupport } from '../../src/blueprint/support-survey.js';
import { writeStack } from '../support/write-stack.js';

const survey = async (resource: object, options = {}) =>
  surveySupport(await readConfiguration(writeStack({ resource })), options);

describe('surveySupport', () => {
  it('lists ignored features with their consequence', async () => {
    const { accepted, refused } = await survey({
      aws_iam_user: { person: { name: 'p' } },
      aws_lambda_function: { f: { function_name: 'f', architectures: ['arm64'], tags: {}, layers: [] } },
    });
    expect(refused).toEqual([]);
    expect(accepted).toEqual([
      { address: 'aws_iam_user.person', consequence: 'permissions are not enforced: every call is allowed' },
      {
        address: 'aws_lambda_function.f',
        attribute: 'architectures',
        consequence: "functions run on this machine's architecture",
      },
    ]);
  });

  it('lists roles and their policies only if permissions are not enforced', async () => {
    const resources = {
      aws_iam_role: { role: { name: 'r' } },
      aws_s3_bucket_policy: { policy: { bucket: 'b' } },
    };
    expect((await survey(resources)).accepted).toEqual([]);
    const { accepted } = await survey(resources, { enforcesPermissions: false });
    expect(accepted.map(({ address }) => address)).toEqual([
      'aws_iam_role.role',
      'aws_s3_bucket_policy.policy',
    ]);
  });

  it('refuses an alias that splits its invocations between versions', async () => {
    const { refused } = await survey({
      aws_lambda_alias: {
        live: {
          name: 'live',
          function_name: 'f',
          function_version: '2',
          routing_config: { additional_version_weights: { 1: 0.1 } },
        },
      },
    });
    expect(refused).toMatchObject([{ address: 'aws_lambda_alias.live', attribute: 'routing_config' }]);
  });

  it('refuses called modules, whose resources it does not read', async () => {
    const stack = await readConfiguration(
      writeStack({ module: { '//': 'comment', consumer: { source: './c' } } }),
    );
    expect(surveySupport(stack).refused).toMatchObject([{ address: 'module.consumer' }]);
  });

  it('refuses types and attributes with names of members that all objects have', async () => {
    const { refused } = await survey({
      constructor: { toString: { name: 'n' } },
      aws_kinesis_stream: { s: { name: 's', valueOf: 1 } },
    });
    expect(refused.map(({ address, attribute }) => [address, attribute])).toEqual([
      ['constructor.toString', undefined],
      ['aws_kinesis_stream.s', 'valueOf'],
    ]);
  });

  it('refuses an unknown resource type and an unknown attribute', async () => {
    const { refused } = await survey({
      aws_rds_cluster: { table: { cluster_identifier: 't' } },
      aws_lambda_function: { f: { function_name: 'f', layers: ['arn:aws:lambda:layer'] } },
    });
    expect(refused.map(({ address, attribute }) => [address, attribute])).toEqual([
      ['aws_rds_cluster.table', undefined],
      ['aws_lambda_function.f', 'layers'],
    ]);
  });
});

describe('startSimulation', () => {
  const stackDirectory = writeStack({ resource: { aws_rds_cluster: { table: { name: 't' } } } });

  it('rejects an unsupported stack with the address and the consequence', async () => {
    const refusal: unknown = await startSimulation({ stackDirectory }).catch((error: unknown) => error);
    expect(isSimulationError(refusal)).toBe(true);
    expect(refusal).toMatchObject({
      code: 'SIMULATION_STACK_UNSUPPORTED',
      message: expect.stringContaining(
        'aws_rds_cluster.table: resources of type aws_rds_cluster are not supported',
      ),
    });
  });

  it('rejects an alias of an older version, whose code is not in the stack', async () => {
    const pinned = writeStack({
      resource: {
        aws_lambda_function: {
          f: {
            function_name: 'f',
            filename: 'f.zip',
            handler: 'h.h',
            runtime: 'nodejs22.x',
            role: 'r',
            publish: true,
          },
        },
        aws_lambda_alias: { live: { name: 'live', function_name: 'f', function_version: '7' } },
      },
    });
    await expect(startSimulation({ stackDirectory: pinned })).rejects.toMatchObject({
      code: 'SIMULATION_STACK_UNSUPPORTED',
      message: expect.stringContaining(
        'aws_lambda_alias.live.function_version: version 7 of f is not in the stack, so version 1 would run instead',
      ),
    });
  });

  it('runs an unsupported stack with allowUnsupported, and lists the feature', async () => {
    const simulation = await startSimulation({ stackDirectory, allowUnsupported: true });
    await simulation.stop();
    expect(simulation.unsupported.map(({ address }) => address)).toEqual(['aws_rds_cluster.table']);
  });
});
