import { describe, expect, it } from '@jest/globals';
import { TerraformStack, checkStack } from '@headwaters/plan-check';
import { readConfigurationResources } from '@headwaters/terraform-reader';

interface Statement {
  readonly effect?: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What the rule source-permission says about a consumer of the stream `orders` with these statements. */
function outcomeOf(...statement: readonly Statement[]): 'finding' | 'not checked' | 'none' {
  const document = {
    data: { aws_iam_policy_document: { c: { statement } } },
    resource: {
      aws_kinesis_stream: { s: { name: 'orders' } },
      aws_iam_role: { c: { name: 'consumer' } },
      aws_iam_role_policy: {
        c: { role: '${aws_iam_role.c.id}', policy: '${data.aws_iam_policy_document.c.json}' },
      },
      aws_lambda_function: { c: { function_name: 'consumer', role: '${aws_iam_role.c.arn}' } },
      aws_lambda_event_source_mapping: {
        m: {
          event_source_arn: '${aws_kinesis_stream.s.arn}',
          function_name: '${aws_lambda_function.c.arn}',
        },
      },
    },
  };
  const result = checkStack(new TerraformStack(readConfigurationResources(document)));
  if (result.findings.some(({ id }) => id === 'source-permission')) return 'finding';
  return result.notChecked.some(({ id }) => id === 'source-permission') ? 'not checked' : 'none';
}

const literal = (stream: string) => `arn:aws:kinesis:eu-west-1:123456789012:stream/${stream}`;
const allow = (resource: string): Statement => ({ actions: ['kinesis:*'], resources: [resource] });

describe('a policy with literal ARNs', () => {
  it('allows a resource of the stack with the same name: its account and region may be the same', () => {
    expect(outcomeOf(allow(literal('orders')))).toBe('none');
  });

  it('does not allow a resource with another name', () => {
    expect(outcomeOf(allow(literal('invoices')))).toBe('finding');
  });

  it('may deny a resource with the same name, in this account or another one', () => {
    const deny = { ...allow(literal('orders')), effect: 'Deny' };
    expect(outcomeOf(allow('*'), deny)).toBe('not checked');
  });
});
