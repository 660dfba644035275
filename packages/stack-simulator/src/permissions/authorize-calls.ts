import type { Authorize } from '@headwaters/local-services';
import type { Blueprint } from '../blueprint/blueprint.js';
import type { AccessControl } from './access-control.js';
import { accessKeyIdOfFunction } from './function-credentials.js';

/**
 * What a caller must be allowed to do with the key of an encrypted resource, by the action on the resource.
 *
 * Sources, read 2026-11-29: https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html. By the second one, completing a multipart
 * upload also needs `Decrypt`, which is not checked: its action is `s3:PutObject`, too.
 */
const keyOperations: Readonly<Record<string, string>> = {
  'kinesis:PutRecord': 'GenerateDataKey',
  'kinesis:PutRecords': 'GenerateDataKey',
  'kinesis:GetRecords': 'Decrypt',
  'kinesis:SubscribeToShard': 'Decrypt',
  's3:GetObject': 'Decrypt',
  's3:GetObjectVersion': 'Decrypt',
  's3:PutObject': 'GenerateDataKey',
};

/**
 * Refuses what the role of a calling function does not allow. Callers other than functions may do everything: they are the
 * person at this machine. What the stack does not show is allowed.
 *
 * Format of the reasons: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html (read 2026-11-29).
 */
export function authorizeCalls(blueprint: Blueprint, access: AccessControl): Authorize {
  const callers = new Map(blueprint.functions.map((plan) => [accessKeyIdOfFunction(plan.name), plan]));
  return ({ accessKeyId = '', action, resource, context = {} }) => {
    const caller = callers.get(accessKeyId);
    if (caller === undefined) return undefined;
    const session = `${sessionArn(caller.roleArn)}/${caller.name}`;
    const refusal = (what: string, on: string, reason: string): string =>
      `User: ${session} is not authorized to perform: ${what} on resource: ${on} ${reason}`;
    const reason = access.explainDenial({ role: caller.roleArn, action, resource, context });
    if (reason !== undefined) {
      return { code: 'AccessDenied', message: refusal(action, asNamed(action, resource), reason) };
    }
    const operation = keyOperations[action];
    if (operation === undefined) return undefined;
    const denial = access.explainKeyDenial({ role: caller.roleArn, resource }, operation);
    if (denial === undefined) return undefined;
    const message = refusal(`kms:${operation}`, denial.keyArn, denial.reason);
    return { code: 'KeyAccessDenied', message };
  };
}

/** S3 names a bucket or object in quotation marks. No page says so: the error messages that people quote do. */
function asNamed(action: string, resource: string): string {
  return action.startsWith('s3:') && resource !== '*' ? `"${resource}"` : resource;
}

/** `arn:aws:sts::ACCOUNT:assumed-role/ROLE` of a role's ARN. */
function sessionArn(roleArn: string): string {
  return roleArn.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?/, ':assumed-role/');
}
