import { createHash } from 'node:crypto';

/**
 * The access key id of a function's temporary credentials. It names the function, so that the local services know who calls them;
 * signatures are not checked. It begins as those of AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids.
 */
export function accessKeyIdOfFunction(functionName: string): string {
  const digits = createHash('sha256').update(functionName).digest('hex').toUpperCase();
  return `ASIA${digits.slice(0, 16)}`;
}
