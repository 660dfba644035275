import { isUnknownValue, readPlan, referencesOfValue, type JsonObject } from '@headwaters/terraform-reader';
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
    expect(policy?.attributes).toEqual({ role: '${module.in["eu"].aws_iam_role.r.id}' });
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

  describe('with a value that is known only after apply', () => {
    /** The attributes of `t.r[KEY]`, or of `module.m[KEY].t.r`, with these expressions. */
    function read(expressions: Expressions, { after = {}, unknown = {}, ...more }: Resource = {}) {
      const configured = { address: 't.r', expressions, ...more };
      const change = { actions: ['create' as const], before: null, after, after_unknown: unknown };
      const [resource] = readPlan({
        resource_changes: [{ address: 't.r["a"]', type: 't', change }],
        configuration: { root_module: { resources: [configured] } },
      });
      return resource?.attributes;
    }
    type Expressions = Record<string, object>;
    interface Resource {
      after?: JsonObject;
      unknown?: JsonObject;
      for_each_expression?: { references: string[] };
    }

    it('keeps a value that is known to be null', () => {
      const key = { references: ['aws_kms_key.k.arn', 'aws_kms_key.k', 'var.is_encrypted'] };
      expect(read({ key }, { after: { key: null } })).toEqual({ key: null });
    });

    it('names all references of which it may be computed', () => {
      const key = { references: ['aws_kms_key.a[0].arn', 'aws_kms_key.a[0]', 'aws_kms_key.a', 'local.key'] };
      const attributes = read({ key }, { unknown: { key: true } });
      expect(attributes).toEqual({ key: '${one_of(aws_kms_key.a[0].arn, local.key)}' });
      expect(referencesOfValue(attributes?.['key'])).toEqual(['aws_kms_key.a[0].arn', 'local.key']);
    });

    it('keeps a variable or local that leads to no resource: it is unknown, not absent', () => {
      const attributes = read(
        { name: { references: ['local.name'] }, role: { references: ['var.role'] } },
        { unknown: { name: true, role: true } },
      );
      expect(attributes).toEqual({ name: '${local.name}', role: '${var.role}' });
    });

    it('looks for each.value in what for_each is computed from', () => {
      const source = { references: ['each.value.arn', 'each.value'] };
      const over = (references: string[]) =>
        read({ source }, { unknown: { source: true }, for_each_expression: { references } });
      expect(over(['aws_kinesis_stream.s.arn', 'aws_kinesis_stream.s', 'var.is_on'])).toEqual({
        source: '${aws_kinesis_stream.s.arn}',
      });
      expect(over(['var.sources'])).toEqual({ source: '${each.value.arn}' });
    });

    it('takes a reference by each.key for the instance with the same key', () => {
      const role = { references: ['aws_iam_role.r', 'each.key'] };
      expect(read({ role }, { unknown: { role: true } })).toEqual({ role: '${aws_iam_role.r["a"]}' });
    });

    it('is an expression in place of a dynamic block of unknown number', () => {
      const block = [{ arn: { references: ['aws_sqs_queue.q.arn'] } }];
      expect(read({ block }, { unknown: { block: true } })).toEqual({ block: '${dynamic}' });
      expect(isUnknownValue('${dynamic}')).toBe(true);
    });

    it('is an expression also for a dynamic block, which has no expression in the configuration', () => {
      const unknown = { destination_config: true, last_modified: true };
      expect(read({}, { unknown })).toEqual({ destination_config: '${dynamic}' });
    });

    it('is the expression of a configuration in JSON', () => {
      const policy = {
        constant_value: '{"Resource": "${aws_s3_bucket.b.arn}/*"}',
        references: ['aws_s3_bucket.b.arn'],
      };
      expect(read({ policy }, { unknown: { policy: true } })).toEqual({ policy: policy.constant_value });
    });

    it('escapes ${ in known strings', () => {
      const attributes = read({ name: {} }, { after: { name: '${aws:username}' } });
      expect(attributes).toEqual({ name: '$${aws:username}' });
      expect(isUnknownValue(attributes?.['name'])).toBe(false);
    });
  });

  it('keeps the key of a module instance, and passes its each.value', () => {
    const address = 'module.in["a.b"].aws_lambda_function.f';
    const [found] = readPlan({
      resource_changes: [
        {
          address,
          type: 'aws_lambda_function',
          change: { actions: ['create'], before: null, after: {}, after_unknown: { role: true, key: true } },
        },
      ],
      configuration: {
        root_module: {
          module_calls: {
            in: {
              for_each_expression: { references: ['aws_kms_key.k.arn', 'aws_kms_key.k'] },
              expressions: { key: { references: ['each.value'] } },
              module: {
                resources: [
                  {
                    address: 'aws_lambda_function.f',
                    expressions: {
                      role: { references: ['aws_iam_role.r.arn', 'aws_iam_role.r'] },
                      key: { references: ['var.key'] },
                    },
                  },
                ],
              },
            },
          },
        },
      },
    });
    expect(found?.attributes).toEqual({
      role: '${module.in["a.b"].aws_iam_role.r.arn}',
      key: '${aws_kms_key.k.arn}',
    });
  });
});
