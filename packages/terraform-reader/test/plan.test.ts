import { readPlan } from '@headwaters/terraform-reader';
import { describe, expect, it } from '@jest/globals';

describe('readPlan', () => {
  it('replaces values that are known only after apply by their references, also in nested blocks', () => {
    const [mapping] = readPlan({
      resource_changes: [
        {
          address: 'aws_lambda_event_source_mapping.orders',
          type: 'aws_lambda_event_source_mapping',
          change: {
            actions: ['create'],
            before: null,
            after: { batch_size: 5, destination_config: [{ on_failure: [{}] }] },
          },
        },
      ],
      configuration: {
        root_module: {
          resources: [
            {
              address: 'aws_lambda_event_source_mapping.orders',
              expressions: {
                batch_size: { references: ['var.batch'] },
                event_source_arn: {
                  references: ['aws_kinesis_stream.orders.arn', 'aws_kinesis_stream.orders'],
                },
                destination_config: [
                  { on_failure: [{ destination_arn: { references: ['aws_s3_bucket.failures.arn'] } }] },
                ],
              },
            },
          ],
        },
      },
    });
    expect(mapping?.attributes).toEqual({
      batch_size: 5,
      event_source_arn: '${aws_kinesis_stream.orders.arn}',
      destination_config: [{ on_failure: [{ destination_arn: '${aws_s3_bucket.failures.arn}' }] }],
    });
  });

  it('replaces unknown items of a list by their references', () => {
    const address = 'data.aws_iam_policy_document.p';
    const [document] = readPlan({
      resource_changes: [
        {
          address,
          type: 'aws_iam_policy_document',
          change: { actions: ['read'], before: null, after: { statement: [{ resources: [null, '*'] }] } },
        },
      ],
      configuration: {
        root_module: {
          resources: [
            {
              address,
              expressions: {
                statement: [{ resources: { references: ['aws_kms_key.k.arn', 'aws_kms_key.k'] } }],
              },
            },
          ],
        },
      },
    });
    expect(document?.attributes).toEqual({ statement: [{ resources: ['${aws_kms_key.k.arn}', '*'] }] });
  });

  it('resolves the references of a resource with count in a module with for_each', () => {
    const address = 'module.in["eu"].aws_iam_role_policy.p[0]';
    const [policy] = readPlan({
      resource_changes: [
        { address, type: 'aws_iam_role_policy', change: { actions: ['create'], before: null, after: {} } },
      ],
      configuration: {
        root_module: {
          module_calls: {
            in: {
              module: {
                resources: [
                  {
                    address: 'aws_iam_role_policy.p',
                    expressions: { role: { references: ['aws_iam_role.r.id'] } },
                  },
                ],
              },
            },
          },
        },
      },
    });
    expect(policy?.attributes).toEqual({ role: '${module.in.aws_iam_role.r.id}' });
  });

  it('follows references through the inputs and outputs of modules', () => {
    const mapping = 'module.consumer.aws_lambda_event_source_mapping.m';
    const [found] = readPlan({
      resource_changes: [
        {
          address: mapping,
          type: 'aws_lambda_event_source_mapping',
          change: { actions: ['create'], before: null, after: {} },
        },
      ],
      configuration: {
        root_module: {
          module_calls: {
            stream: {
              module: {
                outputs: {
                  arn: {
                    expression: { references: ['aws_kinesis_stream.this.arn', 'aws_kinesis_stream.this'] },
                  },
                },
              },
            },
            consumer: {
              expressions: { stream_arn: { references: ['module.stream.arn', 'module.stream'] } },
              module: {
                resources: [
                  {
                    address: 'aws_lambda_event_source_mapping.m',
                    expressions: { event_source_arn: { references: ['var.stream_arn'] } },
                  },
                ],
              },
            },
          },
        },
      },
    });
    expect(found?.attributes).toEqual({
      event_source_arn: '${module.stream.aws_kinesis_stream.this.arn}',
    });
  });

  it('returns as many blocks as are planned for a dynamic block, which is configured once', () => {
    const address = 'aws_s3_bucket_notification.n';
    const planned = (blocks: unknown[]) =>
      readPlan({
        resource_changes: [
          {
            address,
            type: 'aws_s3_bucket_notification',
            change: { actions: ['create'], before: null, after: { lambda_function: blocks } },
          },
        ],
        configuration: {
          root_module: {
            resources: [
              {
                address,
                expressions: {
                  lambda_function: [{ lambda_function_arn: { references: ['aws_lambda_function.f.arn'] } }],
                },
              },
            ],
          },
        },
      })[0]?.attributes['lambda_function'];
    const arn = { lambda_function_arn: '${aws_lambda_function.f.arn}' };
    expect(planned([{ filter_suffix: '.a' }, { filter_suffix: '.b' }])).toEqual([
      { filter_suffix: '.a', ...arn },
      { filter_suffix: '.b', ...arn },
    ]);
    expect(planned([])).toEqual([]);
  });
});
