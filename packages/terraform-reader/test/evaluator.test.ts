import { describe, expect, test } from '@jest/globals';
import { Evaluator } from '@headwaters/terraform-reader';

const declared = (address: string, attributes: object) => {
  const [name = '', type = ''] = address.split('.').reverse();
  return [address, { address, type, name, attributes: { ...attributes } }] as const;
};

const evaluator = new Evaluator(
  {
    stackName: 'stack',
    folder: '/',
    region: 'eu-west-1',
    accountId: undefined,
    isResolved: false,
    resources: new Map([
      declared('aws_s3_bucket.one', { bucket: 'first', tags: { team: 'x' } }),
      declared('aws_s3_bucket.two-b', { bucket: '${aws_s3_bucket.one.bucket}-${var.suffix}' }),
      declared('aws_s3_bucket.loop', { bucket: '${aws_s3_bucket.pool.bucket}' }),
      declared('aws_s3_bucket.pool', { bucket: '${aws_s3_bucket.loop.bucket}' }),
    ]),
    dataSources: new Map([declared('data.aws_region.here', {})]),
    variableDefaults: { suffix: 'b', sizes: [1, 2] },
    locals: { names: ['x', '${var.suffix}'] },
  },
  ({ type, name }, attribute) => (attribute === 'arn' ? `arn:${type}:${name}` : undefined),
);
const evaluate = (value: unknown) => evaluator.evaluate(value, 'aws_thing.here.attribute');

describe('Evaluator', () => {
  test.each([
    ['text without expressions', 'plain', 'plain'],
    ['an escaped expression', '$${not.one}', '${not.one}'],
    ['an attribute that AWS makes', '${aws_s3_bucket.one.arn}', 'arn:aws_s3_bucket:one'],
    ['a reference to a reference', '${aws_s3_bucket.two-b.bucket}', 'first-b'],
    ['text around references', 'a/${var.suffix}/${aws_s3_bucket.one.bucket}', 'a/b/first'],
    ['a data source', '${data.aws_region.here.arn}', 'arn:aws_region:here'],
    ['a list item', '${local.names[1]}', 'b'],
    ['a member', '${aws_s3_bucket.one.tags["team"]}', 'x'],
    ['a value that is no text', '${var.sizes}', [1, 2]],
    ['an object of expressions', { to: ['${var.suffix}'] }, { to: ['b'] }],
  ])('evaluates %s', (_, value, expected) => {
    expect(evaluate(value)).toEqual(expected);
  });

  test.each([
    ['a function', '${join(",", var.sizes)}', 'it is not a plain reference'],
    ['an unknown resource', '${aws_s3_bucket.three.arn}', 'nothing has that name'],
    ['a circle', '${aws_s3_bucket.loop.bucket}', 'it refers to itself'],
    ['an open brace', '${var.suffix', 'the expression does not end'],
  ])('refuses %s and says where it stands', (_, value, reason) => {
    expect(() => evaluate(value)).toThrow(reason);
    expect(() => evaluate(value)).toThrow(
      expect.objectContaining({
        code: 'SIMULATION_EXPRESSION_UNSUPPORTED',
        location: expect.stringMatching(/^aws_/),
      }),
    );
  });
});
