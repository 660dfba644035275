import { describe, expect, it } from '@jest/globals';
import { TerraformStack } from '@headwaters/plan-check';

describe('TerraformStack', () => {
  const resource = (address: string, attributes = {}, actions: ('create' | 'delete')[] = ['create']) => ({
    address,
    type: 'aws_s3_bucket',
    name: 'b',
    attributes,
    change: { actions, before: undefined },
  });
  const stack = new TerraformStack([
    resource('aws_s3_bucket.source', { bucket: 'uploads' }),
    resource('data.aws_s3_bucket.other'),
    resource('module.in["eu"].data.aws_s3_bucket.other'),
    resource('aws_s3_bucket.gone', {}, ['delete']),
    resource('aws_s3_bucket.moved', {}, ['delete', 'create']),
  ]);

  it('lists resources of a type without data sources and deleted resources', () => {
    expect(stack.resourcesOfType('aws_s3_bucket').map(({ address }) => address)).toEqual([
      'aws_s3_bucket.source',
      'aws_s3_bucket.moved',
    ]);
  });

  it('finds a resource by its address without indexes', () => {
    const found = stack.findByAddress('module.in.data.aws_s3_bucket.other[0]');
    expect(found?.address).toBe('module.in["eu"].data.aws_s3_bucket.other');
  });

  it.each(['${aws_s3_bucket.source.arn}', '${aws_s3_bucket.source[0].id}', 'uploads'])(
    'finds the resource that %s refers to',
    (value) => {
      expect(stack.findReferenced('aws_s3_bucket', value)?.address).toBe('aws_s3_bucket.source');
    },
  );

  it.each(['${aws_s3_bucket.source2.arn}', 'upload', undefined])('finds nothing for %s', (value) => {
    expect(stack.findReferenced('aws_s3_bucket', value)).toBeUndefined();
  });
});

describe('TerraformStack.lookUp', () => {
  const stream = (address: string, name: string) => ({
    address,
    type: 'aws_kinesis_stream',
    name: 's',
    attributes: { name },
  });
  const stack = new TerraformStack([
    stream('module.in["a"].aws_kinesis_stream.s', 'orders'),
    stream('module.in["b"].aws_kinesis_stream.s', '${var.prefix}-logs'),
  ]);
  const lookUp = (value: string) => {
    const found = stack.lookUp('aws_kinesis_stream', value);
    return typeof found === 'object' ? found.address : found;
  };

  it.each([
    ['${module.in["b"].aws_kinesis_stream.s.arn}', 'module.in["b"].aws_kinesis_stream.s'],
    ['arn:aws:kinesis:eu-west-1:123456789012:stream/orders', 'module.in["a"].aws_kinesis_stream.s'],
    ['arn:aws:kinesis:eu-west-1:123456789012:stream/x-logs', 'unknown'],
    ['arn:aws:kinesis:eu-west-1:123456789012:stream/other', undefined],
    ['arn:aws:sqs:eu-west-1:123456789012:orders', undefined],
    ['${aws_sqs_queue.q.arn}', undefined],
    ['${aws_kinesis_stream.other.arn}', undefined],
    ['${module.in.aws_kinesis_stream.s.arn}', 'unknown'],
    ['${one_of(module.in["a"].aws_kinesis_stream.s.arn, aws_sqs_queue.q.arn)}', 'unknown'],
    ['${one_of(aws_sns_topic.t.arn, aws_sqs_queue.q.arn)}', undefined],
    ['${each.value.arn}', 'unknown'],
    ['${var.stream}', 'unknown'],
    ['${aws_ssm_parameter.p.value}', 'unknown'],
    ['prefix-${var.x}', 'unknown'],
  ])('finds for %s: %s', (value, expected) => {
    expect(lookUp(value)).toBe(expected);
  });
});
