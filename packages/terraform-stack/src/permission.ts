import type {
  DataAwsIamPolicyDocumentStatement,
  DataAwsIamPolicyDocumentStatementCondition,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';

/** One statement of a role's policy. */
export interface Permission {
  /** Why the role needs it, in CamelCase. IAM shows it, and tests refer to it. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: DataAwsIamPolicyDocumentStatementCondition[];
}

/** A permission as a statement of Terraform's policy document. */
export function toStatement({
  sid,
  actions,
  resources,
  ...rest
}: Permission): DataAwsIamPolicyDocumentStatement {
  return { sid, actions: [...actions], resources: [...resources], ...rest };
}

/** A customer managed key. Without one, AWS managed keys are used, which need no permission. */
export interface EncryptionKey {
  readonly arn: string;
}

/** One use of a key. */
export interface KeyUse {
  /** Name of the statement. */
  readonly sid: string;
  readonly action: 'kms:Decrypt' | 'kms:GenerateDataKey';
  /**
   * The entry of the encryption context that the use is limited to, such as `aws:kinesis:arn` and a stream's ARN. Several values
   * are alternatives; `*` in a value matches any characters.
   */
  readonly context: readonly [key: string, ...values: string[]];
}

/** The permission for one use of a key, limited by the encryption context; empty without a key. */
export function keyPermissions(
  key: EncryptionKey | undefined,
  { sid, action, context }: KeyUse,
): Permission[] {
  if (key === undefined) return [];
  const [name, ...values] = context;
  const test = values.some((value) => value.includes('*')) ? 'StringLike' : 'StringEquals';
  const condition = [{ test, variable: `kms:EncryptionContext:${name}`, values }];
  return [{ sid, actions: [action], resources: [key.arn], condition }];
}
