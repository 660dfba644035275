import { describe, expect, it } from '@jest/globals';
import { readJsonencode } from '@headwaters/terraform-reader';

describe('readJsonencode', () => {
  it('reads the literal that cdktf writes, with its templates', () => {
    const value =
      '${jsonencode({"Version" = "2012-10-17", "Statement" = [{"Action" = "kms:*", "Resource" = "arn:${data.aws_partition.p.partition}:x"}]})}';
    expect(readJsonencode(value)).toEqual({
      Version: '2012-10-17',
      Statement: [{ Action: 'kms:*', Resource: 'arn:${data.aws_partition.p.partition}:x' }],
    });
  });

  it('reads names without quotes, line ends, numbers and references', () => {
    const value = '${jsonencode({\n  A = [aws_kms_key.k["a,b"].arn, true,]\n  B-c : -1.5\n D = null\n})}';
    expect(readJsonencode(value)).toEqual({ A: ['${aws_kms_key.k["a,b"].arn}', true], 'B-c': -1.5, D: null });
  });

  it('unescapes strings, and keeps quotes in a template', () => {
    const value = '${jsonencode(["a\\"b\\n", "${aws_x.y["k"].arn}/*", "${f("}")}"])}';
    expect(readJsonencode(value)).toEqual(['a"b\n', '${aws_x.y["k"].arn}/*', '${f("}")}']);
  });

  it.each([
    ['another function', '${jsondecode({})}'],
    ['text', '{"A": 1}'],
    ['for', '${jsonencode([for x in var.y : x])}'],
    ['a condition', '${jsonencode({ A = var.x ? 1 : 2 })}'],
    ['a condition after a literal', '${jsonencode({ A = "x" == var.y })}'],
    ['a function in it', '${jsonencode({ A = concat(var.x, var.y) })}'],
    ['a literal that does not end', '${jsonencode({ A = [1 })}'],
    ['a string that does not end', '${jsonencode("a)}'],
    ['nothing', '${jsonencode()}'],
  ])('reads no %s', (_, value) => {
    expect(readJsonencode(value)).toBeUndefined();
  });
});
