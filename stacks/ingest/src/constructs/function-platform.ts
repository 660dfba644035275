import type { AwsAccount } from './aws-account.js';
import type { EncryptionKey } from './encryption-key.js';

/** What all functions of a stack share. */
export interface FunctionPlatform {
  readonly account: AwsAccount;
  /** Encrypts logs and variables; AWS's own keys do, if undefined. */
  readonly key: EncryptionKey | undefined;
  /** Whether X-Ray samples invocations. */
  readonly tracing: boolean;
  readonly logRetentionDays: number;
}
