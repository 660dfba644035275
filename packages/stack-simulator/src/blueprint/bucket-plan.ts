/** A bucket as the stack declares it. */
export interface BucketPlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
}
