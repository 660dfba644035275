import type { AwsAccount, EncryptionKey } from '@headwaters/terraform-stack';

/** What all functions of a stack share. */
export interface FunctionPlatform {
  readonly account: AwsAccount;
  /** Encrypts logs and environment variables. AWS managed keys do, if undefined. */
  readonly key: EncryptionKey | undefined;
  /** Whether X-Ray samples invocations. */
  readonly tracing: boolean;
  readonly logRetentionDays: number;
  /** Name of the IAM policy that is the permissions boundary of the roles; none, if undefined. */
  readonly permissionsBoundary: string | undefined;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  /** Whether each deployment publishes a version, which triggers invoke through the alias `live`. */
  readonly versions: boolean;
}
