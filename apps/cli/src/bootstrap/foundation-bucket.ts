/** A bucket that must be there before the stack, and must outlive it. */
export interface FoundationBucket {
  readonly name: string;
  readonly purpose: 'state' | 'access-logs';
  readonly account: AwsAccount;
}

/** Whose the buckets are. */
export interface AwsAccount {
  readonly id: string;
  /** `aws`, or what stands for it in China and in GovCloud. */
  readonly partition: string;
}

/** The two buckets of an account and region. Their names are those that the settings expect. */
export function foundationBuckets(
  account: AwsAccount,
  region: string,
): { state: FoundationBucket; accessLogs: FoundationBucket } {
  const nameOf = (purpose: FoundationBucket['purpose']) => `headwaters-${purpose}-${account.id}-${region}`;
  return {
    state: { name: nameOf('state'), purpose: 'state', account },
    accessLogs: { name: nameOf('access-logs'), purpose: 'access-logs', account },
  };
}
