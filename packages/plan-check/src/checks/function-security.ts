import { type JsonObject, blockOf, stringOf } from '@headwaters/terraform-reader';
import type { Check } from './check.js';

export const sharedRole: Check = {
  id: 'shared-role',
  severity: 'error',
  why: 'Functions that share a role can each do what any of them needs.',
  fix: 'Give each function a role of its own.',
  find: (stack) => {
    const functions = stack.ofType('aws_lambda_function');
    return functions.flatMap(({ address, attributes }) => {
      const role = stringOf(attributes, 'role');
      const others = functions.filter(
        (other) => other.address !== address && stringOf(other.attributes, 'role') === role,
      );
      if (role === undefined || others.length === 0) return [];
      return [
        { address, what: `Its role is also that of ${others.map((other) => other.address).join(', ')}.` },
      ];
    });
  },
};

const secretName = /(^|_)(SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)(_|$)/i;
const pointerName = /_(ARN|NAME|ID|PATH|URL|PARAMETER|BUCKET|TABLE)$/i;
const secretValue = /^AKIA[0-9A-Z]{16}$|^-----BEGIN [A-Z ]*PRIVATE KEY-----|^(ghp|xox[abp])[-_]\w{20,}/;

/** References to what holds a secret itself, whatever its variable is called. */
const secretReference = /\.secret_string\b|\brandom_password\.[\w-]+\.result\b/;
/** References to what only says where it is. */
const pointerReference = /\.(arn|name|id|key_id|path|url)\}$/;

const secretsIn = (variables: JsonObject): string[] =>
  Object.entries(variables)
    .filter(([name, value]) => typeof value === 'string' && value !== '' && isSecret(name, value))
    .map(([name]) => name);

/** Whether a variable holds a secret, written out or handed in: in the function both are the same. */
function isSecret(name: string, value: string): boolean {
  const isNamedSo = secretName.test(name) && !pointerName.test(name) && !pointerReference.test(value);
  return isNamedSo || secretValue.test(value) || secretReference.test(value);
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
