import { describe, expect, it } from '@jest/globals';
import { TerraformStack, checkStack } from '@headwaters/plan-check';
import { readConfigurationResources } from '@headwaters/terraform-reader';

/** The mappings that repeat another one, of mappings with these sources and functions. */
function duplicates(...mappings: readonly (readonly [source: string, lambda: string])[]): string[] {
  const named = mappings.map(([source, lambda], index) => [
    `m${index}`,
    { event_source_arn: source, function_name: lambda },
  ]);
  const resource = {
    aws_kinesis_stream: { s: { name: 'orders' } },
    aws_lambda_function: { f: { function_name: 'consumer' } },
    aws_lambda_alias: { live: { name: 'live', function_name: '${aws_lambda_function.f.arn}' } },
    aws_lambda_event_source_mapping: Object.fromEntries(named) as object,
  };
  const { findings } = checkStack(new TerraformStack(readConfigurationResources({ resource })));
  return findings
    .filter(({ id }) => id === 'duplicate-mapping')
    .map(({ address }) => address.replace(/^.*\./, ''));
}

const stream = '${aws_kinesis_stream.s.arn}';

describe('the identity of a source and a function', () => {
  it('is the same for the ARN, the name and a literal of a function', () => {
    const lambdas = ['${aws_lambda_function.f.arn}', '${aws_lambda_function.f.function_name}', 'consumer'];
    expect(duplicates(...lambdas.map((lambda) => [stream, lambda] as const))).toEqual(['m1', 'm2']);
  });

  it('differs between a function, its alias and its published version', () => {
    const lambdas = [
      '${aws_lambda_function.f.arn}',
      '${aws_lambda_alias.live.arn}',
      '${aws_lambda_function.f.qualified_arn}',
    ];
    expect(duplicates(...lambdas.map((lambda) => [stream, lambda] as const))).toEqual([]);
  });

  it('is the same for the same variable', () => {
    expect(duplicates(['${var.stream_arn}', 'consumer'], ['${var.stream_arn}', 'consumer'])).toEqual(['m1']);
  });

  it('is unknown in a loop, for a condition and for text around an expression', () => {
    const sources = [
      '${each.value}',
      '${var.arns[count.index]}',
      '${var.test ? var.a : var.b}',
      'arn:aws:kinesis:${var.region}:123456789012:stream/orders',
    ];
    const offenders = sources.filter(
      (source) => duplicates([source, 'consumer'], [source, 'consumer']).length,
    );
    expect(offenders).toEqual([]);
  });
});
