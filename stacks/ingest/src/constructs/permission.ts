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
