/** A data stream as the stack declares it. */
export interface StreamPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  /** Of a provisioned stream; an on-demand one starts with four, as on AWS. */
  readonly shardCount: number;
  readonly retentionHours: number;
  /** The key of server-side encryption, where it is on. */
  readonly kmsKeyId: string | undefined;
}
