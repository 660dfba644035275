/** One rule of a bucket's notifications: which events of which keys invoke which function. */
export interface NotificationPlan {
  readonly address: string;
  readonly bucketName: string;
  readonly functionName: string;
  /** The rule's id, which events carry as `configurationId`. */
  readonly id: string;
  /** Such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}
