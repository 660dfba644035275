import { describe, expect, it } from '@jest/globals';
import { Evaluator, type TerraformResource } from '@headwaters/terraform-reader';

const resourceAt = (address: string, attributes: object): [string, TerraformResource] => {
  const [name = '', type = ''] = address.split('.').reverse();
  return [address, { address, type, name, attributes: { ...attributes } }];
};

const declarations = {
  resources: new Map([
    resourceAt('aws_s3_bucket.one', { bucket: 'first', tags: { team: 'x' } }),
    resourceAt('aws_s3_bucket.two-b', { bucket: '${aws_s3_bucket.one.bucket}-${var.suffix}' }),
    resourceAt('aws_s3_bucket.loop', { bucket: '${aws_s3_bucket.pool.bucket}' }),
    resourceAt('aws_s3_bucket.pool', { bucket: '${aws_s3_bucket.loop.bucket}' }),
  ]),
  dataSources: new Map([resourceAt('data.aws_region.here', {})]),
  variableDefaults: { suffix: 'b', sizes: [1, 2], nothing: null },
  locals: { names: ['x', '${var.suffix}'], alias: '${var.suffix}', loop: '${local.loop}' },
};

const location = 'aws_thing.here.attribute';

describe('Evaluator', () => {
  const evaluator = new Evaluator(declarations, {
    computeAttribute: ({ type, name }, attribute) =>
      attribute === 'arn' ? `arn:${type}:${name}` : undefined,
  });

  it.each([
    ['a string without expressions', 'plain', 'plain'],
    ['an escaped expression', '$${not.one}', '${not.one}'],
    ['an attribute that AWS computes', '${aws_s3_bucket.one.arn}', 'arn:aws_s3_bucket:one'],
    ['a reference to a reference', '${aws_s3_bucket.two-b.bucket}', 'first-b'],
    ['text around references', 'a/${var.suffix}/${aws_s3_bucket.one.bucket}', 'a/b/first'],
    ['a data source', '${data.aws_region.here.arn}', 'arn:aws_region:here'],
    ['a list item', '${local.names[1]}', 'b'],
    ['a map entry', '${aws_s3_bucket.one.tags["team"]}', 'x'],
    ['a value that is not a string', '${var.sizes}', [1, 2]],
    ['jsonencode of a variable', '${jsonencode(var.sizes)}', '[1,2]'],
    [
      'jsonencode of a literal with references',
      '${jsonencode({"a" = aws_s3_bucket.one.arn, "b" = "x-${var.suffix}", "c" = 5})}',
      '{"a":"arn:aws_s3_bucket:one","b":"x-b","c":5}',
    ],
    ['an object of expressions', { to: ['${var.suffix}'] }, { to: ['b'] }],
  ])('evaluates %s', (_, value, expected) => {
    expect(evaluator.evaluate(value, location)).toEqual(expected);
  });

  it.each([
    ['a function', '${join(",", var.sizes)}', 'it is not a plain reference'],
    ['an unknown resource', '${aws_s3_bucket.three.arn}', 'its value is unknown'],
    ['a circle', '${aws_s3_bucket.loop.bucket}', 'it refers to itself'],
    ['an open brace', '${var.suffix', 'the closing brace is missing'],
  ])('refuses %s and names the location', (_, value, reason) => {
    expect(() => evaluator.evaluate(value, location)).toThrow(reason);
    expect(() => evaluator.evaluate(value, location)).toThrow(
      expect.objectContaining({
        code: 'SIMULATION_EXPRESSION_UNSUPPORTED',
        location: expect.stringMatching(/^aws_/),
      }),
    );
  });

  it('returns values of a resolved configuration unchanged', () => {
    const resolved = new Evaluator({ ...declarations, isResolved: true });
    expect(resolved.evaluate('${not.one}', location)).toBe('${not.one}');
  });

  it.each([
    ['a variable', '${var.suffix}', 'b'],
    ['a local that refers to a variable', '${local.alias}', 'b'],
    ['a variable that is null', '${var.nothing}', null],
    ['references in a list', ['${var.sizes}'], [[1, 2]]],
  ])('with unknownValues "keep", replaces %s', (_, value, expected) => {
    const keeping = new Evaluator(declarations, { unknownValues: 'keep' });
    expect(keeping.evaluate(value, location)).toEqual(expected);
  });

  it.each([
    ['a reference to a resource', '${aws_s3_bucket.one.bucket}'],
    ['a reference within text', 'a-${var.suffix}'],
    ['an item of a local', '${local.names[1]}'],
    ['a variable without a default', '${var.missing}'],
    ['a local that refers to itself', '${local.loop}'],
    ['a function', '${lower(var.suffix)}'],
    ['a function in jsonencode', '${jsonencode({ a = lower(var.suffix) })}'],
    ['an open brace', '${var.suffix'],
    ['an escaped expression', '$${var.suffix}'],
  ])('with unknownValues "keep", returns %s unchanged', (_, value) => {
    const keeping = new Evaluator(declarations, { unknownValues: 'keep' });
    expect(keeping.evaluate(value, location)).toBe(value);
  });
});
