import { AttributeInvalidError } from '../errors/attribute-invalid-error.js';
import { functionNameOf } from './function-name-of.js';
import type { NotificationPlan } from './notification-plan.js';
import type { StackReader } from './stack-reader.js';

/**
 * Checks that S3 may invoke the functions that notifications name: AWS refuses a notification otherwise.
 *
 * @throws {@link AttributeInvalidError} for a notification whose function has no permission for `s3.amazonaws.com`.
 */
export function checkPermissions(notifications: readonly NotificationPlan[], stack: StackReader): void {
  const permitted = new Set(
    stack
      .resources('aws_lambda_permission')
      .filter((permission) => permission.text('principal') === 's3.amazonaws.com')
      .map((permission) => functionNameOf(permission.text('function_name'))),
  );
  for (const { address, functionName } of notifications) {
    if (permitted.has(functionName)) continue;
    throw new AttributeInvalidError(
      `${address}.lambda_function_arn`,
      `names ${functionName}, which S3 may not invoke: declare an aws_lambda_permission for s3.amazonaws.com`,
    );
  }
}
