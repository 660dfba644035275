import { matchesWildcard } from '@headwaters/aws-rules';
import type { Attributes } from '@headwaters/terraform-reader';
import { describeReference, readReference } from './function-reference.js';
import type { StackReader } from './stack-reader.js';

/** A permission to invoke a function, version or alias. */
interface InvokePermission {
  readonly target: string;
  readonly principal: string;
  /** The resource that invokes, with wildcards; `undefined` for any. */
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
}

/** A service that invokes for one of its resources. */
export interface InvokingService {
  /** Such as `s3.amazonaws.com`. */
  readonly principal: string;
  readonly sourceArn: string;
  readonly accountId: string;
}

/**
 * The permissions to invoke functions that a stack declares. A permission applies to exactly what it names: the function, a
 * version or an alias.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/using-aliases.html; LocalStack's snapshots of real AWS,
 * test_lambda_permission_fn_versioning (read 2026-11-23).
 */
export class InvokePermissions {
  readonly #permissions: readonly InvokePermission[];

  constructor(stack: StackReader) {
    this.#permissions = stack.readAll('aws_lambda_permission', readPermission);
  }

  /** Whether a service may invoke a target, as `NAME` or `NAME:QUALIFIER`. */
  admit(target: string, service: InvokingService): boolean {
    return this.#permissions.some(
      (permission) => permission.target === target && admits(permission, service),
    );
  }
}

function readPermission(declared: Attributes): InvokePermission {
  return {
    target: describeReference(readReference(declared)),
    principal: declared.string('principal'),
    sourceArn: declared.optionalString('source_arn'),
    sourceAccount: declared.optionalString('source_account'),
  };
}

function admits(
  { principal, sourceArn = '', sourceAccount = '' }: InvokePermission,
  service: InvokingService,
): boolean {
  return (
    principal === service.principal &&
    (sourceArn === '' || matchesWildcard(sourceArn, service.sourceArn) === 'yes') &&
    (sourceAccount === '' || sourceAccount === service.accountId)
  );
}
