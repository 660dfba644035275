import type { Check } from '../check.js';
import { blockOf, type Attributes } from '../terraform/attributes.js';

const secretName = /(^|_)(SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)(_|$)/i;
const pointerName = /_(ARN|NAME|ID|PATH|URL|PARAMETER|BUCKET|TABLE)$/i;
const secretValue = /^AKIA[0-9A-Z]{16}$|^-----BEGIN [A-Z ]*PRIVATE KEY-----|^(ghp|xox[abp])[-_]\w{20,}/;

const isLiteral = (value: unknown): value is string => typeof value === 'string' && !value.includes('${');

function secretsIn(variables: Attributes): string[] {
  return Object.entries(variables)
    .filter(([, value]) => isLiteral(value) && value !== '')
    .filter(([name, value]) => {
      const looksNamed = secretName.test(name) && !pointerName.test(name);
      return looksNamed || secretValue.test(String(value));
    })
    .map(([name]) => name);
}

export const secretInEnvironment: Check = {
  id: 'secret-in-environment',
  severity: 'error',
  why: 'Variables are readable by everyone who may look at the function, and stand in the state and the repository.',
  fix: 'Keep it in Secrets Manager or Parameter Store, and give the function its name.',
  find: (stack) =>
    stack.ofType('aws_lambda_function').flatMap(({ address, attributes }) => {
      const variables = blockOf(blockOf(attributes, 'environment'), 'variables') ?? {};
      return secretsIn(variables).map((name) => ({
        address,
        what: `The variable ${name} looks like a secret.`,
      }));
    }),
};
