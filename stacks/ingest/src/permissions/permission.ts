import type { DataAwsIamPolicyDocumentStatement } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';

/** What one statement of a role's policy allows. */
export interface Permission extends Pick<DataAwsIamPolicyDocumentStatement, 'condition'> {
  /** Why the role needs it, in CamelCase: IAM shows it, and tests name it. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** A permission as the policy document takes it. */
export function toStatement({
  sid,
  actions,
  resources,
  ...rest
}: Permission): DataAwsIamPolicyDocumentStatement {
  return { sid, actions: [...actions], resources: [...resources], ...rest };
}

/** A customer-managed key, whoever made it. Without one, AWS's own keys are used, and they need no permission. */
export interface EncryptionKey {
  readonly arn: string;
}

export interface KeyUse {
  /** The statement's name. */
  readonly sid: string;
  readonly action: 'kms:Decrypt' | 'kms:GenerateDataKey';
  /** The service's key in the encryption context, such as `aws:kinesis:arn`, and what it holds. */
  readonly context: readonly [key: string, value: string];
}

/** The permission to use a key for one thing only, told by the encryption context; none where AWS's own key is used. */
export function keyPermissions(
  key: EncryptionKey | undefined,
  { sid, action, context }: KeyUse,
): Permission[] {
  if (key === undefined) return [];
  const [name, value] = context;
  const condition = [{ test: 'StringEquals', variable: `kms:EncryptionContext:${name}`, values: [value] }];
  return [{ sid, actions: [action], resources: [key.arn], condition }];
}
