import { unknownText, type PolicyInput } from '@headwaters/aws-rules';
import { blocksOf, isSet, stringsOf, type JsonObject } from '@headwaters/terraform-reader';

/** An ARN with the account and region of the stack in place of literal ones, which before a deployment may be the same. */
export function inOwnAccount(arn: string): string {
  return arn
    .replace(
      /^(arn:[^:]*:[^:]*:)[a-z]{2}(?:-[a-z]+)+-\d:/,
      (_, start: string) => `${start}${unknownText('region')}:`,
    )
    .replace(/^(arn:[^:]*:[^:]*:[^:]*:)\d{12}:/, (_, start: string) => `${start}${unknownText('account')}:`);
}

/** A policy whose allowed resources are {@link inOwnAccount}. What it denies stays as it is. */
export function allowInOwnAccount(policy: PolicyInput): PolicyInput {
  if (policy === 'unknown') return policy;
  const document = policy as JsonObject;
  const statements = blocksOf(document, 'Statement').map((statement) => {
    if (statement['Effect'] !== 'Allow' || !isSet(statement, 'Resource')) return statement;
    return { ...statement, Resource: stringsOf(statement, 'Resource').map(inOwnAccount) };
  });
  return { ...document, Statement: statements };
}
