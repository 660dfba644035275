import { blockOf, type JsonObject } from '@headwaters/terraform-reader';
import { identityOf } from '../stack/identity.js';
import type { Check, Outcome } from './check.js';

export const sharedRole: Check = {
  id: 'shared-role',
  severity: 'error',
  why: 'Functions that share a role have the permissions of all of them.',
  fix: 'Give each function a role of its own.',
  find: (stack) => {
    const functions = stack
      .resourcesOfType('aws_lambda_function')
      .flatMap(({ address, attributes: { role } }) =>
        typeof role === 'string'
          ? [{ address, role: identityOf(stack, ['aws_iam_role'], role), text: role }]
          : [],
      );
    return functions.flatMap(({ address, role, text }): Outcome[] => {
      const others = functions.filter((other) => other.address !== address);
      const sharing = others.filter((other) => role !== undefined && other.role === role);
      if (sharing.length > 0) {
        return [
          { address, what: `It shares its role with ${sharing.map((other) => other.address).join(', ')}.` },
        ];
      }
      // The same expression means another role for each instance of a loop.
      const mayShare = role === undefined && others.some((other) => other.text === text);
      return mayShare ? [{ address, notChecked: 'its role is known only after apply' }] : [];
    });
  },
};

export const secretInEnvironment: Check = {
  id: 'secret-in-environment',
  severity: 'error',
  why: 'Environment variables are readable for everyone who may view the function, and are stored in the state and the repository.',
  fix: 'Store the secret in Secrets Manager or Parameter Store, and pass its name to the function.',
  find: (stack) =>
    stack.resourcesOfType('aws_lambda_function').flatMap(({ address, attributes }) => {
      const variables = blockOf(blockOf(attributes, 'environment'), 'variables') ?? {};
      return listSecrets(variables).map((name) => ({
        address,
        what: `The environment variable ${name} looks like a secret.`,
      }));
    }),
};

const secretName = /(^|_)(SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)(_|$)/i;
/** Names of variables that contain only the location of a secret. */
const locationName = /_(ARN|NAME|ID|PATH|URL|PARAMETER|BUCKET|TABLE)$/i;
/** Access key ids, private keys, and tokens of GitHub and Slack. */
const secretValue = /^AKIA[0-9A-Z]{16}$|^-----BEGIN [A-Z ]*PRIVATE KEY-----|^(ghp|xox[abp])[-_]\w{20,}/;
/** References to the content of a secret. */
const secretReference = /\.secret_string\b|\brandom_password\.[\w-]+\.result\b/;
/** References to the location of a secret. */
const locationReference = /\.(arn|name|id|key_id|path|url)\}$/;

function listSecrets(variables: JsonObject): string[] {
  return Object.entries(variables)
    .filter(([name, value]) => typeof value === 'string' && value !== '' && isSecret(name, value))
    .map(([name]) => name);
}

/** Whether a variable contains a secret, as a literal or by reference. */
function isSecret(name: string, value: string): boolean {
  const isNamedSecret = secretName.test(name) && !locationName.test(name) && !locationReference.test(value);
  return isNamedSecret || secretValue.test(value) || secretReference.test(value);
}
